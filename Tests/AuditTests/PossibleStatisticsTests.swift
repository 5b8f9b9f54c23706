import Scores
import TestSupport
import Testing
import Text

@testable import Audit

/// The rule `possible` against every set of runs of a small development set, for all metrics, roundings and statistics.
@Suite struct PossibleStatisticsTests {
  private static let metrics: [Metric] = [.accuracy, .f1, .accuracyAndF1, .mcc]
  private static let statistics: [ScoreStatistic] = [
    .one, .maximum, .minimum, .median, .mean, .ensemble,
  ]

  /// All values of `statistic` over `runs` runs, each with one of `scores`.
  private static func values(
    _ statistic: ScoreStatistic, _ scores: [Double], runs: Int
  ) -> [Double] {
    var found: Set<Double> = []
    func extend(_ chosen: [Double], from first: Int) {
      guard chosen.count < runs else {
        let value =
          switch statistic {
          case .maximum: chosen.last!
          case .median: (chosen[(runs - 1) / 2] + chosen[runs / 2]) / 2
          case .mean: chosen.reduce(0, +) / Double(runs)
          default: chosen[0]
          }
        found.insert(value)
        return
      }
      for place in first..<scores.count { extend(chosen + [scores[place]], from: place) }
    }
    extend([], from: 0)
    return found.sorted()
  }

  /// Whether one of the ascending `values` lies between `low` and `high`.
  private static func has(_ values: [Double], _ low: Double, _ high: Double) -> Bool {
    let place = values.partitioned { $0 >= low }
    return place < values.count && values[place] <= high
  }

  @Test(arguments: metrics, [ReportedScore.Rounding.any, .halfUp, .truncated])
  func everySetOfRuns(_ metric: Metric, _ rounding: ReportedScore.Rounding) throws {
    var dice = Dice(UInt64(Self.metrics.firstIndex(of: metric)!) + 71)
    var verdicts: [AuditVerdict: Int] = [:]
    for _ in 0..<4 {
      let classes = ClassCounts(
        positives: Int.random(in: 1...4, using: &dice),
        negatives: Int.random(in: 1...4, using: &dice))
      var scores: Set<Double> = []
      for hits in 0...classes.positives {
        for misses in 0...classes.negatives {
          scores.insert(try metric.score(hits: hits, misses: misses, of: classes))
        }
      }
      for statistic in Self.statistics {
        for runs in statistic.isOfOneRun ? [1] : [1, 2, 3] {
          let values = Self.values(statistic, scores.sorted(), runs: runs)
          for value in stride(from: metric == .mcc ? -1000 : 0, through: 1000, by: 3) {
            let sign = value < 0 ? "-" : ""
            let text = "\(sign)\(value.magnitude / 10).\(value.magnitude % 10)"
            let score = try #require(ReportedScore(text, rounding: rounding))
            let verdict = PossibleFinding(
              ScoreClaim(
                [Reachability.Claim(metric, score)], .classes(classes), statistic: statistic,
                runs: statistic.isOfOneRun ? nil : runs, rounding: rounding), isAlone: true
            ).verdict
            verdicts[verdict, default: 0] += 1
            let (printed, unit) = (Double(value) / 1000, 0.001)
            let (low, high) =
              rounding == .truncated
              ? (value > 0 ? printed : printed - unit, value < 0 ? printed : printed + unit)
              : (printed - unit / 2, printed + unit / 2)
            // At an end the sum of binary64 decides nothing.
            let isSure = Self.has(values, low + 1e-9, high - 1e-9)
            let isNear = Self.has(values, low - 1e-9, high + 1e-9)
            if verdict == .refuted, isSure {
              Issue.record("refuted: \(metric) \(text) \(statistic) \(runs)")
            }
            if verdict == .holds, !isNear {
              Issue.record("holds: \(metric) \(text) \(statistic) \(runs)")
            }
            if metric == .accuracy, verdict == .undetermined {
              Issue.record("open: \(text) \(statistic)")
            }
          }
        }
      }
    }
    #expect(
      verdicts[.holds, default: 0] > 100 && verdicts[.refuted, default: 0] > 1_000, "\(verdicts)")
  }

  /// Of true claims with one digit altered the share that is refuted is what is printed beside each.
  @Test func alteredDigitsAreRefutedAsOftenAsIsSaid() throws {
    var dice = Dice(5_002)
    var (refuted, expected, variance) = (0, 0.0, 0.0)
    for _ in 0..<5_000 {
      let examples = [277, 408, 872, 1_043].randomElement(using: &dice)!
      let statistic = [ScoreStatistic.one, .maximum, .median, .mean].randomElement(using: &dice)!
      let runs = statistic == .one ? 1 : Int.random(in: 1...5, using: &dice)
      let correct = (0..<runs).map { _ in Int.random(in: examples / 3...examples, using: &dice) }
        .sorted()
      let value =
        switch statistic {
        case .maximum: Double(correct.last!)
        case .median: Double(correct[(runs - 1) / 2] + correct[runs / 2]) / 2
        case .mean: Double(correct.reduce(0, +)) / Double(runs)
        default: Double(correct[0])
        }
      let text = (value / Double(examples) * 100).decimals(Int.random(in: 1...2, using: &dice))
      func claim(_ text: String) throws -> ScoreClaim {
        ScoreClaim(
          [Reachability.Claim(.accuracy, try #require(ReportedScore(text)))], .count(examples),
          statistic: statistic, runs: statistic == .one ? nil : runs)
      }
      let honest = try claim(text)
      // Each alteration is as likely, so the share is known for this claim.
      let texts = PossibleFinding.Score.alterations(of: text, metric: .accuracy, unit: 100)
      // 100.0 has no other that is a score.
      guard let altered = texts.randomElement(using: &dice) else { continue }
      if PossibleFinding(try claim(altered), isAlone: true).verdict == .refuted { refuted += 1 }
      let said = try #require(PossibleFinding.Score.alteredDigits(honest.scores[0], honest))
      #expect(said.of == texts.count)
      let share = Double(said.refuted) / Double(said.of)
      expected += share
      variance += share * (1 - share)
    }
    #expect(abs(Double(refuted) - expected) < 4 * variance.squareRoot(), "\(refuted) \(expected)")
    #expect(expected > 1_000)
  }
}

extension [Double] {
  /// The first place at which `isPast` is true, of an ascending array.
  fileprivate func partitioned(_ isPast: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
