/// Dropout masks of PyTorch on a processor: which elements `dropout(p)` keeps, in the order of memory.
public enum TorchMask {
  /// Two words an element: it is kept if a number in [0, 1) with 53 bits is below 1 - p.
  ///
  /// - Rounding: 1 - p once, in binary64.
  public static func words(
    count: Int, probability: Double, from generator: inout TorchGenerator
  ) -> [Bool] {
    let limit = 1 - probability
    return (0..<count).map { _ in generator.uniform53() < limit }
  }

  /// One word in all: it seeds a multiplicative congruential generator of Intel's library.
  ///
  ///     x = word mod (2^31 - 1), or 1 if that is 0; an element is kept if x / (2^31 - 1) < 1 - p;
  ///     then x = 1132489760 x mod (2^31 - 1)
  ///
  /// - Rounding: the quotient and 1 - p once each, in binary64.
  /// - Source: measured on an emulated processor of Intel, version 1.13.1; the generator is MKL's MCG31m1.
  public static func oneWord(
    count: Int, probability: Double, from generator: inout TorchGenerator
  ) -> [Bool] {
    let modulus: UInt64 = 0x7fff_ffff
    let limit = 1 - probability
    var x = UInt64(generator.word()) % modulus
    if x == 0 { x = 1 }
    return (0..<count).map { _ in
      defer { x = x * 1_132_489_760 % modulus }
      return Double(x) / Double(modulus) < limit
    }
  }
}
