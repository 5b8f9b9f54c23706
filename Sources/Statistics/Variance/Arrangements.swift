/// Compares a statistic with the ones of other arrangements, without being fooled by rounding.
///
/// Arrangements that tie exactly may differ in the last bits, so that a tie within 1e-11 of `scale` counts as one.
struct TieRule {
  private let bound: Double

  init(observed: Double, scale: Double) { bound = observed - 1e-11 * scale }

  func isAtLeast(_ statistic: Double) -> Bool { statistic >= bound }
}

/// Runs over all arrangements of rows that leave each column's values in their column.
///
/// The first column stays as it is: turning all columns alike changes no statistic of the row sums.
enum ColumnArrangements {
  /// (I!)^(J-1), or nil above `limit`.
  static func count(rows: Int, columns: Int, limit: Int) -> Int? {
    var factorial = 1
    for i in 1...rows {
      factorial *= i
      if factorial > limit { return nil }
    }
    var count = 1
    for _ in 1..<columns {
      count *= factorial
      if count > limit { return nil }
    }
    return count
  }

  /// Calls `body` with the row sums of each arrangement.
  static func forEach(_ grid: CrossedGrid, _ body: ([Double]) -> Void) {
    var sums = grid.rows.indices.map { grid[$0, 0] }
    let columns = grid.columns.indices.map { column in
      grid.rows.indices.map { grid[$0, column] }
    }
    func visit(_ column: Int) {
      guard column < columns.count else { return body(sums) }
      permute(columns[column]) { values in
        let kept = sums
        for row in sums.indices { sums[row] += values[row] }
        visit(column + 1)
        sums = kept
      }
    }
    visit(1)
  }

  /// Calls `body` with each permutation of `values` (Heap's algorithm).
  static func permute<Element>(_ values: [Element], _ body: ([Element]) -> Void) {
    var values = values
    func generate(_ count: Int) {
      guard count > 1 else { return body(values) }
      for i in 0..<count {
        generate(count - 1)
        if i < count - 1 { values.swapAt(count % 2 == 0 ? i : 0, count - 1) }
      }
    }
    generate(values.count)
  }
}
