import Experiment
import Files
import Foundation
import Judgement
import Sampling
import TestSupport
import Testing
import Text
import Trajectory

@testable import Verification

/// A trial that ends early is right only where the plan's stop rule, by the goldens of its group, ends it.
@Suite struct StopVerificationTests {
  private static func contents(_ experiment: RuledExperiment) throws -> [Cell: RecordedGrid.Content]
  {
    let grid = try RecordedGrid(at: experiment.path)
    return Dictionary(uniqueKeysWithValues: zip(experiment.plan.cells, grid.trials.map(\.content)))
  }

  private static func isMalformed(_ content: RecordedGrid.Content?) -> Bool {
    if case .unsound(isMalformed: true, let file?, let stated?) = content {
      return file != stated
    }
    return false
  }

  @Test func whatTheRuleEndsIsReproduced() throws {
    let experiment = try RuledExperiment()
    let (verdict, trials) = try experiment.verdicts()
    #expect(verdict == .reproduced && trials.count == 4)
    for cell in experiment.stopped { #expect(trials[cell]?.stepCount == 7) }
    for cell in experiment.kept { #expect(trials[cell]?.stepCount == 13) }
    let grid = try RecordedGrid(at: experiment.path)
    #expect(grid.goldens.count { $0.outcome == .stopped } == 2 && grid.goldens.count == 4)
    // One file alone, beside which the others lie.
    for cell in experiment.plan.cells {
      let report = experiment.verifier.verify(try ChosenGolden.all(at: experiment.golden(cell)))
      #expect(report.verdict == .reproduced)
    }
  }

  /// A valid prefix of a trial that the rule keeps. No rerun is needed to see it, and so nothing of one is said.
  @Test func aStoppedGoldenThatTheRuleKeepsIsMalformed() throws {
    let experiment = try RuledExperiment()
    for cell in experiment.kept {
      try experiment.record(cell, stoppingAt: 7)
      let (verdict, trials) = try experiment.verdicts()
      #expect(verdict == .malformed && trials[cell]?.verdict == .malformed)
      #expect(trials[cell]?.reason?.contains("stop rule keeps this trial") == true)
      #expect(trials[cell]?.firstDivergence == nil && trials[cell]?.diagnosis == nil)
      #expect(trials.values.count { $0.verdict == .reproduced } == 3)
      let contents = try Self.contents(experiment)
      #expect(Self.isMalformed(contents[cell]))
      #expect(contents.values.count { Self.isMalformed($0) } == 1)
      try experiment.record(cell, stoppingAt: nil)
    }
    #expect(try experiment.verdicts().whole == .reproduced)
  }

  @Test func aCompletedGoldenThatTheRuleStopsIsMalformed() throws {
    let experiment = try RuledExperiment()
    for cell in experiment.stopped {
      try experiment.record(cell, stoppingAt: nil)
      let (verdict, trials) = try experiment.verdicts()
      #expect(verdict == .malformed && trials[cell]?.verdict == .malformed)
      #expect(trials[cell]?.reason?.contains("ends this trial after 7 updates") == true)
      #expect(Self.isMalformed(try Self.contents(experiment)[cell]))
      try experiment.record(cell, stoppingAt: 7)
    }
    // Nor where it ends between two rungs.
    let cell = experiment.stopped[0]
    for step in [6, 8] {
      try experiment.record(cell, stoppingAt: step)
      let found = try experiment.verdicts().trials[cell]
      #expect(found?.verdict == .malformed)
      #expect(found?.reason?.contains("an evaluation after 7 updates") == (step == 6))
      #expect(Self.isMalformed(try Self.contents(experiment)[cell]))
    }
  }

  /// Whatever a forged score does to the others, its own trial does not have it.
  @Test func aForgedScoreDiverges() throws {
    let experiment = try RuledExperiment()
    let loser = experiment.stopped[0]
    try experiment.forgeScore(loser, isBest: true)
    // The rule now keeps the one and ends another, by what is recorded.
    var (verdict, trials) = try experiment.verdicts()
    #expect(verdict == .malformed && trials[loser]?.verdict == .malformed)
    #expect(experiment.kept.count { trials[$0]?.verdict == .malformed } == 1)
    // Goldens that fit the forged score: only the rerun of its own trial finds it.
    try experiment.record(loser, stoppingAt: nil)
    try experiment.forgeScore(loser, isBest: true)
    let ranked = try experiment.kept.filter { cell in
      let report = experiment.verifier.verify(try ChosenGolden.all(at: experiment.golden(cell)))
      return report.verdict == .malformed
    }
    let dropped = try #require(ranked.first)
    #expect(ranked.count == 1)
    try experiment.record(dropped, stoppingAt: 7)
    (verdict, trials) = try experiment.verdicts()
    #expect(verdict == .diverged)
    #expect(trials[loser]?.verdict == .diverged && trials[loser]?.firstDivergence?.step == 7)
    #expect(trials[dropped]?.verdict == .reproduced)
    // Alone it is reproduced too, and the report says on what that rests.
    let alone = experiment.verifier.verify(try ChosenGolden.all(at: experiment.golden(dropped)))
    #expect(alone.verdict == .reproduced && alone.stopRule?.json["notReproduced"] == .integer(3))
    #expect(try Self.contents(experiment).values.count { Self.isMalformed($0) } == 0)
  }

  /// Where scores are missing it cannot be told, and what cannot be told is not reproduced.
  @Test func withoutItsGroupNothingIsReproduced() throws {
    let experiment = try RuledExperiment()
    let cell = experiment.kept[0]
    try experiment.remove(cell)
    var (verdict, trials) = try experiment.verdicts()
    #expect(verdict == .unverifiable)
    for other in experiment.plan.cells {
      #expect(trials[other]?.verdict == .unverifiable)
      guard other != cell else { continue }
      #expect(trials[other]?.reason?.contains("cannot be told: the scores of one trial") == true)
      #expect(trials[other]?.reason?.contains(cell.description) == true)
      #expect(trials[other]?.reason?.hasSuffix("run 'seedproof grid' to the end") == true)
    }
    // A corrupt one says nothing either.
    try Data("x".utf8).write(to: URL(filePath: experiment.golden(cell)))
    (verdict, trials) = try experiment.verdicts()
    #expect(verdict == .malformed)
    #expect(trials.values.count { $0.verdict == .unverifiable } == 3)
    // No grid gets to its end before that one is mended.
    for other in experiment.plan.cells where other != cell {
      let reason = trials[other]?.reason ?? ""
      #expect(reason.contains("mend the golden of \(cell) first"), "\(reason)")
      #expect(!reason.contains("to the end"), "\(reason)")
    }
    // Nor does a trial of other data.
    try experiment.record(cell, stoppingAt: nil)
    try experiment.forge(cell) { golden in
      var members = golden.header.object ?? [:]
      var data = members["data"]?.object ?? [:]
      data["trainExamples"] = .integer(1001)
      members["data"] = .object(data)
      golden.header = .object(members)
    }
    #expect(try experiment.verdicts().trials.values.count { $0.verdict == .unverifiable } == 4)
    let grid = try RecordedGrid(at: experiment.path)
    #expect(Set(grid.goldens.map(\.setting)).count == 2)
  }

  /// As it always was: without a rule no trial ends early.
  @Test func withoutARuleNothingStops() throws {
    let experiment = try RuledExperiment()
    try experiment.removeRule()
    let (verdict, trials) = try experiment.verdicts()
    #expect(verdict == .malformed)
    for cell in experiment.stopped {
      #expect(trials[cell]?.verdict == .malformed)
      #expect(trials[cell]?.reason?.contains("the plan has no stop rule") == true)
    }
    for cell in experiment.kept { #expect(trials[cell]?.verdict == .reproduced) }
    let contents = try Self.contents(experiment)
    #expect(experiment.stopped.allSatisfy { Self.isMalformed(contents[$0]) })
    #expect(contents.values.count { Self.isMalformed($0) } == 2)
  }

  /// A draw that does not take the trial looks at it all the same.
  @Test func noSamplePassesOverAContradiction() throws {
    let experiment = try RuledExperiment()
    try experiment.record(experiment.kept[1], stoppingAt: 7)
    for number in 0..<8 {
      let selection = try TrialSelection(
        .sample(1, Challenge("\(number)")), of: experiment.path)
      #expect(selection.goldens.contains { $0.path == experiment.golden(experiment.kept[1]) })
      guard number < 2 else { continue }
      #expect(experiment.verifier.verify(selection).verdict == .malformed)
    }
    // Nor do segments.
    let all = try TrialSelection.all(at: [experiment.path])
    let segments = experiment.verifier.verifySegments(all, count: 1, challenge: Challenge("1"))
    #expect(segments.verdict == .malformed)
    try experiment.record(experiment.kept[1], stoppingAt: nil)
    let sound = try TrialSelection(.sample(1, Challenge("1")), of: experiment.path)
    #expect(sound.goldens.count == 1)
    // A rule that is taken out leaves stopped goldens, of which a draw takes none or some.
    try experiment.removeRule()
    let ruleless = try TrialSelection(.sample(1, Challenge("1")), of: experiment.path)
    #expect(
      experiment.stopped.allSatisfy { cell in
        ruleless.goldens.contains { $0.path == experiment.golden(cell) }
      })
  }

  /// A group is decided by the same files that are verified.
  @Test func aGoldenThatChangesMeanwhileIsMalformed() throws {
    let experiment = try RuledExperiment()
    let chosen = try TrialSelection.all(at: [experiment.path]).goldens
    let judge = Judge(.own)
    func hear(_ golden: ChosenGolden) -> TrialEvidence {
      judge.hear(OwnTrial(golden: golden, verifier: experiment.verifier)).evidence
    }
    // Its score is read for another trial, and then it is another file.
    #expect(hear(chosen[0]).failure == nil)
    try experiment.forge(experiment.plan.cells[1]) { $0.steps[0].lossBits ^= 1 }
    let evidence = hear(chosen[1])
    #expect(evidence.failure == .malformed)
    #expect(evidence.reason?.contains("changed while its group was looked at") == true)
  }
}
