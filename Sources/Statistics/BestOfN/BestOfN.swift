import Foundation

/// Expected best of n trials, from N recorded scores.
public struct BestOfN: Sendable {
  /// Ascending.
  public let scores: [Double]

  /// - Precondition: at least one score.
  public init(_ scores: [Double]) {
    precondition(!scores.isEmpty, "no scores")
    self.scores = scores.sorted()
  }

  /// N.
  public var count: Int { scores.count }

  /// Expected best of n drawn with replacement, and the spread of one such best.
  ///
  ///     V(n) = sum_i x(i) [ (i/N)^n - ((i-1)/N)^n ]
  ///
  /// - Edge cases: biased low for independent trials; defined for every n >= 1.
  /// - Source: Dodge et al. 2019 (arXiv:1909.03004).
  public func withReplacement(_ n: Int) -> (mean: Double, sd: Double) {
    precondition(n >= 1, "n = \(n)")
    return moments(Self.weightsWithReplacement(count: count, n))
  }

  /// Expected best of n drawn without replacement, and the spread of one such best.
  ///
  ///     U(n) = sum_{i >= n} x(i) C(i-1, n-1) / C(N, n)
  ///
  /// - Edge cases: unbiased for independent trials; U(N) is the best score.
  /// - Precondition: 1 <= n <= N.
  /// - Source: Tang et al. 2020 (arXiv:2004.13705).
  public func withoutReplacement(_ n: Int) -> (mean: Double, sd: Double) {
    moments(Self.weights(count: count, n))
  }

  /// Unbiased estimate of the sampling variance of U(n); may be negative. Nil where 2n > N.
  ///
  /// U^2 less the mean of max(A) max(B) over disjoint n-subsets A and B. Scores are taken relative to U, which
  /// leaves the estimate as it is and its digits whole.
  ///
  /// - Source: Wang and Lindsay 2014, in closed form.
  public func varianceUnbiased(_ n: Int) -> Double? {
    guard n >= 1, 2 * n <= count else { return nil }
    let weights = Self.weights(count: count, n)
    return varianceUnbiased(
      n, weights, Self.weights(count: count - n, n), mean: moments(weights).mean)
  }

  /// With the weights of U(n) over all scores and over all but n, and its value.
  private func varianceUnbiased(
    _ n: Int, _ first: [Double], _ second: [Double], mean center: Double
  ) -> Double {
    var before = 0.0
    var sum = 0.0
    // Below n - 1 weights are 0.
    for j in n - 1..<count {
      let x = scores[j] - center
      // The larger maximum at j leaves j - n free places below it for the other n - 1.
      if j >= n { sum += x * second[j - n] * before }
      before += x * first[j]
    }
    return -2 * sum
  }

  /// All that is known of U(n), its weights computed once and together.
  ///
  /// - Precondition: 1 <= n <= N.
  func drawnOnce(
    _ n: Int
  ) -> (mean: Double, sd: Double, varianceUnbiased: Double?, varianceJackknife: Double?) {
    let counts = [count, count - 1, count - n].filter { $0 >= n }
    let weights = Self.weights(counts: counts, n)
    let (mean, sd) = moments(weights[0])
    return (
      mean, sd,
      2 * n <= count ? varianceUnbiased(n, weights[0], weights[2], mean: mean) : nil,
      n < count ? Self.jackknife(leavingOut(weights[1])) : nil
    )
  }

  /// Jackknife estimate of the sampling variance of U(n). Nil where n >= N.
  func varianceJackknife(_ n: Int) -> Double? {
    guard n >= 1, n < count else { return nil }
    return Self.jackknife(leavingOut(Self.weights(count: count - 1, n)))
  }

  /// Jackknife estimate of the sampling variance of V(n). Nil for a single score.
  public func varianceJackknifeWithReplacement(_ n: Int) -> Double? {
    guard count > 1 else { return nil }
    return Self.jackknife(leavingOut(Self.weightsWithReplacement(count: count - 1, n)))
  }

  /// The estimate with `weights` over the other N - 1 scores, relative to some score, for each score left out.
  private func leavingOut(_ weights: [Double]) -> [Double] {
    let center = scores[count / 2]
    // Without trial r, trials above it move down one place.
    var above = 0.0
    for i in 1..<count { above += (scores[i] - center) * weights[i - 1] }
    var below = 0.0
    return scores.indices.map { r in
      defer {
        if r < count - 1 {
          below += (scores[r] - center) * weights[r]
          above -= (scores[r + 1] - center) * weights[r]
        }
      }
      return below + above
    }
  }

  /// (m - 1) / m times the sum of squares of `estimates` about their mean, each of which leaves one of m things out.
  static func jackknife(_ estimates: [Double]) -> Double {
    let count = Double(estimates.count)
    return (count - 1) / count * Spread(estimates).squares
  }

  /// Weights of U(n): element i is C(i, n-1) / C(N, n), without factorials.
  static func weights(count: Int, _ n: Int) -> [Double] {
    weights(counts: [count], n)[0]
  }

  /// The same for up to four N, descending: a quotient waits for the one before, but not for the others.
  static func weights(counts: [Int], _ n: Int) -> [[Double]] {
    precondition(
      counts.count <= 4 && n >= 1 && counts.allSatisfy { n <= $0 && $0 <= counts[0] },
      "n = \(n) of \(counts)")
    var all = counts.map { [Double](repeating: 0, count: $0) }
    var (weight, place) = (SIMD4<Double>(repeating: 0), SIMD4<Double>(repeating: 1))
    for (lane, count) in counts.enumerated() {
      weight[lane] = Double(n) / Double(count)
      place[lane] = Double(count - 1)
      all[lane][count - 1] = weight[lane]
    }
    let common = (counts.last ?? n) - n
    let tops = counts.map { $0 - 2 }
    var rows = [SIMD4<Double>](repeating: weight, count: common)
    rows.withUnsafeMutableBufferPointer { rows in
      for step in 0..<common {
        weight = weight * (place - Double(n - 1)) / place
        place -= 1
        rows[step] = weight
      }
    }
    for lane in counts.indices {
      all[lane].withUnsafeMutableBufferPointer { row in
        for step in 0..<common { row[tops[lane] - step] = rows[step][lane] }
        var last = weight[lane]
        var i = counts[lane] - 1 - common
        // One that is too small for binary64 is 0, and so are all below it.
        while i >= n, last > 0 {
          last = last * Double(i - n + 1) / Double(i)
          row[i - 1] = last
          i -= 1
        }
      }
    }
    return all
  }

  /// Weights of V(n): element i is ((i + 1) / N)^n - (i / N)^n.
  static func weightsWithReplacement(count: Int, _ n: Int) -> [Double] {
    var weights = [Double](repeating: 0, count: count)
    var below = 0.0
    // Powers below 2^-1080 are 0 in binary64, and slow to compute.
    let first = Int(Double(count) * exp2(-1080 / Double(n))) + 1
    for i in min(first, count)...count {
      let power = pow(Double(i) / Double(count), Double(n))
      weights[i - 1] = power - below
      below = power
    }
    return weights
  }

  private func moments(_ weights: [Double]) -> (mean: Double, sd: Double) {
    var mean = 0.0
    for (x, weight) in zip(scores, weights) { mean += x * weight }
    var square = 0.0
    for (x, weight) in zip(scores, weights) { square += weight * (x - mean) * (x - mean) }
    return (mean, square.squareRoot())
  }
}
