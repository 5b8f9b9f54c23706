import Scores
import TestSupport
import Testing

@testable import Audit

/// Whether a development set allows a score, as it was printed.
@Suite struct PossibleTests {
  private static func finding(
    _ scores: [(Metric, String)], _ examples: ClaimedExamples,
    _ statistic: ScoreStatistic = .one, runs: Int? = nil
  ) throws -> PossibleFinding {
    PossibleFinding(
      ScoreClaim(
        try scores.map { Reachability.Claim($0.0, try #require(ReportedScore($0.1))) }, examples,
        statistic: statistic, runs: runs))
  }

  private static func verdict(
    _ text: String, of count: Int, _ statistic: ScoreStatistic = .one, runs: Int? = nil
  ) throws -> AuditVerdict {
    try finding([(.accuracy, text)], .count(count), statistic, runs: runs).verdict
  }

  /// What the rows of public READMEs can be: numbers of right answers by hand.
  @Test func publishedRows() throws {
    // 243.5 and 244 right answers of 277 are 87.9 and 88.1.
    #expect(try Self.verdict("88.0", of: 277) == .refuted)
    #expect(try Self.verdict("88.0", of: 277, .median) == .refuted)
    #expect(try Self.verdict("88.0", of: 277, .median, runs: 5) == .refuted)
    #expect(try Self.verdict("88.0", of: 277, .mean, runs: 10) == .holds)
    #expect(try Self.verdict("88.0", of: 277, .mean) == .undetermined)
    // 229 of 277 are 82.67 %.
    #expect(try Self.verdict("82.7", of: 277, .median) == .holds)
    // 370.5 of 408: the median of an even number of runs, and of no odd one.
    #expect(try Self.verdict("90.8", of: 408, .median, runs: 4) == .holds)
    #expect(try Self.verdict("90.8", of: 408, .median, runs: 5) == .refuted)
    #expect(try Self.verdict("90.8", of: 408, .maximum, runs: 5) == .refuted)
    #expect(try Self.verdict("96.9", of: 872, .ensemble) == .holds)
    let untold = try Self.finding([(.accuracy, "90.8")], .count(408), .unknown)
    #expect(untold.verdict == .undetermined && untold.scores[0].allowed == [.median, .mean])
  }

  /// By every set of runs of a small development set.
  @Test(arguments: [5, 7], [1, 2, 3, 4])
  func accuracyIsThatOfSomeRuns(examples: Int, runs: Int) throws {
    var sums: Set<Int> = []
    var doubledMedians: Set<Int> = []
    func extend(_ counts: [Int]) {
      guard counts.count < runs else {
        sums.insert(counts.reduce(0, +))
        doubledMedians.insert(counts[(runs - 1) / 2] + counts[runs / 2])
        return
      }
      for count in (counts.last ?? 0)...examples { extend(counts + [count]) }
    }
    extend([])
    // Half a unit to either side, in thousandths of a percent.
    func fits(_ value: Int, _ numerator: Int, _ denominator: Int) -> Bool {
      abs(numerator * 1000 - value * denominator) * 2 <= denominator
    }
    for value in 0...1000 {
      let text = "\(value / 10).\(value % 10)"
      let mean = sums.contains { fits(value, $0, examples * runs) }
      let median = doubledMedians.contains { fits(value, $0, examples * 2) }
      #expect(try Self.verdict(text, of: examples, .mean, runs: runs) == (mean ? .holds : .refuted))
      #expect(
        try Self.verdict(text, of: examples, .median, runs: runs) == (median ? .holds : .refuted))
    }
  }

  /// Several scores of one run are of one matrix; maxima may be of several.
  @Test func scoresOfOneRunGoTogether() throws {
    let answers = try KnownAnswers("reachable").root["mrpc_joint"]
    let mrpc = try #require(ClaimedExamples(task: "glue/MRPC"))
    var count = 0
    for key in answers.keys {
      let texts = key.split(separator: "|").map(String.init)
      // Accuracy and F1, without their mean.
      guard texts.count == 3, texts[2] == "None", !texts.prefix(2).contains("None") else {
        continue
      }
      let scores = [(Metric.accuracy, texts[0]), (.f1, texts[1])]
      let (one, fitting) = (try Self.finding(scores, mrpc), answers[key][0].int)
      #expect(one.matrices?.fitting == fitting && one.matrices?.of == 280 * 130, "\(key)")
      #expect(one.verdict == (fitting > 0 ? .holds : .refuted), "\(key)")
      #expect(try Self.finding(scores, mrpc, .maximum, runs: 3).verdict == .holds, "\(key)")
      count += 1
    }
    #expect(count >= 4)
    // Two accuracies of one run are one number of right answers.
    let twice = [(Metric.accuracy, "50.0"), (.accuracy, "51.0")]
    #expect(try Self.finding(twice, .count(1000)).verdict == .refuted)
    #expect(try Self.finding(twice, .count(1000), .maximum, runs: 2).verdict == .holds)
  }

  @Test func whatIsNearIsShown() throws {
    let accuracy = try Self.finding([(.accuracy, "88.0")], .count(277)).scores[0]
    #expect(accuracy.below == 243.0 / 277 && accuracy.above == 244.0 / 277)
    #expect(
      accuracy.correct == nil && accuracy.power?.possible == 278 && accuracy.power?.of == 1001)
    let cola = try #require(ClaimedExamples(task: "cola"))
    let mcc = try Self.finding([(.mcc, "67.6341")], cola).scores[0]
    #expect(mcc.verdict == .refuted && mcc.power == nil)
    let (below, above) = (try #require(mcc.below), try #require(mcc.above))
    #expect(below < 0.676341 && 0.676341 < above && above - below < 1e-4)
    let known = try Self.finding([(.mcc, "67.634")], cola)
    #expect(known.matrices?.fitting == 1 && known.scores[0].below == nil)
  }

  /// By all matrices of a small set.
  @Test(arguments: [Metric.f1, .accuracyAndF1, .mcc])
  func theNearestScoresAreNearest(_ metric: Metric) throws {
    let classes = ClassCounts(positives: 4, negatives: 3)
    var all: Set<Double> = []
    for hits in 0...4 {
      for misses in 0...3 {
        all.insert(try metric.score(hits: hits, misses: misses, of: classes))
      }
    }
    var refuted = 0
    for value in -1000...1000 where metric == .mcc || value >= 0 {
      let text = "\(value < 0 ? "-" : "")\(value.magnitude / 10).\(value.magnitude % 10)"
      let found = try Self.finding([(metric, text)], .classes(classes)).scores[0]
      guard found.verdict == .refuted else { continue }
      refuted += 1
      #expect(found.below == all.filter { $0 < Double(value) / 1000 }.max(), "\(text)")
      #expect(found.above == all.filter { $0 > Double(value) / 1000 }.min(), "\(text)")
    }
    #expect(refuted > 500)
  }

  /// Of some metrics it is not known which values there are, and nothing is said of them.
  @Test(arguments: ["macro_f1", "weighted_f1", "balanced_accuracy", "bleu"])
  func otherMetricsAreNotJudged(name: String) throws {
    try withClaims { folder in
      let claim = "  - { task: RTE, scores: { \(name): 88.0 }, statistic: one }\n"
      let found = try folder.report(claim).claims[0].findings
      #expect(found.isEmpty)
      let both = claim.replacing("88.0", with: "88.0, accuracy: 82.7")
      let possible = try folder.finding(.possible, both)
      #expect(possible?.verdict == .holds)
    }
  }

  /// What is not decided for means of other scores is said so.
  @Test func meansOfOtherScoresAreOpen() throws {
    let mrpc = try #require(ClaimedExamples(task: "MRPC"))
    #expect(try Self.finding([(.f1, "90.7")], mrpc, .mean, runs: 5).verdict == .holds)
    #expect(try Self.finding([(.accuracyAndF1, "91.412")], mrpc).verdict == .refuted)
    #expect(
      try Self.finding([(.accuracyAndF1, "91.412")], mrpc, .mean, runs: 5).verdict == .undetermined)
    #expect(AuditVerdict.allCases.map(\.exitCode) == [0, 2, 1, 3])
  }
}
