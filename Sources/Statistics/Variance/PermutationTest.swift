/// Whether rows differ, judged by rearranging values within columns.
///
/// Under the additive model without a row effect, the values of a column are exchangeable, whatever the column's
/// own effect; so the test is exact, where the permutation of all cells takes a column effect for noise.
public struct PermutationTest: Sendable {
  /// Random arrangements where all are too many.
  public let count: Int
  public let seed: UInt64
  /// All arrangements are counted up to this many.
  public let exactLimit: Int

  public init(count: Int = 9_999, seed: UInt64, exactLimit: Int = 2_000_000) {
    precondition(count > 0, "\(count) permutations")
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
    let rule = TieRule(observed: value(sums), scale: scale * Double(grid.columnCount))
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

  /// What is compared: the sum of squares between rows.
  private func value(_ sums: [Double]) -> Double { sums.reduce(0) { $0 + $1 * $1 } }
}
