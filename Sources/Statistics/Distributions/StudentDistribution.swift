import Foundation

/// Student's t distribution.
public struct StudentDistribution: Sendable, Equatable {
  public let degreesOfFreedom: Double

  /// From here on the normal distribution, with a correction of first order, has 12 digits.
  private static let manyDegrees = 1e7

  /// - Precondition: above 0; infinite gives the normal distribution.
  public init(_ degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "t(\(degreesOfFreedom))")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(|T| > |t|).
  public func bothTails(_ t: Double) -> Double {
    if degreesOfFreedom < Self.manyDegrees {
      return FDistribution(1, degreesOfFreedom).upperTail(t * t)
    }
    let z = t - (t * t * t + t) / (4 * degreesOfFreedom)
    return erfc(abs(z) / 2.0.squareRoot())
  }

  /// The t with P(T <= t) = p.
  public func quantile(_ p: Double) -> Double {
    if p < 0.5 { return -quantile(1 - p) }
    if p == 0.5 { return 0 }
    if degreesOfFreedom < Self.manyDegrees {
      return FDistribution(1, degreesOfFreedom).quantile(2 * p - 1).squareRoot()
    }
    let z = NormalDistribution.quantile(p)
    return z + (z * z * z + z) / (4 * degreesOfFreedom)
  }
}
