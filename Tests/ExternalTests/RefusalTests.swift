import Experiment
import Files
import Judgement
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Report

/// What is no trial of another trainer, or not of this command.
@Suite(.timeLimit(.minutes(20))) struct RefusalTests {
  private let first = Cell(wi: 1, do: 7)
  private let second = Cell(wi: 2, do: 7)

  /// A golden of Seedproof's own form has no place among another trainer's.
  @Test func aResultOfAnotherTrainerIsNotAccepted() throws {
    let experiment = try ExternalExperiment(cells: [first])
    var golden = try Golden(experiment.golden(first))
    var members = try #require(golden.header.object)
    members["format"] = "seedproof-trial/1"
    golden.header = .object(members)
    let path = experiment.path + "/other.golden"
    try golden.write(to: path)
    #expect(throws: InputError.self) {
      try Acceptance([path], into: ExperimentFolder.open(experiment.path))
    }
  }

  @Test func aSeedThatIsNotInTheCommandIsRefused() throws {
    let experiment = try ExternalExperiment()
    let runner = Runner(try RunnerCommand("python3 '\(Trainer.path)' 1 {do}"))
    #expect(throws: InputError.self) {
      try ExternalVerifier(runner).verify(ChosenGolden.all(at: experiment.path))
    }
  }

  /// The names of the goldens do not tell their seeds.
  @Test func aSeedInsideThatIsNotInTheCommandIsRefused() throws {
    let folder = try TemporaryFolder()
    let script = #"echo '{"step":0,"loss":"0x1p+0"}'; echo '{"end":{}}'"#
    let paths = try [(first, "a.golden"), (second, "b.golden")].map { cell, name in
      _ = try shell(script).record(cell, to: folder.file(name)) { _, _ in }
      return folder.file(name)
    }
    let runner = Runner(
      try RunnerCommand("sh -c '\(script.replacing("'", with: "'\\''"))' sh {do}"))
    func goldens(_ paths: [String]) throws -> [ChosenGolden] {
      try paths.flatMap { try ChosenGolden.all(at: $0) }
    }
    #expect(
      try ExternalVerifier(runner).verify(goldens([paths[1]])).trials[0].verdict == .reproduced)
    let error = try #require(throws: InputError.self) {
      try ExternalVerifier(runner).verify(goldens(paths))
    }
    #expect(error.reason.contains("lacks {wi}"), "\(error)")
  }

  /// Refused before its pages are read: no rerun could have printed so much.
  @Test func aGoldenThatNoTrainerCouldPrintIsRefused() throws {
    let experiment = try ExternalExperiment(cells: [first])
    func verdict(_ byteCount: Int) throws -> (Verdict, String) {
      var limits = RunnerLimits()
      limits.outputByteCount = byteCount
      let runner = Runner(try Trainer.runner().command, limits: limits)
      let trial = try ExternalVerifier(runner).verify(
        ChosenGolden.all(at: experiment.golden(first))
      ).trials[0]
      return (trial.verdict, trial.reason ?? "")
    }
    let found = try verdict(24 * 12)
    #expect(found.0 == .malformed)
    #expect(found.1.contains("more than the 288 bytes of a trainer's output"), "\(found.1)")
    #expect(try verdict(1 << 20).0 == .reproduced)
  }

  @Test func aPlanForAnotherTrainerHoldsNoSettingsOfOurs() throws {
    let experiment = try ExternalExperiment(cells: [])
    for line in [
      "model: embedded/tiny", "data: .", "protocol: { epochs: 1 }", "numerics: openblas",
      "streams: philox4x32-10/1",
    ] {
      let path = experiment.path + "/other.yaml"
      try AtomicFile.write(Array((ExternalExperiment.text + line + "\n").utf8), to: path)
      let error = try #require(throws: InputError.self) { try ExperimentPlan.read(path) }
      #expect(error.reason.contains("Seedproof's own trainer"), "\(error)")
      #expect(error.place == "4")
    }
  }
}
