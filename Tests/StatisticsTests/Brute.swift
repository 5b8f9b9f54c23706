import Foundation

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

  /// A normal number (Box and Muller).
  static func normal(_ numbers: inout SeededNumbers) -> Double {
    let (u, v) = (uniform(&numbers), uniform(&numbers))
    return (-2 * log(u)).squareRoot() * cos(2 * Double.pi * v)
  }

  /// In the open interval 0...1.
  static func uniform(_ numbers: inout SeededNumbers) -> Double {
    (Double(numbers.next() >> 12) + 0.5) / Double(1 << 52)
  }

  /// A table of normal effects with these variances.
  static func effects(
    _ rows: Int, _ columns: Int, wi: Double, do order: Double, residual: Double,
    _ numbers: inout SeededNumbers
  ) -> CrossedGrid {
    let row = (0..<rows).map { _ in normal(&numbers) * wi.squareRoot() }
    let column = (0..<columns).map { _ in normal(&numbers) * order.squareRoot() }
    return CrossedGrid(
      row.map { a in column.map { a + $0 + normal(&numbers) * residual.squareRoot() } })
  }
}
