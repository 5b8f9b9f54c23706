import Foundation

/// A simultaneous band for the distribution function of scores, and what it says about the best of n.
public struct OrderStatisticBand: Sendable {
  /// Bounds of F on [x(i), x(i+1)), i = 0...N, with x(0) and x(N+1) the ends of the support.
  public let lower: [Double]
  public let upper: [Double]
  /// Confidence of each order statistic's own interval; nil for the Dvoretzky-Kiefer-Wolfowitz band.
  public let pointwiseLevel: Double?

  /// The Dvoretzky-Kiefer-Wolfowitz band: F within sqrt(log(2 / alpha) / 2N) of the empirical one.
  public static func dkw(count: Int, confidence: Double) -> OrderStatisticBand {
    precondition(count > 0 && confidence > 0 && confidence < 1, "\(count), \(confidence)")
    let n = Double(count)
    let epsilon = (log(2 / (1 - confidence)) / (2 * n)).squareRoot()
    return OrderStatisticBand(
      lower: (0...count).map { max(0, Double($0) / n - epsilon) },
      upper: (0...count).map { min(1, Double($0) / n + epsilon) }, pointwiseLevel: nil)
  }

  /// The equal-tailed band: F(x(i)) between quantiles of Beta(i, N + 1 - i), all at the one level that gives the
  /// joint confidence exactly.
  ///
  /// - Edge cases: trials taken as independent and alike; conservative under ties.
  /// - Source: Lourie, Choi, Smith 2024 (opda), who find the level by simulation.
  public static func equalTailed(count: Int, confidence: Double) -> OrderStatisticBand {
    precondition(count > 0 && confidence > 0 && confidence < 1, "\(count), \(confidence)")
    // Joint confidence lies below the level and rises with it: false position, with the Illinois rule.
    var low = (level: confidence, miss: -1.0)
    var high = (level: 1.0, miss: 1 - confidence)
    var level = (1 + confidence) / 2
    for _ in 0..<100 {
      let (lower, upper) = bounds(count: count, level: level)
      let miss = BandCoverage.probability(lower: lower, upper: upper) - confidence
      if miss < 0 {
        if low.level > confidence { high.miss /= 2 }
        low = (level, miss)
      } else {
        if high.level < 1 { low.miss /= 2 }
        high = (level, miss)
      }
      let next = (low.level * high.miss - high.level * low.miss) / (high.miss - low.miss)
      if abs(miss) < 1e-14 || high.level - low.level < 1e-14 || next == level { break }
      level = next
    }
    let (lower, upper) = bounds(count: count, level: level)
    return OrderStatisticBand(lower: [0] + lower, upper: upper + [1], pointwiseLevel: level)
  }

  /// Bounds on the expected best of n, valid for every n at the same time.
  ///
  ///     b - integral of H^n <= E[max] <= b - integral of L^n      over the support [a, b]
  ///
  /// - Precondition: ascending `scores` inside `support`, one for each order statistic.
  public func expectedBest(
    of n: Int, scores: [Double], support: ClosedRange<Double>
  ) -> Interval {
    precondition(scores.count + 1 == lower.count, "\(scores.count) scores, band of \(lower.count)")
    func end(_ bounds: [Double]) -> Double {
      var end = support.upperBound
      // Far below, powers are so small that no step moves the end.
      let least = end.ulp / (8 * (end - support.lowerBound))
      let first = bounds.partitioningIndex(from: exp2(log2(least) / Double(n)))
      for i in min(first, scores.count)...scores.count {
        let from = i == 0 ? support.lowerBound : scores[i - 1]
        let to = i == scores.count ? support.upperBound : scores[i]
        // Scores that tie are no step.
        if to > from { end -= (to - from) * pow(bounds[i], Double(n)) }
      }
      return end
    }
    return Interval(end(upper), end(lower))
  }

  /// Quantiles of Beta(i, N + 1 - i) at (1 - level) / 2 and (1 + level) / 2, i = 1...N.
  private static func bounds(count: Int, level: Double) -> (lower: [Double], upper: [Double]) {
    let tail = (1 - level) / 2
    let lower = (1...count).map {
      BetaDistribution(Double($0), Double(count + 1 - $0)).quantile(tail)
    }
    // Beta(i, N + 1 - i) mirrors Beta(N + 1 - i, i).
    return (lower, lower.reversed().map { 1 - $0 })
  }
}

extension [Double] {
  /// The first place of an ascending array whose value is not below `value`; its count where there is none.
  fileprivate func partitioningIndex(from value: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
