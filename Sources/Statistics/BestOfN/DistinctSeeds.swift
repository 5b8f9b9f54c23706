/// Expected best of n trials that share no seed: n cells with n distinct rows and n distinct columns.
///
/// Cells of a row or a column depend on each other, so the best of n cells at random is not the best of n fresh
/// trials. The mean over all sets of n cells with distinct rows and columns is unbiased for that:
///
///     P(max <= v) = r_n(cells with score <= v) / r_n(all cells)         r_n: rook numbers
extension DistinctSeedsEstimate {
  /// Most additions that the exact count may take; above it sets are drawn.
  public static let exactLimit = 200_000_000

  /// For n = 1...min(I, J): exact where that is feasible, else from random sets. Variances leave each seed out in
  /// turn, so that their exact count takes I + J times as many additions.
  public init(
    _ grid: CrossedGrid, drawCount: Int, seed: UInt64, purpose: UInt64,
    exactLimit: Int = DistinctSeedsEstimate.exactLimit
  ) {
    let tall = grid.rowCount >= grid.columnCount ? grid : grid.transposed
    let (rows, columns) = (tall.rowCount, tall.columnCount)
    let additions = rows * Set(grid.values).count * columns
    let most = columns <= 20 ? (2 * exactLimit) >> columns : 0
    let isExact = additions <= most
    let variancesAreExact = additions * (rows + columns) <= most
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    // Every set of a complete grid is there.
    let sets = variancesAreExact ? nil : RandomSets(tall, count: drawCount, &numbers)!
    self.init(
      values: isExact ? Self.exact(tall) : sets!.means,
      standardErrors: isExact ? [Double](repeating: 0, count: columns) : sets!.standardErrors,
      isExact: isExact, drawCount: isExact ? nil : drawCount, seed: isExact ? nil : seed,
      variances: (variancesAreExact ? Self.exactLeavingOut(tall) : sets!.leavingOut).variances,
      variancesAreExact: variancesAreExact)
  }

  /// Of a table that lacks cells, over the sets of cells that are there: for n up to the largest such set, or to the
  /// largest that random ones all have. A cell that is missing whatever its score would have been leaves it unbiased.
  ///
  /// - Throws: `Refusal` where sets can neither be counted nor be drawn.
  init(
    _ cells: CellMeans, drawCount: Int, seed: UInt64, purpose: UInt64,
    exactLimit: Int = DistinctSeedsEstimate.exactLimit
  ) throws(Refusal) {
    var board = [Double](repeating: .nan, count: cells.rows.count * cells.columns.count)
    for (column, places) in cells.columns.enumerated() {
      for place in places {
        board[cells.rowOf[place] * cells.columns.count + column] = cells.values[place]
      }
    }
    let grid = CrossedGrid(
      rows: cells.rows, columns: Array(cells.columns.indices), values: board)
    let tall = grid.rowCount >= grid.columnCount ? grid : grid.transposed
    let additions = tall.rowCount * Set(cells.values).count * tall.columnCount
    if tall.columnCount <= 20, additions <= (2 * exactLimit) >> tall.columnCount {
      let values = Self.exact(tall)
      self.init(
        values: values, standardErrors: values.map { _ in 0 }, isExact: true, drawCount: nil,
        seed: nil, variances: values.map { _ in nil }, variancesAreExact: false)
      return
    }
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    guard let sets = RandomSets(tall, count: drawCount, &numbers) else {
      throw Refusal("needs more cells: of random sets without a common seed too few are all there")
    }
    self.init(
      values: sets.means, standardErrors: sets.standardErrors, isExact: false,
      drawCount: drawCount, seed: seed, variances: sets.means.map { _ in nil },
      variancesAreExact: false)
  }

  /// By rook numbers: one sum over sets of used columns for each distinct score.
  ///
  /// A value that is NaN is a cell that is not there.
  ///
  /// - Precondition: at most 20 columns, no more than rows.
  /// - Complexity: O(distinct scores x I x J x 2^J).
  static func exact(_ grid: CrossedGrid) -> [Double] {
    let columns = grid.columnCount
    precondition(columns <= 20 && columns <= grid.rowCount, "\(columns) columns")
    var before = [Double](repeating: 0, count: columns)
    var sums = before
    for value in Set(grid.values.filter { !$0.isNaN }).sorted() {
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
    return zip(sums, before).prefix { $0.1 > 0 }.map { $0 / $1 }
  }
}
