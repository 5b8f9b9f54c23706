extension TaskView {
  /// Longest best-of-n curve, and most trials for an exact band.
  static let curveLimit = 1_000
  static let exactBandLimit = 2_500

  func best() -> BestOfNAnalysis {
    let direction = options.direction
    // Of goodness: more is better, whatever the scores are.
    let best = BestOfN(goodness)
    let top = best.scores[best.count - 1]
    let (support, source) = possibleScores()
    let turned = support.map { support in
      direction == .higher
        ? support : direction.oriented(support.upperBound)...direction.oriented(support.lowerBound)
    }
    let band = support.map { _ in
      best.count <= Self.exactBandLimit
        ? OrderStatisticBand.equalTailed(count: best.count, confidence: options.confidence)
        : OrderStatisticBand.dkw(count: best.count, confidence: options.confidence)
    }
    let length = min(best.count, Self.curveLimit)
    // Curves of many trials take long; each n is computed alone.
    let expected = concurrently(length) { best.drawnOnce($0 + 1) }
    let drawn = concurrently(length) { place in
      let n = place + 1
      return (
        best.withReplacement(n), best.varianceJackknifeWithReplacement(n),
        band.flatMap { band in
          turned.map {
            direction.oriented(band.expectedBest(of: n, scores: best.scores, support: $0))
          }
        }
      )
    }
    let points = (1...length).map { n in
      let (u, (v, varianceV, interval)) = (expected[n - 1], drawn[n - 1])
      return BestOfNPoint(
        n: n, v: direction.oriented(v.mean), u: direction.oriented(u.mean), sdOfMaximumV: v.sd,
        sdOfMaximumU: u.sd, varianceUnbiased: u.varianceUnbiased,
        varianceJackknife: u.varianceJackknife, varianceV: varianceV, band: interval,
        nextGain: n < length ? expected[n].mean - u.mean : nil)
    }
    return BestOfNAnalysis(
      value: direction.oriented(top), cell: scored[goodness.firstIndex(of: top)!].cell,
      points: points, support: support, supportSource: source,
      pointwiseLevel: band?.pointwiseLevel,
      distinct: distinct().map { $0.oriented(direction) })
  }

  private func distinct() -> Finding<DistinctSeedsEstimate> {
    let purpose = stream(RandomPurpose.distinctSeeds)
    guard incomplete != nil else {
      return grid.map {
        DistinctSeedsEstimate(
          $0, drawCount: options.distinctDrawCount, seed: options.seed, purpose: purpose)
      }
    }
    return Finding { () throws(Refusal) in
      // The mean of several runs is no trial's score.
      if task.trials.contains(where: { $0.run > 0 }) {
        throw Refusal("needs one run in each cell that has any")
      }
      return try DistinctSeedsEstimate(
        CellMeans(observations(goodness), of: .wi), drawCount: options.distinctDrawCount,
        seed: options.seed, purpose: purpose)
    }
  }

  /// Lowest and highest possible score, and why.
  func possibleScores() -> (ClosedRange<Double>?, String) {
    if options.direction == .higher, let support = task.support, scores.allSatisfy(support.contains)
    {
      let metric = task.metric.map {
        "of \($0.name)" + ($0.isAssumed ? ", the metric assumed" : "")
      }
      return (support, "known " + (metric ?? "of the task's metric"))
    }
    // A loss has no highest value; a share has.
    let usual = options.direction == .higher ? [0.0...1, -1.0...1, 0.0...100] : [0.0...1]
    for support in usual where scores.allSatisfy(support.contains) {
      let (low, high) = (Int(support.lowerBound), Int(support.upperBound))
      return (support, "assumed: all scores lie in \(low)...\(high)")
    }
    return (nil, "the lowest and the highest possible score are not known")
  }
}
