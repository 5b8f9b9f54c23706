import Experiment
import Files
import Foundation
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// Goldens of another trainer where they do not belong.
@Suite(.timeLimit(.minutes(20))) struct PlacementTests {
  private let first = Cell(wi: 1, do: 7)
  private let second = Cell(wi: 2, do: 7)

  /// Another trainer's golden in a folder whose plan is for Seedproof's own.
  @Test func aGoldenInAPlanForTheOwnTrainerIsRefused() throws {
    let experiment = try ExternalExperiment()
    let text = """
      name: foreign
      task: embedded/acceptability
      model: embedded/tiny
      seeds: { wi: 1...2, do: 7 }

      """
    try AtomicFile.write(Array(text.utf8), to: experiment.path + "/experiment.yaml")
    let report = try experiment.verify()
    #expect(report.verdict == .malformed)
    #expect(report.trials.map(\.verdict) == [.malformed, .malformed])
    #expect(report.trials[0].reason?.contains("holds another trainer's trial") ?? false)
  }

  /// A result is kept of planned trials only.
  @Test func anUnplannedGoldenIsNotKept() throws {
    let experiment = try ExternalExperiment()
    try FileManager.default.copyItem(
      atPath: experiment.golden(first), toPath: experiment.golden(Cell(wi: 9, do: 7)))
    let folder = try ExperimentFolder.open(experiment.path)
    let kept = KeptResults(.all, in: folder.pendingPath)
    try FileManager.default.createDirectory(
      atPath: folder.pendingPath, withIntermediateDirectories: true)
    let report = try ExternalVerifier(Trainer.runner(), keeping: kept)
      .verify(TrialSelection(.all, of: experiment.path))
    #expect(report.verdict == .malformed)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.pendingPath).sorted()
    #expect(names == [first, second].map(\.fileName))
  }

  @Test func aResultThatThePlanLacksIsNotAccepted() throws {
    let experiment = try ExternalExperiment(cells: [first])
    let path = experiment.path + "/other.golden"
    _ = try Trainer.runner().record(Cell(wi: 9, do: 7), to: path) { _, _ in }
    let error = #expect(throws: InputError.self) {
      try Acceptance([path], into: ExperimentFolder.open(experiment.path))
    }
    #expect(error?.kind == .malformed)
  }

  /// What another version means by its members is not known.
  @Test func aHeaderOfAnotherVersionIsRefused() throws {
    let experiment = try ExternalExperiment(cells: [first])
    var golden = try Golden(experiment.golden(first))
    var members = try #require(golden.header.object)
    members["format"] = "seedproof-external/3"
    golden.header = .object(members)
    try golden.write(to: experiment.golden(first))
    let result = try experiment.verify(only: first).trials[0]
    #expect(result.verdict == .unverifiable)
    #expect(result.reason?.contains("of another version") ?? false)
    // The second version has series, and this golden has none.
    members["format"] = "seedproof-external/2"
    golden.header = .object(members)
    try golden.write(to: experiment.golden(first))
    #expect(try experiment.verify(only: first).trials[0].verdict == .malformed)
  }

  /// What the trainer declares, and the seeds as far as a name says them.
  @Test func everyDeclarationIsAltered() throws {
    let experiment = try ExternalExperiment()
    let golden = try #require(try ChosenGolden.all(at: experiment.path).first)
    let trial = ExternalTrial(golden: golden, runner: try Trainer.runner(), kept: nil)
    let names = Set(trial.otherHeaders(try trial.open { _ in }).map(\.name))
    #expect(names.isSuperset(of: ["wi", "do", "task", "numerics", "trial.data"]))
    #expect(!names.contains { $0.hasPrefix("columns.") })
  }
}
