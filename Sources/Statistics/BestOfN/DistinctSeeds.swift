/// Expected best of n trials that share no seed: n cells with n distinct rows and n distinct columns.
///
/// Cells of a row or a column depend on each other, so the best of n cells at random is not the best of n fresh
/// trials. The mean over all sets of n cells with distinct rows and columns is unbiased for that:
///
///     P(max <= v) = r_n(cells with score <= v) / r_n(all cells)         r_n: rook numbers
extension DistinctSeedsEstimate {
  /// Most additions that the exact count may take; above it sets are drawn.
  public static let exactLimit = 200_000_000

  /// For n = 1...min(I, J): exact where that is feasible, else from random sets.
  public init(
    _ grid: CrossedGrid, drawCount: Int, seed: UInt64, purpose: UInt64,
    exactLimit: Int = DistinctSeedsEstimate.exactLimit
  ) {
    let tall = grid.rowCount >= grid.columnCount ? grid : grid.transposed
    let (rows, columns) = (tall.rowCount, tall.columnCount)
    let values = Set(grid.values).count
    if columns <= 20, rows * values * columns <= (2 * exactLimit) >> columns {
      self.init(
        values: Self.exact(tall), standardErrors: [Double](repeating: 0, count: columns),
        isExact: true, drawCount: nil, seed: nil)
    } else {
      var numbers = SeededNumbers(seed: seed, purpose: purpose)
      let (values, errors) = Self.drawn(tall, drawCount, &numbers)
      self.init(
        values: values, standardErrors: errors, isExact: false, drawCount: drawCount, seed: seed)
    }
  }

  /// By rook numbers: one sum over sets of used columns for each distinct score.
  ///
  /// - Precondition: at most 20 columns, no more than rows.
  /// - Complexity: O(distinct scores x I x J x 2^J).
  static func exact(_ grid: CrossedGrid) -> [Double] {
    let columns = grid.columnCount
    precondition(columns <= 20 && columns <= grid.rowCount, "\(columns) columns")
    var before = [Double](repeating: 0, count: columns)
    var sums = before
    for value in Set(grid.values).sorted() {
      var ways = [Double](repeating: 0, count: 1 << columns)
      ways[0] = 1
      for row in grid.rows.indices {
        var open = 0
        for column in 0..<columns where grid[row, column] <= value { open |= 1 << column }
        // Downwards, so that a row is used at most once.
        for used in stride(from: ways.count - 1, to: 0, by: -1) {
          var bits = used & open
          var more = 0.0
          while bits != 0 {
            let bit = bits & -bits
            more += ways[used ^ bit]
            bits ^= bit
          }
          ways[used] += more
        }
      }
      var rooks = [Double](repeating: 0, count: columns)
      for used in 1..<ways.count { rooks[used.nonzeroBitCount - 1] += ways[used] }
      for n in 0..<columns { sums[n] += value * (rooks[n] - before[n]) }
      before = rooks
    }
    return zip(sums, before).map { $0 / $1 }
  }

  /// From random sets of min(I, J) cells with distinct seeds; each gives U(n) over its cells for all n at once.
  private static func drawn(
    _ grid: CrossedGrid, _ drawCount: Int, _ numbers: inout SeededNumbers
  ) -> (values: [Double], errors: [Double]) {
    precondition(drawCount > 1, "\(drawCount) draws")
    let columns = grid.columnCount
    let weights = (1...columns).map { BestOfN.weights(count: columns, $0) }
    let center = grid.mean
    var rows = Array(grid.rows.indices)
    var scores = [Double](repeating: 0, count: columns)
    var sums = [Double](repeating: 0, count: columns)
    var squares = sums
    for _ in 0..<drawCount {
      numbers.shuffle(&rows, rows.indices)
      for column in 0..<columns { scores[column] = grid[rows[column], column] - center }
      scores.sort()
      for n in 0..<columns {
        var mean = 0.0
        for i in n..<columns { mean += weights[n][i] * scores[i] }
        sums[n] += mean
        squares[n] += mean * mean
      }
    }
    let m = Double(drawCount)
    let values = sums.map { center + $0 / m }
    let errors = zip(squares, sums).map { square, sum in
      (max(0, square - sum * sum / m) / (m * (m - 1))).squareRoot()
    }
    return (values, errors)
  }
}
