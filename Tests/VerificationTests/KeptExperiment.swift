import Arithmetic
import Experiment
import Files
import Foundation
import Sampling
import TestSupport
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

/// An experiment of two trials of 24 updates with anchors and three kept checkpoints each, at
/// 7, 13 and 19; evaluations are after 7, 13, 19 and 24 updates.
final class KeptExperiment {
  private let place: TemporaryFolder
  let plan: ExperimentPlan
  let inputs: TrialInputs

  var path: String { place.path }

  static let first = Cell(wi: 1, do: 1)
  static let second = Cell(wi: 2, do: 1)

  private static let text = EmbeddedPlan.text(
    name: "kept",
    [
      "epochs": "1", "learning_rate": "1e-3", "max_length": "32", "max_steps": "24",
      "evaluations_per_epoch": "10", "anchors_per_epoch": "20", "keep_logits": "true",
    ], do: "1")

  /// - Parameter keeping: checkpoints of each trial; goldens are recorded for `cells`.
  init(keeping count: Int = 3, _ cells: [Cell] = [first, second]) throws {
    place = try TemporaryFolder()
    plan = try ExperimentPlan.read(place.write(Self.text, to: "experiment.yaml"))
    try FileManager.default.createDirectory(
      atPath: place.file("trials"), withIntermediateDirectories: true)
    inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    for cell in cells { try record(cell, keeping: count) }
  }

  func golden(_ cell: Cell) -> String { path + "/trials/" + cell.fileName }
  func checkpoint(_ cell: Cell, _ step: Int) -> String {
    KeptCheckpoints(besideGolden: golden(cell)).path(step: step)
  }

  func specification(_ cell: Cell, _ settings: TrainingProtocol? = nil) -> TrialSpecification {
    inputs.specification(
      settings ?? plan.protocol, numerics: "seedproof-f32/1", wi: cell.wi, do: cell.do)
  }

  func trial(
    _ cell: Cell, _ settings: TrainingProtocol? = nil, backend: ProductBackend = .exact
  ) throws -> Trial {
    try Trial(
      specification(cell, settings), inputs, on: ArithmeticUnit(threads: 1, backend: backend))
  }

  /// Records a trial, in which `disturb` may do mischief after each record.
  func record(
    _ cell: Cell, keeping count: Int,
    _ disturb: (Trial, TrajectoryEvent) -> Void = { _, _ in }
  ) throws {
    let trial = try trial(cell)
    let recorded = RecordedTrial(path: golden(cell), keptCheckpointCount: count)
    _ = try recorded.run(trial) { report in
      if case .event(let event) = report { disturb(trial, event) }
    }
  }

  /// Changes the golden of a cell, whose digests are right afterwards.
  func forge(_ cell: Cell, _ change: (inout Golden) throws -> Void) throws {
    var golden = try Golden(golden(cell))
    try change(&golden)
    try golden.write(to: self.golden(cell))
  }

  func verifier(_ comparison: any Comparison = ExactComparison()) -> TrialVerifier {
    TrialVerifier(ArithmeticSetting(), comparison: comparison)
  }

  func verify(_ cell: Cell) throws -> TrialEvidence {
    verifier().verify(try ChosenGolden.all(at: golden(cell))).trials[0]
  }

  func segments(
    _ count: Int = 100, challenge: String = "a challenge", at path: String? = nil,
    _ comparison: any Comparison = ExactComparison()
  ) throws -> VerificationReport {
    verifier(comparison).verifySegments(
      try TrialSelection.all(at: [path ?? self.path]), count: count,
      challenge: Challenge(challenge),
      jobs: 2)
  }
}
