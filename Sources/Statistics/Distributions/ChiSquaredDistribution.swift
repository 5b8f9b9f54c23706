import Foundation

/// The chi-squared distribution.
public struct ChiSquaredDistribution: Sendable, Equatable {
  public let degreesOfFreedom: Double

  /// - Precondition: above 0.
  public init(_ degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "chi-squared(\(degreesOfFreedom))")
    self.degreesOfFreedom = degreesOfFreedom
  }

  public init(_ degreesOfFreedom: Int) { self.init(Double(degreesOfFreedom)) }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double { tails(x).upper }

  /// The x with P(X <= x) = p.
  public func quantile(_ p: Double) -> Double {
    if p <= 0 { return 0 }
    if p >= 1 { return .infinity }
    let shape = degreesOfFreedom / 2
    let z = bracketedRoot(from: log(degreesOfFreedom)) { z in
      let x = exp(z)
      let (lower, upper) = tails(x)
      let slope = shape * BinomialMass.poisson(shape, x / 2)
      return p < 0.5
        ? (log(lower) - log(p), slope / lower) : (log(1 - p) - log(upper), slope / upper)
    }
    return exp(z)
  }

  /// Both tails: a series below the mean, a continued fraction above it (Numerical Recipes, section 6.2).
  private func tails(_ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    let shape = degreesOfFreedom / 2
    let half = x / 2
    // half^shape e^-half / Gamma(shape + 1).
    let mass = BinomialMass.poisson(shape, half)
    if half < shape + 1 {
      var term = 1.0
      var sum = 1.0
      var n = shape
      while term > 1e-17 * sum {
        n += 1
        term *= half / n
        sum += term
      }
      return (mass * sum, 1 - mass * sum)
    }
    let tiny = 1e-300
    var b = half + 1 - shape
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1...100_000 {
      let a = -Double(i) * (Double(i) - shape)
      b += 2
      d = a * d + b
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = b + a / c
      if abs(c) < tiny { c = tiny }
      h *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    let upper = mass * shape * h
    return (1 - upper, upper)
  }
}
