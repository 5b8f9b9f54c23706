import Arithmetic
import Experiment
import Foundation
import Judgement
import TestSupport
import Training
import Trajectory

@testable import Verification

/// An experiment of 2 x 2 trials of 13 updates, of which two go on after 7; evaluations are after 7 and 13.
final class RuledExperiment {
  private let place: TemporaryFolder
  let plan: ExperimentPlan
  let inputs: TrialInputs
  /// The trials that go on, and those that do not; in plan order.
  let kept: [Cell]
  let stopped: [Cell]

  var path: String { place.path }

  static let rule = "start 4, keep 2 at 0.5"

  /// - Parameter stop: the rule; nil for a plan without one.
  private static func text(stop: String?) -> String {
    EmbeddedPlan.text(
      name: "ruled",
      [
        "epochs": "1", "learning_rate": "1e-3", "max_length": "32", "max_steps": "13",
        "evaluations_per_epoch": "10", "anchors_per_epoch": "20",
      ], do: "1...2", stop: stop)
  }

  init() throws {
    place = try TemporaryFolder()
    plan = try ExperimentPlan.read(
      place.write(Self.text(stop: Self.rule), to: "experiment.yaml"))
    try FileManager.default.createDirectory(
      atPath: place.file("trials"), withIntermediateDirectories: true)
    inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    var scores: [Cell: Double] = [:]
    for cell in plan.cells {
      let trial = try Self.trial(plan, inputs, cell)
      _ = try trial.run(limit: 7) { event in
        guard case .evaluation(let record) = event else { return }
        scores[cell] = record.score(trial.specification)
      }
    }
    // Spelled out, and not by the rule: the best scores, of equal ones the first.
    let order = Array(plan.cells)
    let ranked = order.indices.sorted {
      (scores[order[$1]] ?? 0, $0) < (scores[order[$0]] ?? 0, $1)
    }
    kept = ranked.prefix(2).sorted().map { order[$0] }
    stopped = ranked.dropFirst(2).sorted().map { order[$0] }
    for cell in plan.cells { try record(cell, stoppingAt: kept.contains(cell) ? nil : 7) }
  }

  private static func trial(
    _ plan: ExperimentPlan, _ inputs: TrialInputs, _ cell: Cell
  ) throws -> Training.Trial {
    try plan.trial(cell, inputs, ArithmeticUnit(threads: 1))
  }

  func golden(_ cell: Cell) -> String { path + "/trials/" + cell.fileName }

  func record(_ cell: Cell, stoppingAt stop: Int?) throws {
    try? FileManager.default.removeItem(atPath: golden(cell))
    let key = [plan.digest.description, cell.description, "\(stop ?? 0)"]
    try RecordedGoldens.place(key, at: golden(cell)) {
      _ = try RecordedTrial(path: golden(cell)).run(
        Self.trial(plan, inputs, cell), stoppingAt: stop
      ) { _ in }
    }
  }

  /// Changes the golden of a cell, whose digests are right afterwards.
  func forge(_ cell: Cell, _ change: (inout Golden) -> Void) throws {
    var golden = try Golden(golden(cell))
    change(&golden)
    try golden.write(to: self.golden(cell))
  }

  /// Makes the first evaluation of a golden one without a wrong answer, or without a right one.
  func forgeScore(_ cell: Cell, isBest: Bool) throws {
    try forge(cell) { golden in
      let counts = golden.evaluations[0].counts
      let (zeros, ones) = (counts[0] + counts[1], counts[2] + counts[3])
      golden.evaluations[0].counts = isBest ? [zeros, 0, 0, ones] : [0, zeros, ones, 0]
    }
  }

  /// Takes the rule out of the plan.
  func removeRule() throws { try place.write(Self.text(stop: nil), to: "experiment.yaml") }

  /// Puts another rule in the place of the plan's.
  func replaceRule(by rule: String) throws {
    try place.write(Self.text(stop: rule), to: "experiment.yaml")
  }

  func remove(_ cell: Cell) throws { try FileManager.default.removeItem(atPath: golden(cell)) }

  var verifier: TrialVerifier { TrialVerifier(ArithmeticSetting()) }

  /// The verdicts of all trials, by cell, and that of the whole.
  func verdicts() throws -> (whole: Verdict, trials: [Cell: TrialEvidence]) {
    let report = verifier.verify(try TrialSelection.all(at: [path]), jobs: 2)
    let trials = report.trials.compactMap { trial in
      trial.seeds.map { (Cell(wi: $0.wi, do: $0.do), trial) }
    }
    return (report.verdict, Dictionary(trials) { first, _ in first })
  }
}
