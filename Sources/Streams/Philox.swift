/// Philox4x32-10: a block of four words as a pure function of a counter and a key.
///
/// This is the definition; faster versions give the same words.
///
/// - Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; the constants are
///   those of Random123.
public struct Philox: Sendable {
  private static let multipliers: (UInt32, UInt32) = (0xd251_1f53, 0xcd9e_8d57)
  private static let weyl: (UInt32, UInt32) = (0x9e37_79b9, 0xbb67_ae85)

  /// The four words at `counter` under `key`, after ten rounds.
  public static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = multipliers.0.multipliedFullWidth(by: c0)
      let p1 = multipliers.1.multipliedFullWidth(by: c2)
      (c0, c1, c2, c3) = (p1.high ^ c1 ^ k0, p1.low, p0.high ^ c3 ^ k1, p0.low)
      k0 &+= weyl.0
      k1 &+= weyl.1
    }
    return (c0, c1, c2, c3)
  }
}
