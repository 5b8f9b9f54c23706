import CKernels
import Testing

@testable import Arithmetic

/// fma without the instruction, against the standard library's (the processor's, or libm's exact one).
@Suite struct SoftwareFMATests {
  static let seed: UInt64 = 20_020_306
  static let caseCount = 400_000

  /// The fma of generic products: each element of x y + z with one step of k is a single one.
  @Test func binary32() throws {
    var random = HardNumbers(seed: Self.seed)
    let unit = try ArithmeticUnit(instructionSet: .generic, threads: 1)
    let (rows, columns) = (400, Self.caseCount / 400)
    let x = (0..<rows).map { _ in random.float() }
    let y = (0..<columns).map { _ in random.float() }
    var z: [Float] = []
    for i in 0..<rows * columns {
      let product = x[i / columns] * y[i % columns]
      // One in four cancels the product to its last bits.
      z.append(
        i % 4 == 0 ? Float(bitPattern: (-product).bitPattern &+ random.nudge()) : random.float())
    }
    let result = Matrix(Vector(z), rows: rows, columns: columns)
    unit.multiplySerially(
      Matrix(Vector(x), rows: rows, columns: 1), Matrix(Vector(y), rows: 1, columns: columns),
      into: result, accumulate: true)
    var wrong: [String] = []
    for (i, actual) in result.vector.array.enumerated() {
      let (a, b) = (x[i / columns], y[i % columns])
      let expected = z[i].addingProduct(a, b)
      if !(expected.isNaN && actual.isNaN) && expected.bitPattern != actual.bitPattern {
        wrong.append("fma(\(a), \(b), \(z[i])) = \(expected), not \(actual)")
      }
    }
    #expect(wrong.prefix(3) == [], "seed \(Self.seed), \(wrong.count) wrong")
  }

  @Test func binary64() {
    var random = HardNumbers(seed: Self.seed)
    var wrong: [String] = []
    for i in 0..<Self.caseCount {
      let (x, y) = (random.double(), random.double())
      let z =
        i % 4 == 0
        ? Double(bitPattern: (-(x * y)).bitPattern &+ UInt64(truncatingIfNeeded: random.nudge()))
        : random.double()
      let (expected, actual) = (z.addingProduct(x, y), ck_fma64(x, y, z))
      if !(expected.isNaN && actual.isNaN) && expected.bitPattern != actual.bitPattern {
        wrong.append("fma(\(x), \(y), \(z)) = \(expected), not \(actual)")
      }
    }
    #expect(wrong.prefix(3) == [], "seed \(Self.seed), \(wrong.count) wrong")
  }

  /// Sixteen at once go another way than one: through exact sums, if all sixteen allow it.
  @Test(arguments: [true, false])
  func lanesAgreeWithSingleValues(_ areModerate: Bool) {
    var random = HardNumbers(seed: Self.seed)
    for i in 0..<Self.caseCount / 16 {
      var (x, y, z) = ([Double](), [Double](), [Double]())
      for lane in 0..<16 {
        let (a, b) =
          areModerate
          ? (random.moderateDouble(), random.moderateDouble()) : (random.double(), random.double())
        x.append(a)
        y.append(b)
        z.append(
          (i + lane) % 2 == 0
            ? Double(bitPattern: (-(a * b)).bitPattern ^ random.lowBits())
            : areModerate ? random.moderateDouble() : random.double())
      }
      let expected = (0..<16).map { ck_fma64(x[$0], y[$0], z[$0]) }
      ck_fma64_lanes(&z, x, y)
      for lane in 0..<16 where !(expected[lane].isNaN && z[lane].isNaN) {
        #expect(
          z[lane].bitPattern == expected[lane].bitPattern,
          "fma(\(x[lane]), \(y[lane]), ...), seed \(Self.seed)")
      }
    }
  }

  @Test func signsOfZero() {
    for x in [0.0, -0.0, 1, -1, 0x1p-1074, -0x1p-1074] {
      for y in [0.0, -0.0, 1, -1, 0x1p-1074] {
        for z in [0.0, -0.0, 1, -1] {
          #expect(ck_fma64(x, y, z).bitPattern == z.addingProduct(x, y).bitPattern)
          var lanes = [Double](repeating: z, count: 16)
          ck_fma64_lanes(
            &lanes, [Double](repeating: x, count: 16), [Double](repeating: y, count: 16))
          #expect(lanes.allSatisfy { $0.bitPattern == z.addingProduct(x, y).bitPattern })
        }
      }
    }
  }
}

/// Numbers whose exponents lie at the ends of the range and whose significands are mostly zeros, mostly
/// ones, or anything.
private struct HardNumbers {
  var random: RandomValues

  init(seed: UInt64) { random = RandomValues(seed: seed) }

  mutating func double() -> Double {
    let exponents: [UInt64] = [
      0, 1, 2, 52, 53, 500, 600, 970, 1022, 1023, 1024, 1100, 2045, 2046, 2047,
    ]
    let exponent =
      random.integer(3) == 0 ? random.next() % 2048 : exponents[random.integer(exponents.count)]
    return Double(
      bitPattern: random.next() << 63 | exponent << 52 | significand(52))
  }

  /// Between 2^-400 and 2^400.
  mutating func moderateDouble() -> Double {
    Double(
      bitPattern: random.next() << 63 | UInt64(623 + random.integer(800)) << 52 | significand(52))
  }

  mutating func float() -> Float {
    let exponents: [UInt64] = [0, 1, 2, 23, 24, 64, 90, 126, 127, 128, 150, 253, 254, 255]
    let exponent =
      random.integer(3) == 0 ? random.next() % 256 : exponents[random.integer(exponents.count)]
    return Float(
      bitPattern: UInt32(random.next() & 1) << 31 | UInt32(exponent) << 23
        | UInt32(significand(23)))
  }

  /// -2 to 2, for a bit pattern.
  mutating func nudge() -> UInt32 { UInt32(bitPattern: Int32(random.integer(5)) - 2) }

  /// Some random low bits: a difference of any size.
  mutating func lowBits() -> UInt64 { random.next() & (1 << UInt64(random.integer(60)) - 1) }

  private mutating func significand(_ bits: UInt64) -> UInt64 {
    let all: UInt64 = 1 << bits - 1
    let one: UInt64 = 1 << UInt64(random.integer(Int(bits)))
    return switch random.integer(6) {
    case 0: 0
    case 1: all
    case 2: one
    case 3: all & ~one
    case 4: random.next() & all & ~(one - 1)
    default: random.next() & all
    }
  }
}
