import Foundation

extension SeededNumbers {
  /// Uniform in the open interval 0...1, a multiple of 2^-53.
  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// Two independent standard normal numbers.
  ///
  /// - Source: Box and Muller 1958.
  package mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }
}
