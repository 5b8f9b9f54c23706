import Scores
import TestSupport
import Testing
import Text

@testable import Audit

/// Claims that are true by construction are never refuted; of altered ones the share that is refuted is the power that is
/// printed.
@Suite struct RandomClaimsTests {
  private struct Drawn {
    let metric: Metric
    let text: String
    let examples: ClaimedExamples
    let statistic: ScoreStatistic
    let runs: Int?
  }

  /// `value` with so many decimals, halves away from zero, as the interval has them.
  private static func printed(_ value: Double, _ decimals: Int) -> String {
    (value * 100).decimals(decimals)
  }

  private static func drawn(_ dice: inout Dice) throws -> Drawn {
    let classes = ClassCounts(
      positives: Int.random(in: 5...400, using: &dice),
      negatives: Int.random(in: 5...400, using: &dice))
    let statistic = [ScoreStatistic.one, .maximum, .minimum, .median, .mean, .ensemble, .unknown]
      .randomElement(using: &dice)!
    let metric = [Metric.accuracy, .f1, .accuracyAndF1, .mcc].randomElement(using: &dice)!
    let runs = statistic.isOfOneRun ? 1 : Int.random(in: 1...9, using: &dice)
    let scores = try (0..<runs).map { _ in
      try metric.score(
        hits: Int.random(in: 0...classes.positives, using: &dice),
        misses: Int.random(in: 0...classes.negatives, using: &dice), of: classes)
    }.sorted()
    let value =
      switch statistic {
      case .maximum: scores.last!
      case .median: (scores[(runs - 1) / 2] + scores[runs / 2]) / 2
      case .mean, .unknown: scores.reduce(0, +) / Double(runs)
      default: scores[0]
      }
    let isTold = Bool.random(using: &dice)
    return Drawn(
      metric: metric, text: printed(value, Int.random(in: 0...4, using: &dice)),
      examples: metric == .accuracy && Bool.random(using: &dice)
        ? .count(classes.positives + classes.negatives) : .classes(classes),
      statistic: statistic, runs: isTold && !statistic.isOfOneRun ? runs : nil)
  }

  private static func verdict(_ drawn: Drawn, _ text: String) throws -> AuditVerdict {
    let score = try #require(ReportedScore(text))
    return PossibleFinding(
      ScoreClaim(
        [Reachability.Claim(drawn.metric, score)], drawn.examples, statistic: drawn.statistic,
        runs: drawn.runs), isAlone: true
    ).verdict
  }

  @Test func noTrueClaimIsRefuted() throws {
    var dice = Dice(5_000)
    for _ in 0..<5_000 {
      let drawn = try Self.drawn(&dice)
      #expect(try Self.verdict(drawn, drawn.text) != .refuted, "\(drawn)")
    }
  }

  /// Accuracies of one run with one digit altered: each of the values with as many decimals is as likely, so the share
  /// that is refuted is that of the values that no run can give.
  @Test func thePowerIsWhatItSays() throws {
    var dice = Dice(5_001)
    for (examples, decimals) in [(277, 1), (408, 2), (872, 1)] {
      var refuted = 0
      let count = 5_000
      let scale = decimals == 1 ? 10 : 100
      for _ in 0..<count {
        let value = Int.random(in: 0...100 * scale, using: &dice)
        let text = (Double(value) / Double(scale)).decimals(decimals)
        let claim = ScoreClaim(
          [Reachability.Claim(.accuracy, try #require(ReportedScore(text)))], .count(examples))
        if PossibleFinding(claim, isAlone: true).verdict == .refuted { refuted += 1 }
      }
      let any = PossibleFinding(
        ScoreClaim(
          [
            Reachability.Claim(
              .accuracy, try #require(ReportedScore(decimals == 1 ? "50.0" : "50.00")))
          ],
          .count(examples)))
      let power = try #require(any.scores[0].power)
      let expected = 1 - Double(power.possible) / Double(power.of)
      let error = (expected * (1 - expected) / Double(count)).squareRoot()
      #expect(abs(Double(refuted) / Double(count) - expected) < 4 * error, "\(examples) \(refuted)")
    }
  }
}
