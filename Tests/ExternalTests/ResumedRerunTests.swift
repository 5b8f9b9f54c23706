import Experiment
import Files
import TestSupport
import Testing
import Text
import Trajectory
import Verification

@testable import External
@testable import Judgement

/// A trainer that is killed and run again, right or wrong in one thing: `Tests/Fixtures/External/resuming.py`. It saves
/// its state after every second update.
@Suite(.timeLimit(.minutes(20))) struct ResumedRerunTests {
  private static let path = Repository.fixture("External/resuming.py")

  private func runner(_ options: String = "", resume: String = "{resume}") throws -> Runner {
    try Runner(
      RunnerCommand("python3 -S -E -B \"\(Self.path)\" {wi} {do} \"\(resume)\" \(options)"))
  }

  /// A golden of 12 updates.
  private func golden() throws -> (String, TemporaryFolder) {
    let folder = try TemporaryFolder()
    let path = folder.file("t.golden")
    _ = try runner().record(Cell(wi: 3, do: 7), to: path) { _, _ in }
    return (path, folder)
  }

  private func verify(
    _ options: String = "", at update: Int, tolerances: String? = nil
  ) throws -> VerificationReport {
    let (path, folder) = try golden()
    defer { withExtendedLifetime(folder) {} }
    return try ExternalVerifier(
      runner(options), tolerances: try tolerances.map { try Tolerances($0) }, resumeAt: update
    ).verify(TrialSelection.all(at: [path]))
  }

  @Test(arguments: [2, 5, 7, 11])
  func aTrainerThatResumesRightIsReproduced(update: Int) throws {
    let (path, folder) = try golden()
    defer { withExtendedLifetime(folder) {} }
    let report = try verify(at: update)
    #expect(report.verdict == .reproduced)
    #expect(report.resumeAt == update)
    // No value counts twice.
    let whole = try ExternalVerifier(runner()).verify(TrialSelection.all(at: [path]))
    #expect(report.valueCount == whole.valueCount)
    #expect(report.controls.allSatisfy { $0.isCaught })
  }

  /// The state after 6 updates is what the second process has.
  @Test func aForgottenMomentIsCaughtAfterTheResume() throws {
    let report = try verify("forgets=1", at: 7)
    #expect(report.verdict == .diverged)
    let trial = report.trials[0]
    #expect(trial.firstDivergence?.step == 7)
    #expect(trial.firstDivergence?.column == .loss)
    #expect(trial.diagnosis?.cause == .resume)
    #expect(
      trial.diagnosis?.notes.contains { $0.contains("took the trial up after 6 updates") } == true)
    #expect(try verify("forgets=1", at: 7, tolerances: "loss=1e-9").verdict == .disagrees)
  }

  /// In an update that the first process had done too.
  @Test func anUpdateThatCountsTwiceIsCaught() throws {
    let trial = try verify("again=1", at: 7).trials[0]
    #expect(trial.verdict == .diverged)
    #expect(trial.firstDivergence?.step == 6)
    #expect(trial.diagnosis?.cause == .resume)
  }

  /// It goes on at update 7, which the first process printed too, with the state of update 6.
  @Test func anUpdateThatIsLeftOutIsCaught() throws {
    let trial = try verify("gap=1", at: 7).trials[0]
    #expect(trial.verdict == .diverged)
    #expect(trial.firstDivergence?.step == 7)
    // Where the first process had not printed it, the record between is missing.
    let missing = try verify("gap=1 every=1", at: 7).trials[0]
    #expect(missing.verdict == .diverged)
  }

  @Test func aTrainerThatBeginsAnewProvesNothing() throws {
    let report = try verify("anew=1", at: 7)
    #expect(report.verdict == .unverifiable)
    #expect(report.trials[0].reason?.contains("resumed nothing from {resume}") == true)
    // Before its first checkpoint too.
    #expect(try verify("every=9", at: 3).verdict == .unverifiable)
  }

  @Test func aTrainerThatFailsWhenItResumesIsUnverifiable() throws {
    let report = try verify("fails=1", at: 7)
    #expect(report.verdict == .unverifiable)
    #expect(report.trials[0].reason?.contains("cannot read") == true)
  }

  @Test(arguments: [
    (12, "cannot be killed in update 12; name an update from 1 to 11"), (99, "has 12 updates"),
  ])
  func anUpdateThatTheGoldenHasNotIsRefused(update: Int, reason: String) throws {
    let error = try #require(throws: InputError.self) { try verify(at: update) }
    #expect(error.kind == .usage)
    #expect(error.description.contains(reason), "\(error)")
  }

  /// What it declares may not depend on whether it resumes.
  @Test func anotherTrialAfterAResumeIsRefused() throws {
    let script = """
      from=0; name=whole; [ -f "$3/at" ] && [ "$4" = told ] && name=rest; [ -f "$3/at" ] && from=2
      echo "{\\"begin\\":{\\"protocol\\":\\"seedproof-runner/1\\",\\"trial\\":{\\"part\\":\\"$name\\"}}}"
      step=$from; while [ $step -lt 6 ]; do
        echo "{\\"step\\":$step,\\"loss\\":\\"0x1.$1$2p-$step\\"}"
        step=$((step + 1)); [ $step -eq 2 ] && touch "$3/at"; head -c 300000 /dev/zero | tr '\\0' ' '; echo
      done
      echo '{"end":{}}'
      """
    let folder = try TemporaryFolder()
    let path = folder.file("t.golden")
    func runner(_ told: String) throws -> Runner {
      let quoted = script.replacing("'", with: "'\\''")
      return Runner(try RunnerCommand("sh -c '\(quoted)' sh {wi} {do} {resume} \(told)"))
    }
    _ = try runner("silent").record(Cell(wi: 3, do: 7), to: path) { _, _ in }
    func verify(_ told: String) throws -> VerificationReport {
      try ExternalVerifier(runner(told), resumeAt: 4).verify(TrialSelection.all(at: [path]))
    }
    #expect(try verify("silent").verdict == .reproduced)
    let report = try verify("told")
    #expect(report.verdict == .unverifiable)
    #expect(
      report.trials[0].reason?.contains("declares another trial when it is run again") == true)
  }

  @Test func aCommandWithoutAFolderIsRefused() throws {
    let (path, folder) = try golden()
    defer { withExtendedLifetime(folder) {} }
    let error = try #require(throws: InputError.self) {
      try ExternalVerifier(runner(resume: ""), resumeAt: 3).verify(TrialSelection.all(at: [path]))
    }
    #expect(error.description.contains("--resume-at needs {resume}"))
  }
}
