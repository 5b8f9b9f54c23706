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
    // What is compared: the sum of squares between rows.
    func value(_ sums: [Double]) -> Double { sums.reduce(0) { $0 + $1 * $1 } }
    let size = scale * Double(grid.columnCount)
    let rule = TieRule(observed: value(sums), scale: size)
    var hits = 0
    var (most, mostCount) = (0.0, 0)
    // Turning all columns alike changes no statistic of the row sums.
    let all = forEachArrangement(
      grid.columns.indices.map(centered.column), fixesFirst: true, purpose: purpose
    ) {
      let found = value($0)
      if rule.isAtLeast(found) { hits += 1 }
      if found > most + 1e-11 * size {
        (most, mostCount) = (found, 1)
      } else if found >= most - 1e-11 * size {
        mostCount += 1
      }
    }
    return pValue(hits, of: all, mostExtreme: mostCount)
  }

  /// Calls `body` with the row sums of all arrangements of values within their columns, or of random ones where all are
  /// too many.
  ///
  /// - Parameter fixesFirst: of all arrangements, those that leave the first column as it is are enough.
  /// - Returns: how many all are; nil for random ones.
  func forEachArrangement(
    _ columns: [[Double]], fixesFirst: Bool, purpose: UInt64, _ body: ([Double]) -> Void
  ) -> Int? {
    let rows = columns[0].indices
    let first = fixesFirst ? 1 : 0
    if let all = ColumnArrangements.count(
      rows: rows.count, columns: columns.count - first, limit: exactLimit)
    {
      ColumnArrangements.forEach(columns, from: first, body)
      return all
    }
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    // Columns lie one after the other, so that each is shuffled in place.
    var values = columns.flatMap(\.self)
    var sums = [Double](repeating: 0, count: rows.count)
    for _ in 0..<count {
      for row in rows { sums[row] = 0 }
      for start in stride(from: 0, to: values.count, by: rows.count) {
        numbers.shuffle(&values, start..<start + rows.count)
        for row in rows { sums[row] += values[start + row] }
      }
      body(sums)
    }
    return nil
  }

  /// `hits` of `all` arrangements; where that is nil, of `count` random ones and the observed one.
  ///
  /// - Parameter mostExtreme: how many of all arrangements are as far out as any.
  func pValue(_ hits: Int, of all: Int?, mostExtreme: Int = 1) -> PermutationPValue {
    PermutationPValue(
      p: all.map { Double(hits) / Double($0) } ?? Double(hits + 1) / Double(count + 1),
      arrangementCount: all ?? count, isExact: all != nil, seed: all == nil ? seed : nil,
      leastP: all.map { Double(mostExtreme) / Double($0) } ?? 1 / Double(count + 1))
  }
}
