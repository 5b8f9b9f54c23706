import Statistics
import TestSupport
import Testing
import Text

@testable import Audit

/// Order statistics of further runs, thresholds, and tests where one may stop at will.
@Suite struct SequenceRulesTests {
  /// By every order of the observed and the further runs.
  @Test(arguments: 1...4, 1...4) func furtherRunsByCounting(observed: Int, runs: Int) {
    /// Places of the further runs among all.
    func choices(_ from: Int, _ count: Int) -> [[Int]] {
      if count == 0 { return [[]] }
      return (from..<(observed + runs)).flatMap { first in
        choices(first + 1, count - 1).map { [first] + $0 }
      }
    }
    let all = choices(0, runs)
    for rank in 1...runs {
      let order = FutureOrderStatistic(
        observed: (1...observed).map(Double.init), runs: runs, rank: rank)
      for k in 1...observed {
        let hits = all.count { further in
          let own = (0..<(observed + runs)).filter { !further.contains($0) }
          return further[rank - 1] < own[k - 1]
        }
        #expect(abs(order.chanceBelow(k) - Double(hits) / Double(all.count)) < 1e-12)
      }
    }
  }

  /// Holds the order statistic of further runs of any distribution as often as it says: seed 31.
  @Test func intervalsHoldWhatTheySay() {
    var numbers = SeededNumbers(seed: 31, purpose: 1)
    func draw(_ count: Int) -> [Double] {
      (0..<count).map { _ in
        let (x, _) = numbers.normalPair()
        // Half the runs have one of five scores: ties.
        return x > 0 ? x * x : (x * 2).rounded()
      }
    }
    for (observed, runs, rank) in [(400, 5, 5), (300, 1, 1), (500, 9, 5)] {
      var inside = 0
      let count = 2_000
      for _ in 0..<count {
        let interval = FutureOrderStatistic(observed: draw(observed), runs: runs, rank: rank)
          .interval(level: 0.1)
        let value = draw(runs).sorted()[rank - 1]
        if interval.lower.map({ value >= $0 }) ?? true, interval.upper.map({ value <= $0 }) ?? true
        {
          inside += 1
        }
      }
      #expect(Double(inside) / Double(count) >= 0.9 - 3 * 0.0067, "\(observed) \(runs) \(rank)")
    }
  }

  @Test func theBestOfAFewAmongMany() throws {
    try withClaims { folder in
      let correct = (0..<200).map { 700 + $0 / 2 }
      try folder.folder.write(table(correct), to: "runs.csv")
      func finding(_ score: String, _ rest: String) throws -> AuditFinding? {
        try folder.finding(
          .plausible,
          "  - { task: SST-2, scores: { accuracy: \(score) }, \(rest), table: { file: runs.csv, score: acc, seed: seed, unit: share } }\n"
        )
      }
      #expect(try finding("91.3", "statistic: maximum, runs: 5")?.verdict == .holds)
      #expect(try finding("83.9", "statistic: maximum, runs: 5")?.verdict == .refuted)
      #expect(try finding("91.3", "statistic: minimum, runs: 5")?.verdict == .refuted)
      #expect(try finding("86.0", "statistic: median, runs: 5")?.verdict == .holds)
      // Of its own 200 runs the table itself is compared.
      #expect(try finding("91.6", "statistic: maximum, runs: 200") == nil)
      #expect(try finding("86.0", "statistic: mean, runs: 5") == nil)
    }
  }

  /// By numerical integration of the mixture with scipy 1.17.
  @Test func aPThatHoldsAtAnyTime() {
    #expect(abs(AnytimeNormal.p([1, 2, 0.5, 1.5]) - 0.0929518586190472) < 1e-12)
    #expect(AnytimeNormal.p([-1, 0.2]) == 1)
    #expect(abs(AnytimeNormal.p([3, 3, 3, 3, 3]) / 8.810977537027028e-09 - 1) < 1e-9)
  }

  @Test func aThresholdThatWasRunUpTo() throws {
    try withClaims { folder in
      let losses = [3.28043, 3.27777, 3.28164, 3.28070, 3.27812, 3.27815, 3.27905, 3.27798]
      let rows = losses.enumerated().map { "\($0),\($1)" }.joined(separator: "\n")
      try folder.folder.write("seed,loss\n\(rows)\n", to: "runs.csv")
      func claim(_ rest: String) -> String {
        "  - { text: loss, scores: { val_loss: 3.27923 }, statistic: mean, runs: 8, lower_is_better: true, \(rest) }\n"
      }
      let rule = "threshold: { against: 3.28, sigma: 0.0013, margin: 0.004 }"
      let place = ", table: { file: runs.csv, score: loss, seed: seed }"
      let found = try #require(try folder.finding(.threshold, claim(rule + place)))
      // The mean is 3.27923: .00077 x sqrt(8) = .00218.
      #expect(found.verdict == .refuted && found.sentence.contains("0.002178"), "\(found.sentence)")
      let low = rule.replacing("0.004", with: "0.002")
      #expect(try folder.finding(.threshold, claim(low + place))?.verdict == .holds)
      // The printed mean is enough where runs are not there.
      #expect(try folder.finding(.threshold, claim(low))?.verdict == .holds)
      let stopped = try #require(
        try folder.finding(.stopping, claim(low + place + ", stopping: until-threshold")))
      #expect(
        stopped.verdict == .refuted && stopped.sentence.contains("% pass at one of the looks"))
      #expect(try folder.finding(.stopping, claim(low + place + ", stopping: fixed")) == nil)
      // Without a known scatter it is Student's test: t = 0.00077 / (0.00155 / sqrt(8)) = 1.41, p = .10.
      let student = "threshold: { against: 3.28, level: 0.25 }"
      #expect(try folder.finding(.threshold, claim(student + place))?.verdict == .holds)
      #expect(
        try folder.finding(.threshold, claim(student.replacing("0.25", with: "0.05") + place))?
          .verdict
          == .refuted)
      #expect(try folder.finding(.threshold, claim(student))?.verdict == .undetermined)
      let gain = "threshold: { against: 3.28, gain: 0.005, level: 0.25 }"
      #expect(try folder.finding(.threshold, claim(gain + place))?.verdict == .refuted)
    }
  }
}
