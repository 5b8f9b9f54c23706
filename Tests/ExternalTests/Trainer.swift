import Experiment
import Files
import Foundation
import TestSupport
import Trajectory
import Verification

@testable import External
@testable import Judgement
@testable import Report

/// The trainer `Tests/Fixtures/External/trainer.py`, whose options change one value each.
enum Trainer {
  static let path = Repository.fixture("External/trainer.py")

  static func runner(_ options: String = "") throws -> Runner {
    try Runner(RunnerCommand("python3 -S -E -B \"\(path)\" {wi} {do} \(options)"))
  }
}

/// A runner of a script of the shell, which sees the seeds as `$1` and `$2`.
func shell(_ script: String, _ change: (inout RunnerLimits) -> Void = { _ in }) throws -> Runner {
  var limits = RunnerLimits()
  change(&limits)
  let quoted = script.replacing("'", with: "'\\''")
  return Runner(try RunnerCommand("sh -c '\(quoted)' sh {wi} {do}"), limits: limits)
}

/// Goldens of the trainer, recorded at first use; the folder is gone with this object.
final class ExternalExperiment {
  private let place: TemporaryFolder
  let plan: ExperimentPlan

  var path: String { place.path }

  static let text = """
    name: foreign
    task: external
    seeds: { wi: 1...2, do: 7 }

    """

  init(_ options: String = "", cells: [Cell]? = nil) throws {
    place = try TemporaryFolder()
    plan = try ExperimentPlan.read(place.write(Self.text, to: "experiment.yaml"))
    try FileManager.default.createDirectory(
      atPath: path + "/trials", withIntermediateDirectories: true)
    for cell in cells ?? Array(plan.cells) {
      _ = try Trainer.runner(options).record(cell, to: golden(cell)) { _, _ in }
    }
  }

  func golden(_ cell: Cell) -> String { path + "/trials/" + cell.fileName }

  func verify(
    _ options: String = "", only cell: Cell? = nil, tolerances: String? = nil
  ) throws -> VerificationReport {
    try ExternalVerifier(
      Trainer.runner(options), tolerances: try tolerances.map { try Tolerances($0) }
    ).verify(ChosenGolden.all(at: cell.map(golden) ?? path))
  }

  /// Verifies the first updates of the trial of `cell`.
  func verify(
    first updates: Int, of cell: Cell, _ options: String = "", tolerances: String? = nil
  ) throws -> VerificationReport {
    try ExternalVerifier(
      Trainer.runner(options), tolerances: try tolerances.map { try Tolerances($0) }
    ).verify(TrialSelection.all(at: [golden(cell)]), updates: updates)
  }
}
