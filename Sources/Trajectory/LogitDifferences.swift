/// Logits as differences from the evaluation before, without loss.
///
/// The bits of a float become a number that orders as the floats do, so that a small change is a
/// small difference whatever the sign; differences wrap and are folded so that those near 0, of
/// either sign, have high bytes of 0.
enum LogitDifferences {
  /// Orders as the floats do: -NaN, -inf ... -0, +0 ... +inf, +NaN.
  static func ordinal(_ bits: UInt32) -> UInt32 {
    bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
  }

  static func bits(ordinal: UInt32) -> UInt32 {
    ordinal >> 31 == 1 ? ordinal & 0x7fff_ffff : ~ordinal
  }

  /// 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
  static func folded(_ difference: UInt32) -> UInt32 {
    difference << 1 ^ (0 &- difference >> 31)
  }

  static func unfolded(_ folded: UInt32) -> UInt32 {
    folded >> 1 ^ (0 &- (folded & 1))
  }

  /// The words stored for `current`, in place of its bits.
  static func encoded(_ current: [UInt32], after previous: [UInt32]) -> [UInt32] {
    zip(current, previous).map { folded(ordinal($0) &- ordinal($1)) }
  }

  static func decoded(_ stored: some Sequence<UInt32>, after previous: [UInt32]) -> [UInt32] {
    zip(stored, previous).map { bits(ordinal: unfolded($0) &+ ordinal($1)) }
  }
}
