extension SumsOfSquares {
  /// The two-way table of `grid`: WI seeds as rows.
  ///
  /// The residual is summed as such and not as a difference, so that it is zero where there is none.
  ///
  /// - Precondition: at least two rows and two columns.
  public init(_ grid: CrossedGrid) {
    precondition(
      grid.rowCount > 1 && grid.columnCount > 1, "\(grid.rowCount) x \(grid.columnCount)")
    let mean = grid.mean
    let rowEffects = grid.rowMeans.map { $0 - mean }
    let columnEffects = grid.transposed.rowMeans.map { $0 - mean }
    var residual = 0.0
    var total = 0.0
    for i in grid.rows.indices {
      for j in grid.columns.indices {
        let distance = grid[i, j] - mean
        let rest = distance - rowEffects[i] - columnEffects[j]
        residual += rest * rest
        total += distance * distance
      }
    }
    self.init(
      rowCount: grid.rowCount, columnCount: grid.columnCount, mean: mean,
      wi: Double(grid.columnCount) * rowEffects.reduce(0) { $0 + $1 * $1 },
      do: Double(grid.rowCount) * columnEffects.reduce(0) { $0 + $1 * $1 },
      // Rounding leaves some 1e-32 of the total where the table is additive.
      residual: residual <= 1e-24 * total ? 0 : residual, total: total)
  }

  /// Components by the method of moments: unbiased, may be negative.
  public var moments: VarianceComponents {
    let squares = meanSquares
    return VarianceComponents(
      wi: (squares.wi - squares.residual) / Double(columnCount),
      do: (squares.do - squares.residual) / Double(rowCount),
      residual: squares.residual)
  }

  /// Components by restricted maximum likelihood, exact also where one is zero.
  ///
  /// For a balanced table this is the isotonic regression of the mean squares under residual <= WI and
  /// residual <= DO: a factor below the residual is pooled with it, the smaller first.
  public var reml: VarianceComponents {
    let df = degreesOfFreedom
    let squares = meanSquares
    var sum = residual
    var count = df.residual
    var pooled: Set<Factor> = []
    let factors = [(Factor.wi, wi, df.wi), (Factor.do, self.do, df.do)]
    for (factor, factorSum, factorCount) in factors.sorted(by: {
      $0.1 / Double($0.2) < $1.1 / Double($1.2)
    }) {
      guard factorSum / Double(factorCount) < sum / Double(count) else { break }
      sum += factorSum
      count += factorCount
      pooled.insert(factor)
    }
    let error = sum / Double(count)
    return VarianceComponents(
      wi: pooled.contains(.wi) ? 0 : (squares.wi - error) / Double(columnCount),
      do: pooled.contains(.do) ? 0 : (squares.do - error) / Double(rowCount),
      residual: error)
  }

  /// Unbiased variance of the grand mean over fresh seeds of both kinds; may be negative.
  public var grandMeanUnbiased: Double {
    let squares = meanSquares
    return (squares.wi + squares.do - squares.residual) / Double(rowCount * columnCount)
  }

  /// Variance of the grand mean when rows and columns are resampled, in closed form: some 2 residual / (I J) too
  /// large.
  ///
  /// - Source: Owen 2007, The Pigeonhole Bootstrap.
  public var grandMeanPigeonhole: Double {
    let (i, j) = (Double(rowCount), Double(columnCount))
    return wi / (j * i * i) + (self.do) / (i * j * j) + residual / (i * j * i * j)
  }
}
