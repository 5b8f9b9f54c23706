import Experiment
import External
import Foundation
import Judgement
import Processes
import Report
import TestSupport
import Testing
import Text

@testable import Battery

/// The battery on trainers that are right, or wrong in one thing: `Tests/Fixtures/External/resuming.py`.
@Suite(.timeLimit(.minutes(10))) struct RunnerBatteryTests {
  private static let path = Repository.fixture("External/resuming.py")

  private func report(
    _ options: String = "", only: [String], challenge: String = "dice", resumes: Bool = true
  ) throws -> DeterminismReport {
    let folder = resumes ? "{resume}" : "''"
    let command = try RunnerCommand("python3 -S -B \"\(Self.path)\" {wi} {do} \(folder) \(options)")
    var battery = BatteryOptions(cell: Cell(wi: 3, do: 5), challenge: challenge)
    battery.only = only
    battery.jobs = 2
    return try RunnerBattery(Runner(command), CeilingTable(), battery).run()
  }

  private func result(_ report: DeterminismReport, _ name: String) throws -> VariationResult {
    try #require(report.variations.first { $0.name == name })
  }

  @Test func aTrainerThatRepeatsIsIdentical() throws {
    let names = [
      "rerun", "threads-1", "threads-2", "hash-seed-0", "hash-seed-12345", "environment-size",
      "environment-order", "locale", "time-zone", "working-directory", "umask", "memory-fill",
      "busy-neighbour", "kill-1", "kill-2",
    ]
    let report = try report(only: names)
    #expect(report.variations.map(\.name) == names)
    #expect(report.verdict == .identical, "\(report.table)")
    for variation in report.variations {
      guard case .identical(let updates, let values) = variation.finding else {
        Issue.record("\(variation.name): \(variation.finding)")
        continue
      }
      #expect(variation.detail != nil || (updates == 12 && values == 27), "\(variation.name)")
    }
    for name in ["kill-1", "kill-2"] {
      let text = try #require(try result(report, name).detail)
      let found = try #require(
        text.wholeMatch(of: /killed after update (\d+), taken up at update (\d+)/))
      let (killed, taken) = (try #require(Int(found.1)), try #require(Int(found.2)))
      #expect(taken > 0 && taken % 2 == 0 && taken <= killed + 1)
    }
    #expect(report.controls.map(\.finding) == [.caught, .caught, .caught])
    #expect(
      report.table.contains(
        "identical: 15 of 15 variations that ran gave the same bits; controls 3/3"))
    #expect(report.conclusion.contains("none of the 15 variations that ran changed a bit"))
    #expect(!report.table.contains("determinis"))
  }

  /// Caught in the update after the one at which it was taken up: the loss there is still that of the right weight.
  @Test(arguments: ["dice", "coin", "card"])
  func aResumeThatForgetsIsCaughtAtItsUpdate(_ challenge: String) throws {
    let report = try report("forgets=1", only: ["rerun", "kill-1"], challenge: challenge)
    #expect(report.verdict == .differs)
    let found = try result(report, "kill-1")
    let taken = try #require(found.detail?.split(separator: " ").last.flatMap { Int($0) })
    let divergence = try #require(found.firstDivergence)
    #expect(divergence.step == taken + 1 && divergence.column == .loss)
    #expect(report.conclusion.contains("whether a run was resumed"))
    #expect(report.table.contains("step \(taken + 1), loss: expected 0x1."))
    #expect(
      report.json["variations"]?.array?[1]["firstDivergence"]?["step"]?.integer == Int64(taken + 1))
  }

  @Test func whatAResumeLeavesOutOrRepeatsIsSeen() throws {
    let gap = try result(report("gap=1", only: ["rerun", "kill-1"]), "kill-1")
    #expect(gap.firstDivergence != nil)
    let again = try result(report("again=1", only: ["rerun", "kill-1"]), "kill-1")
    #expect(again.firstDivergence?.column == .loss)
  }

  @Test(arguments: [
    ("anew=1", "it began anew when it was run again"),
    ("every=100", "it began anew when it was run again"), ("fails=1", "cannot read"),
    ("steps=2", "a trial of 2 updates has no middle"),
  ])
  func aTrainerThatDoesNotResumeIsNamed(_ options: String, _ reason: String) throws {
    let report = try report(options, only: ["rerun", "umask", "kill-1"])
    let found = try result(report, "kill-1")
    guard case .notRun(let why) = found.finding else {
      Issue.record("\(found.finding)")
      return
    }
    #expect(why.contains(reason), "\(why)")
    #expect(report.verdict == .identical && report.run.count == 2)
    #expect(report.table.contains("1 not run"))
  }

  @Test func withoutAFolderNothingIsResumed() throws {
    let report = try report(only: ["rerun", "umask", "kill-1"], resumes: false)
    guard case .notRun(let why) = try result(report, "kill-1").finding else {
      Issue.record("it ran")
      return
    }
    #expect(why.contains("has no {resume}"))
  }

  @Test(arguments: [
    ("reads=OMP_NUM_THREADS", "threads-2", "the number of threads", "set OMP_NUM_THREADS"),
    ("reads=PYTHONHASHSEED", "hash-seed-0", "Python's hash seed", "set PYTHONHASHSEED"),
    ("reads=TZ", "time-zone", "the time zone", "set TZ"),
    ("reads=SEEDPROOF_PADDING", "environment-size", "the environment's size or order", "(env -i)"),
    ("reads=MALLOC_PERTURB_", "memory-fill", "memory that was never written", "find the read"),
    ("umask=1", "umask", "the umask", "set the umask"),
    ("folder=1", "working-directory", "the working directory", "start it in one folder"),
  ])
  func whatATrainerDependsOnIsNamed(
    _ options: String, _ name: String, _ factor: String, _ pin: String
  ) throws {
    let report = try report(options, only: ["rerun", name])
    #expect(report.verdict == .differs && report.differing.map(\.name) == [name], "\(report.table)")
    #expect(report.conclusion.contains("depend on \(factor); to repeat them, "))
    #expect(report.conclusion.contains(pin))
    #expect(try result(report, name).firstDivergence?.step == 0)
  }

  /// A hash that is seeded anew in each process: the rerun differs, and no other variation says anything.
  @Test func aTrainerThatNeverRepeatsIsNamed() throws {
    let report = try report("hash=1", only: ["rerun", "umask"])
    #expect(report.verdict == .differs)
    #expect(try result(report, "rerun").firstDivergence != nil)
    #expect(report.conclusion.contains("change from run to run though nothing was changed"))
  }

  @Test(arguments: [("do", 2), ("wi", 1)])
  func aTrainerThatIgnoresASeedIsNamed(_ seed: String, _ place: Int) throws {
    let report = try report("blind=\(seed)", only: ["rerun", "umask"])
    #expect(report.verdict == .unproven && report.verdict.exitCode == 2)
    guard case .missed(let why) = report.controls[place].finding else {
      Issue.record("caught")
      return
    }
    #expect(why.contains("the trainer ignores {\(seed)}"))
    #expect(report.table.contains("control not caught: another \(seed.uppercased()) seed alone"))
    #expect(report.table.contains("unproven: 2 of 2 variations that ran gave the same bits"))
  }

  @Test func oneVariationProvesNothing() throws {
    let report = try report(only: ["rerun"])
    #expect(report.verdict == .unproven)
    #expect(report.table.contains("fewer than 2 variations ran"))
  }

  @Test func aWrongChoiceIsToldBeforeAnyWork() throws {
    #expect(throws: InputError.self) { try report("fails=1", only: []) }
    let error = try #require(throws: InputError.self) { try report(only: ["rerun", "thread-2"]) }
    #expect(error.kind == .usage && error.description.contains("did you mean 'threads-2'?"))
  }

  @Test func aTrainerThatDoesNotRunIsNoFinding() throws {
    let error = try #require(throws: InputError.self) {
      try report("steps=none", only: ["rerun", "umask"])
    }
    #expect(error.kind == .unverifiable)
    #expect(
      error.description.contains("the reference cannot be run: the trainer ended with status 1"))
  }

  /// The fixture loads no library but Python's: none with an instruction-set ceiling of its own.
  @Test func aLibraryThatIsNotLoadedHasNoCeiling() throws {
    let report = try report(only: ["rerun", "umask", "ceiling-aten", "ceiling-mkl"])
    for name in ["ceiling-aten", "ceiling-mkl"] {
      guard case .notRun(let why) = try result(report, name).finding else {
        Issue.record("\(name) ran")
        continue
      }
      #expect(why.contains("the trainer loads no "))
    }
  }
}
