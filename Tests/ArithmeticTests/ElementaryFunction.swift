import Foundation

@testable import Arithmetic

/// The correctly rounded functions, for tests over all of them.
enum ElementaryFunction: String, CaseIterable {
  case exp, expm1, tanh, erf, log

  /// Whether f(-x) = -f(x).
  var isOdd: Bool { self == .tanh || self == .erf }

  func callAsFunction(_ x: Vector, into y: Vector, _ unit: ArithmeticUnit) {
    switch self {
    case .exp: unit.exp(x, into: y)
    case .expm1: unit.expm1(x, into: y)
    case .tanh: unit.tanh(x, into: y)
    case .erf: unit.erf(x, into: y)
    case .log: unit.log(x, into: y)
    }
  }

  /// The C library's value.
  func inBinary64(_ x: Double) -> Double {
    switch self {
    case .exp: Foundation.exp(x)
    case .expm1: Foundation.expm1(x)
    case .tanh: Foundation.tanh(x)
    case .erf: Foundation.erf(x)
    case .log: Foundation.log(x)
    }
  }

  /// One value after another.
  func callAsFunction(_ x: [Float], _ unit: ArithmeticUnit) -> [Float] {
    let y = Vector(count: x.count)
    self(Vector(x), into: y, unit)
    return y.array
  }

  /// Results that the definition gives without any computing.
  var knownValues: [(x: Float, y: Float)] {
    let tiny = Float.leastNonzeroMagnitude
    return switch self {
    case .exp:
      [
        (0, 1), (-0.0, 1), (.infinity, .infinity), (-.infinity, 0), (tiny, 1), (-tiny, 1),
        (.greatestFiniteMagnitude, .infinity), (-.greatestFiniteMagnitude, 0),
        // The largest finite result and the first infinite one; the least result and the first 0.
        (0x1.62e42ep+6, 0x1.ffff08p+127), (0x1.62e430p+6, .infinity),
        (-0x1.9fe368p+6, tiny), (-0x1.9fe36ap+6, 0),
      ]
    case .expm1:
      [
        (0, 0), (-0.0, -0.0), (.infinity, .infinity), (-.infinity, -1), (tiny, tiny),
        (-tiny, -tiny), (-100, -1), (0x1.62e430p+6, .infinity),
      ]
    case .tanh, .erf:
      [
        (0, 0), (-0.0, -0.0), (.infinity, 1), (-.infinity, -1), (10, 1), (-10, -1),
        (.greatestFiniteMagnitude, 1), (tiny, tiny), (-tiny, -tiny),
      ]
    case .log:
      [
        (1, 0), (0, -.infinity), (-0.0, -.infinity), (.infinity, .infinity),
        (tiny, -0x1.9d1da0p+6), (.greatestFiniteMagnitude, 0x1.62e430p+6),
      ]
    }
  }
}
