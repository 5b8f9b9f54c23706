import Files
import Text

/// Bytes that are read by position, in pieces.
protocol ByteSource: Sendable {
  /// For messages.
  var name: String { get }
  var count: Int { get }
  /// Exactly `count` bytes from `offset`.
  ///
  /// - Throws: `InputError` of kind malformed if they are not there.
  func read(at offset: Int, count: Int) throws -> [UInt8]
}

/// Bytes in memory.
struct MemorySource: ByteSource {
  let name: String
  let bytes: [UInt8]

  var count: Int { bytes.count }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      throw InputError.malformed(name, at: offset, "ends too early")
    }
    return Array(bytes[offset..<offset + count])
  }
}

/// A regular file that was opened once.
struct FileSource: ByteSource {
  let count: Int
  private let file: OpenFile

  var name: String { file.path }

  /// - Throws: `InputError` of kind usage if the file is absent, not regular or unreadable, of kind
  ///   malformed if it has more than `limit` bytes, unverifiable if it only points to a file elsewhere.
  init(_ path: String, limit: Int) throws {
    file = try OpenFile(path, followsLinks: true)
    count = try file.byteCount(limit: limit, excess: .malformed)
    guard count <= StandIn.pointerByteLimit else { return }
    let start = try file.bytes(at: 0, count: count)
    if let failure = StandIn.failure(start, byteCount: count, path, kind: .malformed) {
      throw failure
    }
  }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw InputError.malformed(name, at: offset, "ends too early")
    }
    let bytes = try file.bytes(at: offset, count: count)
    guard bytes.count == count else {
      throw InputError.malformed(name, at: offset, "changed while it was read")
    }
    return bytes
  }
}
