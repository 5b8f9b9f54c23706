import Foundation
import Scores
import Statistics
import Text

/// `sound/threshold`: whether the runs pass it; `sound/stopping`: what that is worth where runs were added until they did.
enum ThresholdRule {
  /// Simulated series of runs.
  private static let seriesCount = 20_000
  /// Later looks are not simulated.
  private static let lookLimit = 10_000
  /// The first look of somebody who adds runs.
  private static let firstLook = 2

  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let threshold = evidence.claim.threshold else { return [] }
    let gains = gains(evidence, threshold)
    guard let (mean, count) = summary(evidence, threshold, gains) else {
      return [
        evidence.finding(
          .threshold, .undetermined,
          "Neither the runs nor their mean and number are told.")
      ]
    }
    let deviation = threshold.sigma ?? sd(gains)
    guard let deviation, deviation > 0 else {
      return [
        evidence.finding(
          .threshold, .undetermined,
          "How far runs scatter is not told, and there are no two runs to see it.")
      ]
    }
    let root = Double(count).squareRoot()
    let z = mean / (deviation / root)
    let isKnown = threshold.sigma != nil
    let p =
      isKnown ? NormalDistribution.cumulative(-z) : upperTail(z, degrees: Double(count - 1))
    func passes(_ mean: Double) -> Bool {
      if let margin = threshold.margin { return mean * root >= margin * (1 - 1e-12) }
      let z = mean / (deviation / root)
      let p =
        isKnown ? NormalDistribution.cumulative(-z) : upperTail(z, degrees: Double(count - 1))
      return p < threshold.level!
    }
    // A mean that is printed is known to its digits.
    let reach = gains == nil ? evidence.score?.number.halfUnit ?? 0 : 0
    let isOpen = passes(mean - reach) != passes(mean + reach)
    let words = p < 0.001 ? String(format: "%.1e", p) : p.decimals(4)
    let against = threshold.against.description
    var sentence =
      "The mean of \(count.counted("run")) is \(abs(mean).decimals(6)) "
      + "\(mean >= 0 ? "better" : "worse") than \(against)"
      + (threshold.gain == 0
        ? "" : " and the gain of \(threshold.gain.description) that is asked for")
      + "; p = \(words) "
      + (isKnown
        ? "if runs scatter by \(deviation.description)" : "by Student's t of the runs' own scatter")
    if let margin = threshold.margin {
      sentence +=
        "; times the root of their number it is \((mean * root).decimals(6)), and "
        + "\(margin.description) is asked for"
    }
    var found = [
      evidence.finding(
        .threshold, isOpen ? .undetermined : passes(mean) ? .holds : .refuted,
        sentence + (isOpen ? "; the digits of the mean leave both possible." : "."),
        [
          "mean": .number(mean), "runs": .integer(count), "z": .number(z), "p": .number(p),
          "margin": threshold.margin == nil ? .null : .number(mean * root),
        ])
    ]
    if let way = evidence.claim.stopping, way != .fixed {
      found.append(stopping(evidence, threshold, count, deviation, gains, p))
    }
    return found
  }

  /// By how much each run is better than what is to be beaten; nil where runs are not told.
  private static func gains(_ evidence: ClaimEvidence, _ threshold: Threshold) -> [Double]? {
    let scores =
      evidence.table.map { $0.scores($0.runs) }
      ?? evidence.logs.flatMap { logs in
        let all = logs.compactMap { $0.score?.number.value }
        let divisor = evidence.claim.logs?.unit.divisor ?? 1
        return all.count == logs.count ? all.map { $0 / divisor } : nil
      }
    return scores.map { $0.map { gain($0, evidence, threshold) } }
  }

  private static func gain(
    _ score: Double, _ evidence: ClaimEvidence, _ threshold: Threshold
  ) -> Double {
    let printed = score * evidence.claim.unit.divisor
    let distance =
      evidence.claim.lowerIsBetter ? threshold.against - printed : printed - threshold.against
    return distance - threshold.gain
  }

  /// The mean gain and the number of runs, from the runs or from what is printed of them.
  private static func summary(
    _ evidence: ClaimEvidence, _ threshold: Threshold, _ gains: [Double]?
  ) -> (mean: Double, count: Int)? {
    if let gains, !gains.isEmpty {
      return (gains.reduce(0, +) / Double(gains.count), gains.count)
    }
    guard evidence.claim.statistic == .mean, let runs = evidence.claim.runs,
      let score = evidence.score
    else { return nil }
    let value = score.number.value / evidence.claim.unit.divisor
    return (gain(value, evidence, threshold), runs)
  }

  private static func sd(_ gains: [Double]?) -> Double? {
    guard let gains, gains.count > 1 else { return nil }
    return (Spread(gains).squares / Double(gains.count - 1)).squareRoot()
  }

  private static func upperTail(_ t: Double, degrees: Double) -> Double {
    let both = StudentDistribution(degrees).bothTails(t)
    return t >= 0 ? both / 2 : 1 - both / 2
  }

  /// How often runs that are no better pass at some look.
  private static func stopping(
    _ evidence: ClaimEvidence, _ threshold: Threshold, _ count: Int, _ deviation: Double,
    _ gains: [Double]?, _ p: Double
  ) -> AuditFinding {
    var numbers = SeededNumbers(seed: evidence.options.seed, purpose: 2)
    let last = min(max(count, firstLook), lookLimit)
    let seriesCount = min(Self.seriesCount, 40_000_000 / last)
    var passes = 0
    for _ in 0..<seriesCount {
      var (sum, squares) = (0.0, 0.0)
      for n in 1...last {
        // In units of the scatter, which is 1.
        let (x, _) = numbers.normalPair()
        let before = n > 1 ? sum / Double(n - 1) : 0
        sum += x
        squares += (x - before) * (x - sum / Double(n))
        guard n >= firstLook else { continue }
        let root = Double(n).squareRoot()
        let isPast: Bool
        if let margin = threshold.margin {
          isPast = sum / Double(n) * root * deviation >= margin
        } else if threshold.sigma != nil {
          isPast = NormalDistribution.cumulative(-sum / root) < threshold.level!
        } else {
          let sd = (squares / Double(n - 1)).squareRoot()
          isPast = upperTail(sum / root / sd, degrees: Double(n - 1)) < threshold.level!
        }
        if isPast {
          passes += 1
          break
        }
      }
    }
    let rate = Double(passes) / Double(seriesCount)
    let anytime = threshold.sigma.flatMap { sigma in
      gains.map { AnytimeNormal.p($0.map { $0 / sigma }) }
    }
    var sentence =
      (evidence.claim.stopping == .untilThreshold
        ? "Runs were added until the threshold held."
        : "If runs were added until the threshold held:")
      + " Of \(seriesCount.grouped) simulated series that "
      + "are no better, \((rate * 100).decimals(2))% pass at one of the looks after "
      + "\(firstLook) to \(last) runs"
    sentence +=
      "; the p for a number of runs that is fixed before is \(p < 0.001 ? String(format: "%.1e", p) : p.decimals(4))"
    if let anytime {
      sentence +=
        ", and one that holds however runs are ended is "
        + (anytime < 0.001 ? String(format: "%.1e", anytime) : anytime.decimals(4))
    }
    let level =
      threshold.level ?? NormalDistribution.cumulative(-(threshold.margin ?? 0) / deviation)
    let isStrong = anytime.map { $0 <= max(level, 1e-12) } ?? false
    return evidence.finding(
      .stopping,
      isStrong
        ? .holds
        : evidence.claim.stopping == .untilThreshold && anytime != nil ? .refuted : .undetermined,
      sentence + ".",
      [
        "fixedP": .number(p), "anytimeP": .number(anytime), "errorUnderStopping": .number(rate),
        "series": .integer(seriesCount), "seed": .string(String(evidence.options.seed)),
      ])
  }
}

/// A p for the mean of normal values of known scatter that holds at every number of values at once.
enum AnytimeNormal {
  /// The least of 1 / E after each value, for the null hypothesis that the mean is 0 or less.
  ///
  /// With S the sum of n values of scatter 1, and effects drawn from the upper half of a normal distribution of variance 1:
  ///
  ///     E = 2 / sqrt(1 + n) exp(S^2 / (2 (1 + n))) Phi(S / sqrt(1 + n))
  ///
  /// Each exp(l S - n l^2 / 2) with l > 0 is a supermartingale where the mean is at most 0, and so is their mixture;
  /// Ville's inequality does the rest.
  ///
  /// - Source: Robbins 1970, Statistical Methods Related to the Law of the Iterated Logarithm.
  static func p(_ values: [Double]) -> Double {
    var sum = 0.0
    var least = 1.0
    for (index, value) in values.enumerated() {
      sum += value
      let n = Double(index + 1)
      let root = (1 + n).squareRoot()
      let logE =
        log(2.0) - log(root) + sum * sum / (2 * (1 + n))
        + log(max(NormalDistribution.cumulative(sum / root), 1e-300))
      least = min(least, exp(-logE))
    }
    return min(1, least)
  }
}
