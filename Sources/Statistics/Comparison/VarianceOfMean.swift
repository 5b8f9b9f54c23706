/// The estimated variance of a mean, and how sure the estimate is.
///
/// It is a sum of mean squares with factors. Sums of independent ones are such sums again.
///
/// - Source: Satterthwaite 1946 for the degrees of freedom; Welch 1947 is the case of two samples.
public struct VarianceOfMean: Sendable, Equatable {
  public let value: Double
  /// Sum of the squares of the parts, each over its degrees of freedom.
  private let spread: Double

  /// Infinite where nothing varies.
  public var degreesOfFreedom: Double { spread > 0 ? value * value / spread : .infinity }

  /// Of a sample of independent runs.
  ///
  /// Values that differ by rounding only do not vary.
  ///
  /// - Parameter scale: size of what the values were computed from; their own where it is nil.
  /// - Precondition: at least two values.
  public init(sample: [Double], scale: Double? = nil) {
    precondition(sample.count > 1, "\(sample.count) values")
    let n = Double(sample.count)
    let variance = Spread(sample).squares / (n - 1)
    self.init(
      value: variance / n, spread: (variance / n) * (variance / n) / (n - 1),
      scale: scale ?? sample.reduce(0) { max($0, abs($1)) })
  }

  /// Of a complete grid, whose cells share seeds: over fresh seeds of both kinds.
  ///
  ///     (MS wi + MS do - MS residual) / cells
  ///
  /// A residual above a factor's mean square is pooled with it, so that the variance is never below what one factor alone
  /// gives.
  ///
  /// - Parameter scale: as of a sample.
  /// - Precondition: at least two seeds of each kind.
  public init(grid: CrossedGrid, scale: Double? = nil) {
    let sums = SumsOfSquares(grid)
    let (squares, df) = (sums.meanSquares, sums.degreesOfFreedom)
    let cells = Double(sums.rowCount * sums.columnCount)
    let residual = min(squares.residual, squares.wi, squares.do)
    let parts = [(squares.wi, df.wi), (squares.do, df.do), (-residual, df.residual)]
    self.init(
      value: parts.reduce(0) { $0 + $1.0 } / cells,
      spread: parts.reduce(0) { $0 + $1.0 * $1.0 / Double($1.1) } / (cells * cells),
      scale: scale ?? grid.largestMagnitude)
  }

  /// Of the mean of an incomplete table.
  init(_ components: UnbalancedComponents) {
    let value = components.varianceOfMean
    self.init(value: value, spread: value * value / Double(components.degreesOfFreedom))
  }

  private init(value: Double, spread: Double, scale: Double = 0) {
    let isRounding = value.squareRoot() <= 1e-11 * scale
    self.value = isRounding ? 0 : value
    self.spread = isRounding ? 0 : spread
  }

  /// Of the sum or the difference of two independent means.
  public static func + (a: VarianceOfMean, b: VarianceOfMean) -> VarianceOfMean {
    VarianceOfMean(value: a.value + b.value, spread: a.spread + b.spread)
  }
}
