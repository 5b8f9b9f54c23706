/// Random numbers as a function of (seed, purpose, position): the same on every machine.
///
/// SplitMix64: number i is the mix of `start + i * 0x9E3779B97F4A7C15`, so that any position can be had alone.
/// Each random step of an analysis has a purpose of its own.
///
/// - Source: Steele, Lea, Flood 2014, Fast Splittable Pseudorandom Number Generators; finalizer by Stafford (13).
public struct SeededNumbers: Sendable {
  private let start: UInt64
  /// Numbers taken so far.
  public private(set) var position: UInt64 = 0

  /// The stream of `purpose` under `seed`.
  public init(seed: UInt64, purpose: UInt64) {
    start = Self.mix(Self.mix(seed &+ Self.step) &+ purpose &* Self.step)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    position &+= 1
    return Self.mix(start &+ position &* Self.step)
  }

  /// Uniform on 0..<bound, without bias.
  ///
  /// - Precondition: bound > 0.
  /// - Source: Lemire 2019, Fast Random Integer Generation in an Interval.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "bound \(bound)")
    return Int(below(UInt64(bound)))
  }

  private mutating func below(_ bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Shuffles the elements of `range` (Fisher and Yates).
  public mutating func shuffle<Element>(_ array: inout [Element], _ range: Range<Int>) {
    precondition(array.indices.contains(range), "\(range) of \(array.count) elements")
    array.withUnsafeMutableBufferPointer { elements in
      guard range.count > 1 else { return }
      let elements = UnsafeMutableBufferPointer(rebasing: elements[range])
      // A copy stays in registers.
      var numbers = self
      var bound = UInt64(range.count)
      while bound > 1 {
        // Both are below the count.
        let other = Int(truncatingIfNeeded: numbers.below(bound))
        bound &-= 1
        let last = Int(truncatingIfNeeded: bound)
        (elements[last], elements[other]) = (elements[other], elements[last])
      }
      self = numbers
    }
  }

  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
