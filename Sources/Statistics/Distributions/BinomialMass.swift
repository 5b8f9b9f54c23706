import Foundation

/// Binomial and Poisson masses at real arguments, with full relative precision for counts up to millions.
///
/// Log-gamma differences would lose a digit for each factor of ten in the count; deviances do not.
///
/// - Source: Loader 2000, Fast and Accurate Computation of Binomial Probabilities.
enum BinomialMass {
  /// `log n! - ((n + 1/2) log n - n + log(2 pi) / 2)` for n >= 0.
  static func stirlingError(_ n: Double) -> Double {
    if n == 0 { return 0 }
    if n < 16 { return lgamma(n + 1) - (n + 0.5) * log(n) + n - 0.5 * log(2 * Double.pi) }
    let r = 1 / (n * n)
    // Bernoulli numbers: B(2k) / (2k (2k - 1)).
    let series: [Double] = [
      1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156,
    ]
    return series.reversed().reduce(0) { $0 * r + $1 } / n
  }

  /// `x log(x / m) + m - x` without cancellation near x = m.
  static func deviance(_ x: Double, _ m: Double) -> Double {
    guard abs(x - m) < 0.1 * (x + m) else { return x * log(x / m) + m - x }
    let v = (x - m) / (x + m)
    var sum = (x - m) * v
    var term = 2 * x * v
    for j in 1...1000 {
      term *= v * v
      let next = sum + term / Double(2 * j + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// `Gamma(n+1) / (Gamma(x+1) Gamma(n-x+1)) p^x q^(n-x)` for real 0 <= x <= n and p + q = 1.
  static func binomial(_ x: Double, _ n: Double, _ p: Double, _ q: Double) -> Double {
    if p == 0 { return x == 0 ? 1 : 0 }
    if q == 0 { return x == n ? 1 : 0 }
    if x == 0 { return exp(p < 0.5 ? n * log1p(-p) : n * log(q)) }
    if x == n { return exp(q < 0.5 ? n * log1p(-q) : n * log(p)) }
    let y = n - x
    let exponent =
      stirlingError(n) - stirlingError(x) - stirlingError(y) - deviance(x, n * p)
      - deviance(y, n * q)
    return exp(exponent) * (n / (2 * Double.pi * x * y)).squareRoot()
  }

  /// `m^x e^-m / Gamma(x + 1)` for real x >= 0, m >= 0.
  static func poisson(_ x: Double, _ m: Double) -> Double {
    if m == 0 { return x == 0 ? 1 : 0 }
    if x == 0 { return exp(-m) }
    return exp(-stirlingError(x) - deviance(x, m)) / (2 * Double.pi * x).squareRoot()
  }
}
