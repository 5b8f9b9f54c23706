/// Comparisons of two samples of scores.
public enum Comparison {
  /// P(A > B) + P(A = B) / 2 over all pairs.
  public static func improvement(_ a: [Double], over b: [Double]) -> Double {
    let sorted = b.sorted()
    var twice = 0
    for x in a {
      twice += below(sorted) { $0 < x } + below(sorted) { $0 <= x }
    }
    return Double(twice) / Double(2 * a.count * b.count)
  }

  /// How many of the first elements of `sorted` fulfil `isBelow`.
  private static func below(
    _ sorted: [Double], _ isBelow: (Double) -> Bool
  ) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBelow(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How far A falls short of being stochastically larger than B: 0 it is, 1 B is. Exact, by the steps of both
  /// quantile functions.
  ///
  ///     integral of max(Qb - Qa, 0)^2 / integral of (Qa - Qb)^2
  ///
  /// - Edge cases: 1/2 for equal distributions.
  /// - Source: del Barrio, Cuesta-Albertos, Matran 2018 (almost stochastic order).
  public static func violation(_ a: [Double], over b: [Double]) -> Double {
    let (x, y) = (a.sorted(), b.sorted())
    let (n, m) = (x.count, y.count)
    // Quantile steps in units of 1 / (n m): from one end of a step of either side to the next.
    var (against, both) = (0.0, 0.0)
    var (i, j, from) = (0, 0, 0)
    while i < n && j < m {
      let to = min((i + 1) * m, (j + 1) * n)
      let distance = y[j] - x[i]
      let area = distance * distance * Double(to - from)
      both += area
      if distance > 0 { against += area }
      if to == (i + 1) * m { i += 1 }
      if to == (j + 1) * n { j += 1 }
      from = to
    }
    return both == 0 ? 0.5 : against / both
  }

  /// Runs of each side that detect P(A > B) = `gamma`, one-sided level `alpha`, miss chance `beta`.
  ///
  /// - Source: Noether 1987.
  public static func sampleSize(gamma: Double, alpha: Double, beta: Double) -> Double {
    let sum = NormalDistribution.quantile(1 - alpha) + NormalDistribution.quantile(1 - beta)
    let ratio = sum / (6.0.squareRoot() * (gamma - 0.5))
    return ratio * ratio
  }

  /// Standard error of the difference of means under the bootstrap, without resampling.
  public static func bootstrapError(_ a: [Double], _ b: [Double]) -> Double {
    let (x, y) = (Spread(a), Spread(b))
    let (n, m) = (Double(x.count), Double(y.count))
    return (x.squares / (n * n) + y.squares / (m * m)).squareRoot()
  }
}
