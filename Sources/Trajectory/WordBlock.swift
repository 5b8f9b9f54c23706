/// A run of 32-bit words, stored small and without loss: as four planes of bytes, each deflated where
/// that makes it smaller.
///
/// Layout: for plane 0 to 3, the least significant first, u32 number of stored bytes and these bytes. A plane
/// of as many stored bytes as words is the plane itself; one of fewer is one raw deflate stream of it.
///
/// With a base, words near those of the base have high planes of zeros: what is stored are the folded
/// differences of numbers that order as floats do (`LogitDifferences`).
public enum WordBlock {
  /// Words of a block at most.
  public static let wordLimit = 1 << 18

  /// The stored form of `words`, as differences from `base` where there is one.
  ///
  /// - Precondition: 1 to `wordLimit` words; a base has as many.
  public static func encoded(_ words: [UInt32], base: [UInt32]? = nil) -> [UInt8] {
    precondition(
      (1...wordLimit).contains(words.count) && base.map { $0.count == words.count } ?? true,
      "\(words.count) words, base of \(base?.count ?? 0)")
    let stored = base.map { LogitDifferences.encoded(words, after: $0) } ?? words
    var bytes: [UInt8] = []
    for plane in PlaneTransposition.planes(stored) {
      let kept = Deflate.compressed(plane) ?? plane
      bytes.append(littleEndian: UInt32(kept.count))
      bytes += kept
    }
    return bytes
  }

  /// The `count` words that `bytes` hold; nil if they hold anything else.
  ///
  /// Nothing is read past the end, and no plane gives more bytes than it has words.
  public static func decoded(
    _ bytes: ArraySlice<UInt8>, count: Int, base: [UInt32]? = nil
  ) -> [UInt32]? {
    precondition(
      (1...wordLimit).contains(count) && base.map { $0.count == count } ?? true,
      "\(count) words, base of \(base?.count ?? 0)")
    var cursor = ByteCursor(bytes, base: 0, name: "")
    var planes: [[UInt8]] = []
    for _ in 0..<4 {
      guard let size = try? cursor.count(), size <= count, let kept = try? cursor.take(size) else {
        return nil
      }
      guard let plane = size == count ? Array(kept) : Deflate.expanded(kept, count: count) else {
        return nil
      }
      planes.append(plane)
    }
    guard cursor.remaining == 0 else { return nil }
    let words = PlaneTransposition.words(planes[...])
    return base.map { LogitDifferences.decoded(words, after: $0) } ?? words
  }
}
