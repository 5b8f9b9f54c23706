extension TaskView {
  /// Longest best-of-n curve, and most trials for an exact band.
  static let curveLimit = 1_000
  static let exactBandLimit = 2_500

  func best() -> BestOfNAnalysis {
    let best = BestOfN(scores)
    let top = best.scores[best.count - 1]
    let (support, source) = possibleScores()
    let band = support.map { _ in
      best.count <= Self.exactBandLimit
        ? OrderStatisticBand.equalTailed(count: best.count, confidence: options.confidence)
        : OrderStatisticBand.dkw(count: best.count, confidence: options.confidence)
    }
    let length = min(best.count, Self.curveLimit)
    let expected = (1...length).map { best.withoutReplacement($0) }
    let points = (1...length).map { n in
      let (v, sdV) = best.withReplacement(n)
      return BestOfNPoint(
        n: n, v: v, u: expected[n - 1].mean, sdOfMaximumV: sdV,
        sdOfMaximumU: expected[n - 1].sd, varianceUnbiased: best.varianceUnbiased(n),
        varianceJackknife: best.varianceJackknife(n),
        varianceV: best.varianceJackknifeWithReplacement(n),
        band: band.flatMap { band in
          support.map { band.expectedBest(of: n, scores: best.scores, support: $0) }
        },
        nextGain: n < length ? expected[n].mean - expected[n - 1].mean : nil)
    }
    return BestOfNAnalysis(
      value: top, cell: scored[scores.firstIndex(of: top)!].cell, points: points,
      support: support, supportSource: source, pointwiseLevel: band?.pointwiseLevel,
      distinct: grid.map {
        DistinctSeedsEstimate(
          $0, drawCount: options.distinctDrawCount, seed: options.seed,
          purpose: stream(RandomPurpose.distinctSeeds))
      })
  }

  /// Lowest and highest possible score, and why.
  private func possibleScores() -> (ClosedRange<Double>?, String) {
    if let support = task.support, scores.allSatisfy(support.contains) {
      let metric = task.metric.map {
        "of \($0.name)" + ($0.isAssumed ? ", the metric assumed" : "")
      }
      return (support, "known " + (metric ?? "of the task's metric"))
    }
    for support in [0.0...1, -1.0...1, 0.0...100] where scores.allSatisfy(support.contains) {
      let (low, high) = (Int(support.lowerBound), Int(support.upperBound))
      return (support, "assumed: all scores lie in \(low)...\(high)")
    }
    return (nil, "not known: no band")
  }
}
