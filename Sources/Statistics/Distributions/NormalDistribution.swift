import Foundation

/// The standard normal distribution.
public enum NormalDistribution {
  /// P(Z <= z).
  public static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The z with P(Z <= z) = p.
  public static func quantile(_ p: Double) -> Double {
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    if p > 0.5 { return -quantile(1 - p) }
    return bracketedRoot(from: 0) { z in
      let lower = cumulative(z)
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      return (log(lower) - log(p), density / lower)
    }
  }
}
