import TestSupport

/// Numbers for tests: a function of the seed, the same everywhere.
struct RandomValues {
  private var dice: Dice

  init(seed: UInt64) { dice = Dice(seed) }

  mutating func next() -> UInt64 { dice.next() }

  /// Below `bound`.
  mutating func integer(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Magnitudes from 2^-10 to 2^5, so that sums round in most steps.
  mutating func float() -> Float {
    let significand = Float(Int64(bitPattern: next()) >> 40) * 0x1p-23
    return significand * Float(sign: .plus, exponent: integer(16) - 10, significand: 1)
  }

  /// Now and then a zero of either sign, a subnormal, or a number whose products are subnormal.
  mutating func awkwardFloat() -> Float {
    switch integer(12) {
    case 0: 0
    case 1: -0.0
    case 2: Float(bitPattern: UInt32(truncatingIfNeeded: next()) & 0x807f_ffff)
    case 3: float() * 0x1p-70
    default: float()
    }
  }

  mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in float() } }

  mutating func awkwardFloats(_ count: Int) -> [Float] { (0..<count).map { _ in awkwardFloat() } }

  /// Multiples of 1/16 up to 4: sums of fewer than 2^12 products are exact in any order.
  mutating func gridFloats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(integer(129) - 64) / 16 }
  }
}
