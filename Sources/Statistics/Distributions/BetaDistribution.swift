import Foundation

/// The beta distribution, with both tails.
public struct BetaDistribution: Sendable, Equatable {
  public let a: Double
  public let b: Double

  /// - Precondition: both above 0.
  public init(_ a: Double, _ b: Double) {
    precondition(a > 0 && b > 0, "beta(\(a), \(b))")
    self.a = a
    self.b = b
  }

  /// P(X <= x) and P(X > x), each to full relative precision, for `y = 1 - x` given apart.
  func tails(_ x: Double, _ y: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    // x^a y^b / B(a, b).
    let front = a * b / (a + b) * BinomialMass.binomial(a, a + b, x, y)
    if x < (a + 1) / (a + b + 2) {
      let lower = front * Self.fraction(a, b, x) / a
      return (lower, 1 - lower)
    }
    let upper = front * Self.fraction(b, a, y) / b
    return (1 - upper, upper)
  }

  /// The x with P(X <= x) = p.
  public func quantile(_ p: Double) -> Double {
    let z = logitQuantile(p, 1 - p)
    return z < 0 ? exp(z) / (1 + exp(z)) : 1 / (1 + exp(-z))
  }

  /// log(x / (1 - x)) at the x with lower tail `p` and upper tail `q`: exact near both ends.
  func logitQuantile(_ p: Double, _ q: Double) -> Double {
    if p <= 0 { return -.infinity }
    if q <= 0 { return .infinity }
    return bracketedRoot(from: log(a / b)) { z in
      let e = exp(-abs(z))
      let (small, large) = (e / (1 + e), 1 / (1 + e))
      let (x, y) = z < 0 ? (small, large) : (large, small)
      let (lower, upper) = tails(x, y)
      let slope = a * b / (a + b) * BinomialMass.binomial(a, a + b, x, y)
      // The smaller tail decides, on a log scale: Newton then converges from far out.
      return p < q
        ? (log(lower) - log(p), slope / lower) : (log(q) - log(upper), slope / upper)
    }
  }

  /// Continued fraction of the incomplete beta function (Lentz's method; Numerical Recipes, section 6.4).
  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    d = 1 / (abs(d) < tiny ? tiny : d)
    var h = d
    for m in 1...100_000 {
      let m = Double(m)
      var step = 1.0
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 + term * d
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = 1 + term / c
        if abs(c) < tiny { c = tiny }
        step = d * c
        h *= step
      }
      if abs(step - 1) < 1e-16 { break }
    }
    return h
  }
}

/// A root of an increasing function, by Newton's steps kept inside a bracket that shrinks.
///
/// `evaluate` gives value and slope. Stops where neither moves the argument by more than its rounding.
func bracketedRoot(
  from start: Double, _ evaluate: (Double) -> (value: Double, slope: Double)
) -> Double {
  var low = -Double.infinity
  var high = Double.infinity
  var z = start
  var stride = 1.0
  for _ in 0..<400 {
    let (value, slope) = evaluate(z)
    if value == 0 { return z }
    if value < 0 { low = z } else { high = z }
    var next = z - value / slope
    if !(next > low && next < high) || !next.isFinite {
      if low.isFinite && high.isFinite {
        next = low + (high - low) / 2
      } else {
        next = low.isFinite ? low + stride : high - stride
        stride *= 2
      }
    }
    if abs(next - z) <= 2e-16 * max(1, abs(z)) { return next }
    z = next
  }
  return z
}
