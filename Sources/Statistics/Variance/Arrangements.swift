/// Compares a statistic with the ones of other arrangements, without being fooled by rounding.
///
/// Arrangements that tie exactly may differ in the last bits, so that a tie within 1e-11 of `scale` counts as one.
struct TieRule {
  private let bound: Double

  init(observed: Double, scale: Double) { bound = observed - 1e-11 * scale }

  func isAtLeast(_ statistic: Double) -> Bool { statistic >= bound }
}

/// Runs over all arrangements of rows that leave each column's values in their column.
enum ColumnArrangements {
  /// (I!)^J, or nil above `limit`.
  static func count(rows: Int, columns: Int, limit: Int) -> Int? {
    var count = 1
    for _ in 0..<columns {
      for i in 1...rows {
        count *= i
        if count > limit { return nil }
      }
    }
    return count
  }

  /// Calls `body` with the row sums of each arrangement of the columns from `first` on, 0 or 1.
  static func forEach(_ columns: [[Double]], from first: Int, _ body: ([Double]) -> Void) {
    var sums = first == 0 ? columns[0].map { _ in 0 } : columns[0]
    func visit(_ column: Int) {
      guard column < columns.count else { return body(sums) }
      permute(columns[column]) { values in
        let kept = sums
        for row in sums.indices { sums[row] += values[row] }
        visit(column + 1)
        sums = kept
      }
    }
    visit(first)
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
