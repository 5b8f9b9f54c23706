import Arithmetic
import Experiment
import Files
import Foundation
import Judgement
import Sampling
import TestSupport
import Testing
import Text
import Trajectory

@testable import Report
@testable import Verification

/// A rerun shows that a trial ends where scores in goldens end it; whether these scores are true it does not.
@Suite struct StopGroundsTests {
  private static let limit =
    "stop rule: not shown is that the right trials were stopped: scores of "

  private func members(_ report: VerificationReport) throws -> [String: Int64] {
    let json = try #require(report.json["stopRule"]?.object)
    return json.compactMapValues(\.integer)
  }

  @Test func aTrialAloneRestsOnTheOthers() throws {
    let experiment = try RuledExperiment()
    for cell in experiment.plan.cells {
      let report = experiment.verifier.verify(try ChosenGolden.all(at: experiment.golden(cell)))
      #expect(report.verdict == .reproduced)
      #expect(try members(report) == ["trials": 1, "scores": 4, "notReproduced": 3])
      let others = experiment.plan.cells.filter { $0 != cell }.map(experiment.golden)
      #expect(
        report.json["stopRule"]?["firstNotReproduced"]?.array?.compactMap(\.string) == others)
      let said = Self.limit + "3 goldens that were not reproduced here decided it: "
      for text in [report.table.replacing(/\n {4,}/, with: " "), report.junit] {
        #expect(text.contains(said + others.joined(separator: " ")), "\(text)")
      }
      #expect(report.summary.contains("that the right trials were stopped"))
    }
  }

  /// Of files that are named one by one each shows the scores of its own.
  @Test func whatIsRerunIsShown() throws {
    let experiment = try RuledExperiment()
    let cells = Array(experiment.plan.cells)
    func verify(_ count: Int) throws -> VerificationReport {
      let paths = cells.prefix(count).map(experiment.golden)
      return experiment.verifier.verify(try TrialSelection.all(at: paths))
    }
    #expect(try members(verify(2)) == ["trials": 2, "scores": 4, "notReproduced": 2])
    let three = try verify(3)
    #expect(three.table.replacing(/\n {4,}/, with: " ").contains(Self.limit + "a golden that was"))
    for report in [
      try verify(4), experiment.verifier.verify(try TrialSelection.all(at: [experiment.path])),
    ] {
      #expect(try members(report) == ["trials": 4, "scores": 4, "notReproduced": 0])
      #expect(report.json["stopRule"]?["firstNotReproduced"]?.array?.isEmpty == true)
      #expect(!report.table.contains("stop rule"))
      #expect(!report.junit.contains("stop rule"))
    }
  }

  @Test func aDrawRestsOnWhatItDoesNotTake() throws {
    let experiment = try RuledExperiment()
    let selection = try TrialSelection(.sample(1, Challenge("a coin")), of: experiment.path)
    let report = experiment.verifier.verify(selection)
    #expect(report.verdict == .reproduced)
    #expect(try members(report) == ["trials": 1, "scores": 4, "notReproduced": 3])
    // Of segments none shows a score as a whole trial would.
    let all = try TrialSelection.all(at: [experiment.path])
    let segments = experiment.verifier.verifySegments(all, count: 9, challenge: Challenge("a coin"))
    #expect(segments.verdict == .segmentsAgree)
    #expect(try members(segments) == ["trials": 4, "scores": 4, "notReproduced": 4])
  }

  /// A score that did not come back shows no other trial's end.
  @Test func whatDivergesShowsNothing() throws {
    let experiment = try RuledExperiment()
    try experiment.forge(experiment.kept[0]) { $0.steps[9].lossBits ^= 1 }
    let report = experiment.verifier.verify(try TrialSelection.all(at: [experiment.path]))
    #expect(report.verdict == .diverged)
    #expect(try members(report) == ["trials": 3, "scores": 4, "notReproduced": 1])
  }

  /// Without a rule, or with one that stops nobody, there is nothing to say.
  @Test func withoutARuleNothingIsSaid() throws {
    let plain = try RecordedExperiment()
    let report = try plain.verify()
    #expect(report.verdict == .reproduced && report.stopRule == nil)
    #expect(report.json["stopRule"] == nil)
    // Of a group of one the rule keeps one.
    let (experiment, last) = (try RuledExperiment(), Cell(wi: 2, do: 2))
    try experiment.replaceRule(by: "start 3, keep 1 at 0.5")
    try experiment.record(last, stoppingAt: nil)
    let alone = experiment.verifier.verify(try ChosenGolden.all(at: experiment.golden(last)))
    #expect(alone.verdict == .reproduced && alone.stopRule == nil)
  }

  // MARK: Results

  @Test func missingResultsGoAsFarAsTheRuleSays() throws {
    let experiment = try RuledExperiment()
    for cell in [experiment.kept[0], experiment.stopped[1]] {
      let before = try Data(contentsOf: URL(filePath: experiment.golden(cell)))
      try experiment.remove(cell)
      let pending = experiment.path + "/pending"
      let kept = try #require(KeptResults(.missing, in: pending))
      let selection = try TrialSelection.all(at: [experiment.path])
      try kept.prepare(for: selection)
      let verifier = TrialVerifier(ArithmeticSetting(), keeping: kept)
      _ = verifier.verify(selection)
      let made = pending + "/" + cell.fileName
      #expect(try Data(contentsOf: URL(filePath: made)) == before)
      try FileManager.default.moveItem(atPath: made, toPath: experiment.golden(cell))
    }
    // In the place of a golden that ends where the rule does not end it, too.
    let cell = experiment.kept[1]
    let truth = try Data(contentsOf: URL(filePath: experiment.golden(cell)))
    try experiment.record(cell, stoppingAt: 7)
    let again = try #require(KeptResults(.failed, in: experiment.path + "/again"))
    let chosen = try TrialSelection.all(at: [experiment.path])
    try again.prepare(for: chosen)
    let found = TrialVerifier(ArithmeticSetting(), keeping: again).verify(chosen)
    #expect(found.verdict == .malformed)
    let made = try Data(contentsOf: URL(filePath: experiment.path + "/again/" + cell.fileName))
    #expect(made == truth)
    try experiment.record(cell, stoppingAt: nil)
    // Of two missing ones nothing can be told before one of them is there.
    for cell in experiment.stopped { try experiment.remove(cell) }
    let kept = try #require(KeptResults(.missing, in: experiment.path + "/pending"))
    let selection = try TrialSelection.all(at: [experiment.path])
    try kept.prepare(for: selection)
    let report = TrialVerifier(ArithmeticSetting(), keeping: kept).verify(selection)
    #expect(report.trials.allSatisfy { $0.keptPath == nil })
    #expect(report.trials.contains { $0.reason?.contains("cannot be told") == true })
  }
}
