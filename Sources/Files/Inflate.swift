import CZlib

/// What zlib undoes: raw streams of deflate, and their checksums.
package enum Inflate {
  /// The bytes that a raw stream of deflate (RFC 1951) stands for.
  ///
  /// - Parameter count: how many there must be; no more are written.
  /// - Returns: nil if the stream is damaged, gives another number of bytes, or has bytes after its end.
  package static func expanded(_ stored: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    var stream = z_stream()
    let windowBits: Int32 = -15
    let status = inflateInit2_(
      &stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "inflateInit2 returned \(status)")
    defer { inflateEnd(&stream) }
    var input = stored
    var isExact = false
    // zlib wants a place to write to, also for a stream of nothing.
    let output = [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, written in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(count)
        let status = inflate(&stream, Z_FINISH)
        isExact = status == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0
        written = count - Int(stream.avail_out)
      }
    }
    return isExact ? output : nil
  }

  /// CRC-32 as in zlib and gzip, continued from `seed`.
  package static func checksum(_ bytes: some Collection<UInt8>, seed: UInt32 = 0) -> UInt32 {
    let sum = bytes.withContiguousStorageIfAvailable { buffer in
      crc32_z(UInt(seed), buffer.baseAddress, buffer.count)
    }
    if let sum, !bytes.isEmpty { return UInt32(truncatingIfNeeded: sum) }
    return bytes.isEmpty ? seed : checksum(Array(bytes), seed: seed)
  }
}
