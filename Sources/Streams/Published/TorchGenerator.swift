/// PyTorch's generator on a processor, as every measured version has it.
///
/// - Source: measured, versions 1.2.0 to 2.13.0; `PUBLISHED.md` has the rules.
public struct TorchGenerator: Sendable {
  /// The greatest count that `permutation` takes: beyond it, PyTorch draws other words.
  public static let greatestCount = 214_748_363

  private var twister: MersenneTwister

  /// `torch.manual_seed(seed)`: of the seed's 64 bits, the low 32 count.
  public init(seed: UInt64) { twister = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed)) }

  public mutating func word() -> UInt32 { twister.next() }

  /// Two words, the first above the second.
  public mutating func word64() -> UInt64 {
    let high = UInt64(word())
    return high << 32 | UInt64(word())
  }

  /// `torch.empty((), dtype=torch.int64).random_()`: 0 to 2^63 - 1, of two words.
  public mutating func int63() -> UInt64 { word64() & (0x7fff_ffff_ffff_ffff) }

  /// A number in [0, 1) with 53 bits, of two words.
  public mutating func uniform53() -> Double { Double(word64() & (0x1f_ffff_ffff_ffff)) * 0x1p-53 }

  /// Passes over `count` words.
  public mutating func skip(_ count: UInt64) { twister.skip(count) }

  /// `torch.randperm(count)`, of `count - 1` words.
  ///
  ///     r = 0, 1, ..., count - 1
  ///     for i in 0 ..< count - 1: swap r[i] and r[i + word mod (count - i)]
  ///
  /// - Precondition: `0 <= count <= greatestCount`.
  public mutating func permutation(count: Int) -> [Int32] {
    precondition((0...Self.greatestCount).contains(count), "no permutation of \(count) elements")
    var order = (0..<Int32(count)).map(\.self)
    for index in 0..<max(0, count - 1) {
      order.swapAt(index, index + Int(word() % UInt32(count - index)))
    }
    return order
  }
}
