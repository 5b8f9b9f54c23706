/// Whether rows differ, judged by rearranging values within columns.
///
/// Under the additive model without a row effect, the values of a column are exchangeable, whatever the column's
/// own effect; so the test is exact, where the permutation of all cells takes a column effect for noise.
public struct PermutationTest: Sendable {
  /// What is compared.
  public enum Statistic: Sendable {
    /// Sum of squares between rows.
    case sumOfSquares
    /// Largest less smallest row mean.
    case range
  }

  public let statistic: Statistic
  /// Random arrangements where all are too many.
  public let count: Int
  public let seed: UInt64
  /// All arrangements are counted up to this many.
  public let exactLimit: Int

  public init(
    _ statistic: Statistic = .sumOfSquares, count: Int = 9_999, seed: UInt64,
    exactLimit: Int = 2_000_000
  ) {
    precondition(count > 0, "\(count) permutations")
    self.statistic = statistic
    self.count = count
    self.seed = seed
    self.exactLimit = exactLimit
  }

  /// The p-value of the row effect of `grid`; `purpose` names the random stream.
  public func rowEffect(_ grid: CrossedGrid, purpose: UInt64) -> PermutationPValue {
    // Without the columns' means, sums are small and ties are sharp.
    let columnMeans = grid.transposed.rowMeans
    let centered = CrossedGrid(
      rows: grid.rows, columns: grid.columns,
      values: grid.values.enumerated().map { $1 - columnMeans[$0 % grid.columnCount] })
    let scale = centered.values.reduce(0) { $0 + $1 * $1 }
    let sums = centered.rowMeans.map { $0 * Double(grid.columnCount) }
    let rule = TieRule(
      observed: value(sums),
      scale: statistic == .range ? scale.squareRoot() : scale * Double(grid.columnCount))
    if let total = ColumnArrangements.count(
      rows: grid.rowCount, columns: grid.columnCount, limit: exactLimit)
    {
      var hits = 0
      ColumnArrangements.forEach(centered) { if rule.isAtLeast(value($0)) { hits += 1 } }
      return PermutationPValue(
        p: Double(hits) / Double(total), arrangementCount: total, isExact: true, seed: nil)
    }
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    // Columns lie one after the other, so that each is shuffled in place.
    var columns = centered.transposed.values
    var hits = 0
    var rowSums = sums
    for _ in 0..<count {
      for row in rowSums.indices { rowSums[row] = 0 }
      for column in grid.columns.indices {
        let start = column * grid.rowCount
        numbers.shuffle(&columns, start..<start + grid.rowCount)
        for row in rowSums.indices { rowSums[row] += columns[start + row] }
      }
      if rule.isAtLeast(value(rowSums)) { hits += 1 }
    }
    return PermutationPValue(
      p: Double(hits + 1) / Double(count + 1), arrangementCount: count, isExact: false, seed: seed)
  }

  private func value(_ sums: [Double]) -> Double {
    switch statistic {
    case .sumOfSquares: sums.reduce(0) { $0 + $1 * $1 }
    case .range: sums.max()! - sums.min()!
    }
  }
}

/// The test in the paper's code, for comparison: all cells are permuted, the range of row means is compared.
///
/// Its null is that neither seed matters, so a column effect widens the row's null distribution; and counting
/// only larger values allows p = 0.
public enum FreePermutation {
  /// Shares of all arrangements with a larger range, and with one at least as large.
  ///
  /// - Precondition: at most 12 cells.
  public static func exact(_ grid: CrossedGrid) -> (greater: Double, atLeast: Double) {
    precondition(grid.values.count <= 12, "\(grid.values.count) cells")
    let width = grid.columnCount
    let scale = grid.values.reduce(0) { max($0, abs($1)) } * Double(width)
    let observed = grid.rowMeans.map { $0 * Double(width) }
    let range = observed.max()! - observed.min()!
    var (count, greater, atLeast) = (0, 0, 0)
    // The lowest cell left is always in the next row: each split into rows is met once.
    func visit(_ left: [Double], _ low: Double, _ high: Double) {
      guard let head = left.first else {
        count += 1
        if high - low > range + 1e-11 * scale { greater += 1 }
        if high - low >= range - 1e-11 * scale { atLeast += 1 }
        return
      }
      choose(width - 1, from: Array(left.dropFirst()), sum: head) { sum, rest in
        visit(rest, min(low, sum), max(high, sum))
      }
    }
    visit(grid.values, .infinity, -.infinity)
    return (Double(greater) / Double(count), Double(atLeast) / Double(count))
  }

  private static func choose(
    _ n: Int, from left: [Double], sum: Double, _ body: (Double, [Double]) -> Void
  ) {
    if n == 0 { return body(sum, left) }
    func visit(_ index: Int, _ needed: Int, _ sum: Double, _ rest: [Double]) {
      if needed == 0 { return body(sum, rest + left[index...]) }
      if left.count - index < needed { return }
      visit(index + 1, needed - 1, sum + left[index], rest)
      visit(index + 1, needed, sum, rest + [left[index]])
    }
    visit(0, n, sum, [])
  }
}
