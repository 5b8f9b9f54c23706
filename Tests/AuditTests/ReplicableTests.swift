import Files
import TestSupport
import Testing
import Text

@testable import Audit

/// Claims beside trials that were run anew: the same bits, or the same numbers.
@Suite struct ReplicableTests {
  /// Shares of 277 examples.
  private static func trials(
    _ correct: [Int], metric: String = "accuracy", goldens: [String: String] = [:]
  ) -> ReplicatedScores {
    ReplicatedScores(
      path: "mine", task: "glue/rte", metric: metric,
      scores: correct.enumerated().map { ("1:\($0 + 1)", Double($1) / 277) }, goldens: goldens)
  }

  private func finding(
    _ rule: AuditRule, _ yaml: String, _ trials: ReplicatedScores, goldens: [String: String] = [:]
  ) throws -> AuditFinding? {
    try withClaims { folder in
      try folder.report("  - { \(yaml) }\n", replicated: [trials], goldens: goldens)
        .claims[0].findings.first { $0.rule == rule }
    }
  }

  @Test(arguments: [
    (["1:1": "a", "1:2": "b"], AuditVerdict.holds, "All 2 published goldens were run anew"),
    (["1:1": "a", "1:2": "c"], .refuted, "1 of 2 trials that were run anew differs"),
    (["1:1": "a"], .undetermined, "1 of 2 published goldens were run anew"),
    (["2:2": "a"], .undetermined, "0 of 2 published goldens were run anew"),
    ([:], .undetermined, "There are no goldens in mine"),
  ])
  func theSameBits(mine: [String: String], verdict: AuditVerdict, words: String) throws {
    let trials = Self.trials([200, 210], goldens: mine)
    let found = try finding(
      .exact, "task: RTE, goldens: theirs", trials, goldens: ["1:1": "a", "1:2": "b"])
    #expect(found?.verdict == verdict && found?.sentence.hasPrefix(words) ?? false)
  }

  /// Neither lane answers for the other.
  @Test func theLanesAreTwo() throws {
    let claim = "task: RTE, scores: { accuracy: 72.2 }, statistic: one, goldens: theirs"
    let trials = Self.trials([200], goldens: ["1:1": "other"])
    #expect(try finding(.exact, claim, trials, goldens: ["1:1": "a"])?.verdict == .refuted)
    #expect(try finding(.tolerance, claim, trials, goldens: ["1:1": "a"])?.verdict == .holds)
    // Without published goldens nothing is said of bits, and without trials nothing at all.
    #expect(
      try finding(.exact, claim.replacing(", goldens: theirs", with: ""), trials) == nil)
    try withClaims { folder in
      let rules = try folder.report("  - { \(claim) }\n").claims[0].findings.map(\.rule)
      #expect(rules == [.possible])
    }
  }

  /// 200/277 = 72.20 %, 210/277 = 75.81 %, their mean 74.01 %.
  @Test(arguments: [
    ("accuracy: 74.0, mean, 2", AuditVerdict.holds), ("accuracy: 74.1, mean, 2", .refuted),
    ("accuracy: 74.1, mean, 2, 0.1", .holds), ("accuracy: 74.3, mean, 2, 0.1", .refuted),
    ("accuracy: 75.8, maximum, 2", .holds), ("accuracy: 74.0, mean, 3", .undetermined),
    ("accuracy: 72.2, one", .holds), ("accuracy: 73.0, one", .refuted),
    ("accuracy: 73.0, one, , 0.8", .holds), ("accuracy: 74.0, unknown", .undetermined),
    ("f1: 74.0, mean, 2", .undetermined),
  ])
  func theSameNumbers(claim: String, verdict: AuditVerdict) throws {
    let parts = claim.split(separator: ", ", omittingEmptySubsequences: false).map(String.init)
    var yaml = "task: RTE, scores: { \(parts[0]) }, statistic: \(parts[1])"
    if parts.count > 2, !parts[2].isEmpty { yaml += ", runs: \(parts[2])" }
    if parts.count > 3 { yaml += ", tolerance: \(parts[3])" }
    let found = try #require(try finding(.tolerance, yaml, Self.trials([200, 210])))
    #expect(found.verdict == verdict, "\(claim): \(found.sentence)")
  }

  @Test func otherTasksAreOther() throws {
    let claim = "task: MRPC, scores: { accuracy: 74.0 }, statistic: mean, runs: 2"
    #expect(try finding(.tolerance, claim, Self.trials([200, 210])) == nil)
  }
}
