import Experiment
import Files
import Foundation
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// What is kept of trials of another trainer that do not end, and how often it runs for what is kept.
@Suite(.timeLimit(.minutes(20))) struct UnfinishedTests {
  private let cell = Cell(wi: 1, do: 7)

  /// The trainer, which notes the seeds of each run in a file.
  private func counted(_ options: String, in folder: TemporaryFolder) throws -> Runner {
    try shell(
      "echo $1:$2 >>'\(folder.file("runs"))'; exec python3 -S -E -B '\(Trainer.path)' $1 $2 \(options)"
    )
  }

  private func runs(_ folder: TemporaryFolder) throws -> Int {
    try folder.read("runs").split(separator: "\n").count { $0 == "1:7" }
  }

  @Test func aFailedTrialKeepsWhatItRecorded() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.golden")
    let failure = try #require(throws: RunnerFailure.self) {
      try Trainer.runner("crash=9").record(cell, to: path) { _, _ in }
    }
    #expect(failure.kept == .init(stepCount: 9, path: path + ".partial"))
    #expect(
      failure.description.hasSuffix(
        "its first 9 updates can be seen by 'seedproof show --partial \(path).partial'"))
    #expect(!failure.ledgerReason.contains(folder.path))
    let whole = try Trainer.runner().record(cell) { _, _ in }
    let kept = try PartialGolden(path + ".partial")
    #expect(kept.events.count { $0.record == .step } == 9)
    #expect(Array(whole.events.prefix(kept.events.count)) == kept.events)
    #expect(!FileEntry.exists(path))
    // A later attempt takes its place, and a whole trial removes it.
    #expect(throws: RunnerFailure.self) {
      try Trainer.runner("quit=5").record(cell, to: path) { _, _ in }
    }
    #expect(try PartialGolden(path + ".partial").events.count { $0.record == .step } == 5)
    _ = try Trainer.runner().record(cell, to: path) { _, _ in }
    #expect(try folder.names(in: ".") == ["a.golden"])
    #expect(try Golden(path) == whole)
  }

  /// Where there is no update nothing is kept; what is something else stays as it is.
  @Test func nothingElseIsWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.golden")
    let failure = try #require(throws: RunnerFailure.self) {
      try Trainer.runner("crash=0").record(cell, to: path) { _, _ in }
    }
    #expect(failure.kept == nil)
    #expect(try folder.names(in: ".") == [])
    try folder.write("mine", to: "a.golden.partial")
    let other = try #require(throws: RunnerFailure.self) {
      try Trainer.runner("crash=9").record(cell, to: path) { _, _ in }
    }
    #expect(other.kept == nil)
    #expect(try folder.read("a.golden.partial") == "mine")
    _ = try Trainer.runner().record(cell, to: path) { _, _ in }
    #expect(try folder.read("a.golden.partial") == "mine")
  }

  /// The rerun that was compared is the one that is kept.
  @Test func theTrainerRunsOnceForWhatIsKept() throws {
    for (options, verdict) in [("loss=5", Verdict.diverged), ("", .reproduced)] {
      let experiment = try ExternalExperiment(cells: [cell])
      let folder = try TemporaryFolder()
      let selection = try TrialSelection(.trials([cell]), of: experiment.path)
      let kept = try #require(KeptResults(.all, in: experiment.path + "/pending"))
      try kept.prepare(for: selection)
      let report = try ExternalVerifier(counted(options, in: folder), keeping: kept)
        .verify(selection)
      #expect(report.verdict == verdict && report.isControlled)
      #expect(try runs(folder) == 1)
      let path = try #require(report.trials[0].keptPath)
      #expect(try Golden(path) == Trainer.runner(options).record(cell) { _, _ in })
    }
  }

  /// A trainer that fails after hours is not run again at once.
  @Test func aRerunThatFailsKeepsWhatItRecorded() throws {
    let experiment = try ExternalExperiment(cells: [cell])
    let folder = try TemporaryFolder()
    let selection = try TrialSelection(.trials([cell]), of: experiment.path)
    let kept = try #require(KeptResults(.failed, in: experiment.path + "/pending"))
    try kept.prepare(for: selection)
    let report = try ExternalVerifier(counted("loss=2 quit=11", in: folder), keeping: kept)
      .verify(selection)
    #expect(report.verdict == .unverifiable && report.trials[0].keptPath == nil)
    #expect(try runs(folder) == 1)
    let path = experiment.path + "/pending/" + cell.fileName + ".partial"
    #expect(report.trials[0].reason?.hasSuffix("'seedproof show --partial \(path)'") == true)
    #expect(try PartialGolden(path).events.count { $0.record == .step } == 11)
    #expect(throws: InputError.self) { try Acceptance([], into: .open(experiment.path)) }
  }

  /// Who declares another setting is told so at once, and its result is made for it, as before.
  @Test func anotherSettingIsRecordedAnew() throws {
    let experiment = try ExternalExperiment(cells: [cell])
    let selection = try TrialSelection(.trials([cell]), of: experiment.path)
    let kept = try #require(KeptResults(.failed, in: experiment.path + "/pending"))
    try kept.prepare(for: selection)
    let report = try ExternalVerifier(Trainer.runner("data=d2"), keeping: kept).verify(selection)
    #expect(report.trials[0].reason?.contains("trial.data") == true)
    #expect(try Golden(try #require(report.trials[0].keptPath)).steps.count == 12)
  }
}
