import Experiment
import Files
import Foundation
import Trajectory
import Verification

@testable import External
@testable import Judgement
@testable import Report

/// The trainer `Tests/Fixtures/External/trainer.py`, whose options change one value each.
enum Trainer {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/External/trainer.py").path

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
  let path: String
  let plan: ExperimentPlan

  static let text = """
    name: foreign
    task: external
    seeds: { wi: 1...2, do: 7 }

    """

  init(_ options: String = "", cells: [Cell]? = nil) throws {
    path = FileManager.default.temporaryDirectory.path + "/seedproof-external-\(UUID())"
    try FileManager.default.createDirectory(
      atPath: path + "/trials", withIntermediateDirectories: true)
    try AtomicFile.write(Array(Self.text.utf8), to: path + "/experiment.yaml")
    plan = try ExperimentPlan.read(path + "/experiment.yaml")
    for cell in cells ?? Array(plan.cells) {
      _ = try Trainer.runner(options).record(cell, to: golden(cell)) { _, _ in }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func golden(_ cell: Cell) -> String { path + "/trials/" + cell.fileName }

  func verify(
    _ options: String = "", only cell: Cell? = nil, tolerances: String? = nil
  ) throws -> VerificationReport {
    try ExternalVerifier(
      Trainer.runner(options), tolerances: try tolerances.map { try Tolerances($0) }
    ).verify(ChosenGolden.all(at: cell.map(golden) ?? path))
  }
}
