@testable import Statistics

/// Enumeration, for comparison with closed forms.
enum Brute {
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// All subsets of 0..<n with k elements, ascending.
  static func subsets(of n: Int, _ k: Int) -> [[Int]] {
    if k == 0 { return [[]] }
    return (0..<n).flatMap { last in subsets(of: last, k - 1).map { $0 + [last] } }
  }

  /// All k-tuples of 0..<n.
  static func tuples(of n: Int, _ k: Int) -> [[Int]] {
    k == 0 ? [[]] : tuples(of: n, k - 1).flatMap { head in (0..<n).map { head + [$0] } }
  }

  static func permutations(_ n: Int) -> [[Int]] {
    var all: [[Int]] = []
    ColumnArrangements.permute(Array(0..<n)) { all.append($0) }
    return all
  }

  /// Small whole numbers with row and column effects.
  static func grid(_ rows: Int, _ columns: Int, seed: UInt64) -> CrossedGrid {
    var numbers = SeededNumbers(seed: seed, purpose: 99)
    let row = (0..<rows).map { _ in numbers.below(6) }
    let column = (0..<columns).map { _ in numbers.below(6) }
    return CrossedGrid(
      row.map { a in column.map { b in Double(a + b + numbers.below(9)) } })
  }
}
