/// Independent squares that tell a variance component from the residual, whatever the design.
///
///     squares[k] / (weights[k] s + e) ~ chi-squared(1)        residual / e ~ chi-squared(residualDegrees)
///
/// for the component s and the residual variance e.
struct VariancePivot {
  let squares: [Double]
  /// Above 0.
  let weights: [Double]
  let residual: Double
  let residualDegrees: Int

  /// The interval of s / e: exact, where the F statistic with that ratio in it is not too large and not too small.
  ///
  /// - Edge cases: ends below 0 are 0.
  /// - Source: Wald 1947; Seely and El-Bassiouni 1983.
  func ratioInterval(confidence: Double) -> Interval {
    let f = FDistribution(squares.count, residualDegrees)
    let tail = (1 - confidence) / 2
    let error = residual / Double(residualDegrees)
    func end(_ limit: Double) -> Double {
      root { ratio in
        sum(ratio, 1) / error / Double(squares.count) - limit
      }
    }
    return Interval(end(f.quantile(1 - tail)), end(f.quantile(tail)))
  }

  /// The interval of s: generalized, from the two pivots together. Its coverage is near the one stated, not exact.
  ///
  /// The chance that s is at most x, when e is residual / u with u chi-squared, is the upper tail of the squares at x,
  /// averaged over u; the ends are where it is half of what is left. The average is over equal parts of u's distribution,
  /// so that nothing is drawn.
  ///
  /// - Edge cases: ends below 0 are 0; an interval of no width at 0 says that the squares are smaller than the residual
  ///   alone makes them in all but half of what is left.
  /// - Source: Weerahandi 1993, Generalized Confidence Intervals; Arendacka 2005 for designs that lack cells.
  func interval(confidence: Double) -> Interval {
    let own = ChiSquaredDistribution(squares.count)
    let errors = Self.parts(residualDegrees).map { residual / $0 }
    let tail = (1 - confidence) / 2
    func end(_ chance: Double) -> Double {
      root { component in
        // Rises with the component; the root of what falls is looked for.
        chance - errors.reduce(0) { $0 + own.upperTail(sum(component, $1)) } / Double(errors.count)
      }
    }
    return Interval(end(tail), end(1 - tail))
  }

  /// The residual's own interval, exact for normal scores.
  static func residualInterval(
    _ residual: Double, degrees: Int, confidence: Double
  ) -> Interval {
    let own = ChiSquaredDistribution(degrees)
    let tail = (1 - confidence) / 2
    return Interval(residual / own.quantile(1 - tail), residual / own.quantile(tail))
  }

  private static let partCount = 200

  /// The middle of each of equal parts of a chi-squared distribution.
  private static func parts(_ degrees: Int) -> [Double] {
    let own = ChiSquaredDistribution(degrees)
    return (0..<partCount).map { own.quantile((Double($0) + 0.5) / Double(partCount)) }
  }

  private func sum(_ component: Double, _ error: Double) -> Double {
    zip(squares, weights).reduce(0) { $0 + $1.0 / ($1.1 * component + error) }
  }

  /// Where `value`, which falls, is 0: by false position, with the Illinois rule; 0 where it is below 0 there already.
  private func root(_ value: (Double) -> Double) -> Double {
    var low = (place: 0.0, value: value(0))
    guard low.value > 0 else { return 0 }
    let most = zip(squares, weights).reduce(Double.leastNormalMagnitude) { max($0, $1.0 / $1.1) }
    var high = (place: most, value: value(most))
    while high.value > 0, high.place < .greatestFiniteMagnitude / 4 {
      low = high
      high.place *= 4
      high.value = value(high.place)
    }
    var (last, isLow) = (low.place, false)
    for _ in 0..<200 {
      var next =
        (low.place * high.value - high.place * low.value) / (high.value - low.value)
      if !(next > low.place && next < high.place) {
        next = low.place + (high.place - low.place) / 2
      }
      if abs(next - last) <= 1e-13 * next { return next }
      last = next
      let found = value(next)
      if found == 0 { return next }
      if found > 0 {
        if isLow { high.value /= 2 }
        (low, isLow) = ((next, found), true)
      } else {
        if !isLow { low.value /= 2 }
        (high, isLow) = ((next, found), false)
      }
    }
    return last
  }
}

extension VarianceIntervals {
  /// Of a table that lacks cells, or has the same number of runs in each that it has.
  ///
  /// Ratios are to the variance of a cell's mean that seeds do not explain.
  ///
  /// - Throws: `Refusal`, as `AdjustedEffect`.
  init(
    _ table: UnbalancedTable, _ effects: PerFactor<Finding<AdjustedEffect>>, confidence: Double
  ) throws(Refusal) {
    let (wi, order) = (try effects.wi.get(), try effects.do.get())
    let runs = Double(table.cells[0].count)
    let noiseDegrees = table.observationCount - table.cells.count
    let count = wi.residualDegrees
    func ofMeans() -> Interval {
      VariancePivot.residualInterval(wi.residual, degrees: count, confidence: confidence)
    }
    func ofRuns() -> Interval {
      VariancePivot.residualInterval(
        table.withinSquares, degrees: noiseDegrees, confidence: confidence)
    }
    // Means of cells have the interaction and a part of the noise as their residual.
    func ofInteraction() -> Interval {
      VariancePivot(
        squares: Array(repeating: runs * wi.residual / Double(count), count: count),
        weights: Array(repeating: runs, count: count), residual: table.withinSquares,
        residualDegrees: noiseDegrees
      ).interval(confidence: confidence)
    }
    let isSplit = noiseDegrees > 0 && table.withinSquares > 0
    self.init(
      wi: wi.pivot.interval(confidence: confidence),
      do: order.pivot.interval(confidence: confidence),
      interaction: isSplit ? ofInteraction() : nil,
      residual: noiseDegrees == 0 ? ofMeans() : isSplit ? ofRuns() : Interval(0, 0),
      wiRatio: wi.pivot.ratioInterval(confidence: confidence),
      doRatio: order.pivot.ratioInterval(confidence: confidence), isGeneralized: true)
  }
}
