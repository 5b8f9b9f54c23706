import Foundation

/// Snedecor's F distribution.
public struct FDistribution: Sendable, Equatable {
  /// Degrees of freedom of the numerator and of the denominator.
  public let d1: Double
  public let d2: Double

  /// - Precondition: both above 0.
  public init(_ d1: Double, _ d2: Double) {
    precondition(d1 > 0 && d2 > 0, "F(\(d1), \(d2))")
    self.d1 = d1
    self.d2 = d2
  }

  public init(_ d1: Int, _ d2: Int) { self.init(Double(d1), Double(d2)) }

  /// P(F > f).
  public func upperTail(_ f: Double) -> Double {
    if f <= 0 { return 1 }
    if f == .infinity { return 0 }
    let sum = d1 * f + d2
    return BetaDistribution(d1 / 2, d2 / 2).tails(d1 * f / sum, d2 / sum).upper
  }

  /// The f with P(F <= f) = p.
  public func quantile(_ p: Double) -> Double {
    d2 / d1 * exp(BetaDistribution(d1 / 2, d2 / 2).logitQuantile(p, 1 - p))
  }
}
