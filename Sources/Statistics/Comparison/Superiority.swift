/// The probability that one run of A beats one of B, ties at one half.
public struct Superiority: Sendable, Equatable {
  public let probability: Double
  /// Also where every run of A beats every run of B, so that the sample knows no spread.
  public let interval: Interval

  /// Of independent runs.
  ///
  /// The interval holds each probability p from which the observed one is at most z standard errors away, the error
  /// being that of p:
  ///
  ///     p (1 - p) [1 + (h - 1) ((1 - p) / (2 - p) + p / (1 + p))] / (n m),    h = (n + m) / 2
  ///
  /// - Precondition: no side is empty.
  /// - Source: Newcombe 2006, Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part
  ///   2, method 5.
  public init(_ a: [Double], over b: [Double], confidence: Double) {
    precondition(!a.isEmpty && !b.isEmpty, "\(a.count) and \(b.count) scores")
    let observed = Comparison.improvement(a, over: b)
    let (n, m) = (Double(a.count), Double(b.count))
    let z = NormalDistribution.quantile(1 - (1 - confidence) / 2)
    func isWithin(_ p: Double) -> Bool {
      let shape = 1 + ((n + m) / 2 - 1) * ((1 - p) / (2 - p) + p / (1 + p))
      return (observed - p) * (observed - p) <= z * z * p * (1 - p) * shape / (n * m)
    }
    /// Where the interval ends, between a probability in it and one outside.
    func end(_ outside: Double) -> Double {
      if observed == outside { return outside }
      var (inner, outer) = (observed, outside)
      for _ in 0..<60 {
        let middle = (inner + outer) / 2
        if isWithin(middle) { inner = middle } else { outer = middle }
      }
      return inner
    }
    probability = observed
    interval = Interval(end(0), end(1))
  }
}
