import Files
import Text

extension [UInt8] {
  /// Appends `value` as little-endian bytes.
  mutating func append<T: FixedWidthInteger & UnsignedInteger>(littleEndian value: T) {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> T(shift)))
    }
  }
}

/// Reads numbers from bytes that may be hostile: nothing is read past the end.
struct ByteCursor {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  /// The offset of the first byte in the file.
  private let base: Int
  private let name: String

  init(_ bytes: ArraySlice<UInt8>, base: Int, name: String) {
    self.bytes = bytes
    self.position = bytes.startIndex
    self.base = base
    self.name = name
  }

  /// The offset in the file of the next byte.
  var offset: Int { base + position - bytes.startIndex }

  var remaining: Int { bytes.endIndex - position }

  /// The next `count` bytes.
  ///
  /// - Throws: `InputError` of kind malformed if there are fewer.
  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw malformed("ends too early") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws -> T {
    try take(T.bitWidth / 8).reversed().reduce(0) { $0 << 8 | T($1) }
  }

  /// A 32-bit number as an index or a count.
  mutating func count() throws -> Int { Int(try number(UInt32.self)) }

  mutating func digest() throws -> Digest { Digest(bytes: try take(Digest.byteCount))! }

  /// The error that something is wrong at the next byte.
  func malformed(_ reason: String) -> InputError {
    .malformed(name, at: offset, reason)
  }
}

extension InputError {
  /// A defect at a byte of a golden.
  static func malformed(_ name: String, at offset: Int, _ reason: String) -> InputError {
    InputError(.malformed, file: name, place: "byte \(offset)", reason)
  }
}
