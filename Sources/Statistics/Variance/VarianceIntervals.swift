extension VarianceIntervals {
  /// Intervals for the components behind `sums`, for normal effects.
  ///
  /// - Source: Ting, Burdick, Graybill, Jeyaratnam, Lu 1990 (modified large sample) for WI and DO.
  /// - Precondition: `sums.residual > 0`.
  public init(_ sums: SumsOfSquares, confidence: Double) {
    precondition(sums.residual > 0, "no residual")
    let tail = (1 - confidence) / 2
    let df = sums.degreesOfFreedom
    let squares = sums.meanSquares
    let residual = ChiSquaredDistribution(df.residual)
    func factor(_ square: Double, _ count: Int, per cells: Int) -> (Interval, ratio: Interval) {
      let f = FDistribution(count, df.residual)
      let (low, high) = (f.quantile(tail), f.quantile(1 - tail))
      let own = ChiSquaredDistribution(count)
      let (d, e) = (Double(count), Double(df.residual))
      let g1 = 1 - d / own.quantile(1 - tail)
      let g2 = 1 - e / residual.quantile(1 - tail)
      let h1 = d / own.quantile(tail) - 1
      let h2 = e / residual.quantile(tail) - 1
      let g12 = ((high - 1) * (high - 1) - g1 * g1 * high * high - h2 * h2) / high
      let h12 = ((1 - low) * (1 - low) - h1 * h1 * low * low - g2 * g2) / low
      let error = squares.residual
      func spread(_ a: Double, _ b: Double, _ ab: Double) -> Double {
        max(0, a * a * square * square + b * b * error * error + ab * square * error).squareRoot()
      }
      let n = Double(cells)
      let middle = square - error
      let ratio = square / error
      return (
        Interval((middle - spread(g1, h2, g12)) / n, (middle + spread(h1, g2, h12)) / n),
        Interval((ratio / high - 1) / n, (ratio / low - 1) / n)
      )
    }
    let (wi, wiRatio) = factor(squares.wi, df.wi, per: sums.columnCount)
    let (order, orderRatio) = factor(squares.do, df.do, per: sums.rowCount)
    self.init(
      wi: wi, do: order, interaction: nil,
      residual: VariancePivot.residualInterval(
        sums.residual, degrees: df.residual, confidence: confidence),
      wiRatio: wiRatio, doRatio: orderRatio, isGeneralized: false)
  }
}
