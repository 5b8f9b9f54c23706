/// Columns of 32-bit words as four planes of bytes: plane p holds byte p of each word, the least
/// significant first. Signs and exponents come together so, and deflate finds them alike.
enum PlaneTransposition {
  /// Four planes of `words.count` bytes.
  static func planes(_ words: [UInt32]) -> [[UInt8]] {
    (0..<4).map { plane in words.map { UInt8(truncatingIfNeeded: $0 >> (8 * plane)) } }
  }

  /// The words whose planes are given.
  ///
  /// - Precondition: four planes of one size.
  static func words(_ planes: ArraySlice<[UInt8]>) -> [UInt32] {
    precondition(planes.count == 4, "\(planes.count) planes")
    var words = [UInt32](repeating: 0, count: planes.first?.count ?? 0)
    for (index, plane) in planes.enumerated() {
      precondition(plane.count == words.count, "plane \(index): \(plane.count) bytes")
      for (row, byte) in plane.enumerated() { words[row] |= UInt32(byte) << (8 * index) }
    }
    return words
  }
}
