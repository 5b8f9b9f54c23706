import Foundation

/// Draws without replacement: `bad` of `total` are bad, `drawn` are looked at.
public struct Hypergeometric: Sendable, Equatable {
  public let total: Int
  public let bad: Int
  public let drawn: Int

  /// - Precondition: 0 <= bad <= total, 0 <= drawn <= total, total below 2^31.
  public init(total: Int, bad: Int, drawn: Int) {
    precondition(
      (0..<1 << 31).contains(total) && (0...total).contains(bad) && (0...total).contains(drawn),
      "\(bad) bad, \(drawn) drawn of \(total)")
    self.total = total
    self.bad = bad
    self.drawn = drawn
  }

  /// Numbers of bad ones that can be drawn.
  public var range: ClosedRange<Int> { max(0, drawn - (total - bad))...min(bad, drawn) }

  /// P(at most `count` bad ones are drawn).
  public func cumulative(_ count: Int) -> Double {
    let (lowest, highest) = (range.lowerBound, range.upperBound)
    if count < lowest { return 0 }
    if count >= highest { return 1 }
    var term = mass(lowest)
    var sum = term
    for x in stride(from: lowest, to: count, by: 1) {
      term *= Double(bad - x) / Double(x + 1)
      term *= Double(drawn - x) / Double(total - bad - drawn + x + 1)
      sum += term
    }
    return min(1, sum)
  }

  /// P(at least one bad one is drawn).
  public var detection: Double { 1 - cumulative(0) }

  /// Whether P(at most `count` bad ones are drawn) times `factor` is at most `level`, decided exactly.
  ///
  /// Doubles decide where they can, whole numbers where the two sides agree to 9 digits.
  package func isAtMost(_ level: Ratio, _ count: Int, factor bits: Int = 0) -> Bool {
    let approximate = cumulative(count) * pow(2, Double(bits))
    if abs(approximate - level.value) > 1e-9 * level.value { return approximate < level.value }
    // sum_x C(D, x) C(N - D, n - x) 2^bits denominator <= numerator C(N, n)
    let lowest = range.lowerBound
    var term = Self.binomial(total - bad, drawn - lowest)
    for x in stride(from: 0, to: lowest, by: 1) {
      term = term * UInt32(bad - x) / UInt32(x + 1)
    }
    var sum = term
    for x in stride(from: lowest, to: min(count, range.upperBound), by: 1) {
      term = term * UInt32(bad - x) * UInt32(drawn - x) / UInt32(x + 1)
      term = term / UInt32(total - bad - drawn + x + 1)
      sum = sum + term
    }
    var left = sum * UInt32(level.denominator)
    for _ in 0..<bits { left = left * 2 }
    return left <= Self.binomial(total, drawn) * UInt32(level.numerator)
  }

  private static func binomial(_ n: Int, _ k: Int) -> Natural {
    var value = Natural(1)
    for i in stride(from: 1, through: min(k, n - k), by: 1) {
      value = value * UInt32(n - i + 1) / UInt32(i)
    }
    return value
  }

  /// P(exactly `count` bad ones are drawn), by binomial masses at p = drawn / total.
  func mass(_ count: Int) -> Double {
    let (n, d, k) = (Double(total), Double(bad), Double(drawn))
    if total == 0 || drawn == 0 || drawn == total { return 1 }
    let (p, q) = (k / n, (n - k) / n)
    return BinomialMass.binomial(Double(count), d, p, q)
      * BinomialMass.binomial(k - Double(count), n - d, p, q)
      / BinomialMass.binomial(k, n, p, q)
  }
}
