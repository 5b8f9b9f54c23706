import CZlib
import Files

/// Raw deflate streams (RFC 1951) as the format writes and accepts them.
///
/// Strategy `Z_RLE` makes zlib and zlib-ng write the same bytes; the level then has no effect.
enum Deflate {
  private static let level: Int32 = 9
  private static let rawWindowBits: Int32 = -15
  private static let memoryLevel: Int32 = 8

  /// One `deflate(Z_FINISH)` over `raw`; nil if the result is not smaller than `raw`.
  static func compressed(_ raw: [UInt8]) -> [UInt8]? {
    guard raw.count > 1 else { return nil }
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, level, Z_DEFLATED, rawWindowBits, memoryLevel, Z_RLE, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "deflateInit2 returned \(status)")
    defer { deflateEnd(&stream) }
    var input = raw
    var isComplete = false
    // Room for as many bytes as `raw` has: with less, zlib does not say that it is done when the
    // last byte fills the room.
    let output = [UInt8](unsafeUninitializedCapacity: raw.count) { buffer, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(raw.count)
        isComplete = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = raw.count - Int(stream.avail_out)
      }
    }
    return isComplete && output.count < raw.count ? output : nil
  }

  /// The `count` bytes that `stored` is the stream of.
  ///
  /// - Returns: nil as `Inflate.expanded`; also where there is nothing, which the format has no stream for.
  static func expanded(_ stored: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    count > 0 && !stored.isEmpty ? Inflate.expanded(stored, count: count) : nil
  }
}
