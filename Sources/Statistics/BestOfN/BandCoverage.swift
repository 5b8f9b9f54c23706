import Foundation

/// The exact probability that a band holds all order statistics of uniforms.
public enum BandCoverage {
  /// P(lower[i] <= U(i) <= upper[i] for all i), for the order statistics of `lower.count` uniforms.
  ///
  /// Counts up to each bound are followed as Poisson increments and conditioned on their total; a count that a
  /// bound forbids is dropped.
  ///
  /// - Precondition: both ascending, within [0, 1], of one length.
  /// - Complexity: O(N) bounds times the width of the band in counts times some 20 terms.
  public static func probability(lower: [Double], upper: [Double]) -> Double {
    let count = lower.count
    precondition(count > 0 && upper.count == count, "\(count) lower, \(upper.count) upper bounds")
    let points = Set(lower + upper + [0, 1]).sorted()
    // q[j - first] = P(count is j, nothing forbidden so far).
    var first = 0
    var q = [1.0]
    var passedUpper = 0
    var passedLower = 0
    for (from, to) in zip(points, points.dropFirst()) {
      let increments = Self.increments(mean: Double(count) * (to - from))
      let length = min(q.count + increments.count - 1, count - first + 1)
      var next = [Double](repeating: 0, count: length)
      for (j, value) in q.enumerated() where value > 0 {
        for (k, share) in increments.enumerated() where j + k < next.count {
          next[j + k] += value * share
        }
      }
      while passedUpper < count, upper[passedUpper] <= to { passedUpper += 1 }
      if passedUpper > first {
        next.removeFirst(min(next.count, passedUpper - first))
        first = passedUpper
      }
      if to < 1 {
        while passedLower < count, lower[passedLower] < to { passedLower += 1 }
        if passedLower < count, lower[passedLower] == to {
          next.removeLast(max(0, next.count - (passedLower - first + 1)))
        }
      }
      if next.isEmpty { return 0 }
      q = next
    }
    let last = count - first
    guard last < q.count else { return 0 }
    return q[last] / BinomialMass.poisson(Double(count), Double(count))
  }

  /// Poisson masses from 0 on, until they no longer matter.
  private static func increments(mean: Double) -> [Double] {
    var terms = [exp(-mean)]
    var k = 1.0
    while terms[terms.count - 1] > 1e-25 || k < mean {
      terms.append(mean < 50 ? terms[terms.count - 1] * mean / k : BinomialMass.poisson(k, mean))
      k += 1
    }
    return terms
  }
}
