import Files
import Foundation
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
final class FileSource: ByteSource {
  let name: String
  let count: Int
  private let descriptor: Int32

  /// - Throws: `InputError` of kind usage if the file is absent, not regular or unreadable, of kind
  ///   malformed if it has more than `limit` bytes, unverifiable if it only points to a file elsewhere.
  init(_ path: String, limit: Int) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputError(file: path, InputFile.reason(errno)) }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    let count = Int(status.st_size)
    let defect: InputError? =
      if !isKnown || status.st_mode & S_IFMT != S_IFREG {
        InputError(file: path, "is not a regular file")
      } else if count > limit {
        InputError(
          .malformed, file: path, "has \(count) bytes, more than the \(limit) accepted")
      } else {
        nil
      }
    if let defect {
      close(descriptor)
      throw defect
    }
    self.name = path
    self.count = count
    self.descriptor = descriptor
    guard count <= StandIn.pointerByteLimit else { return }
    let start = try FileSource.read(descriptor, at: 0, count: count, name: path)
    if let failure = StandIn.failure(start, byteCount: count, path, kind: .malformed) {
      throw failure
    }
  }

  deinit { close(descriptor) }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw InputError.malformed(name, at: offset, "ends too early")
    }
    let bytes = try FileSource.read(descriptor, at: offset, count: count, name: name)
    guard bytes.count == count else {
      throw InputError.malformed(name, at: offset, "changed while it was read")
    }
    return bytes
  }

  /// Up to `count` bytes from `offset`; fewer at the end of the file only.
  static func read(_ descriptor: Int32, at offset: Int, count: Int, name: String) throws -> [UInt8]
  {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let done = pread(
          descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
        if done < 0, errno == EINTR { continue }
        if done < 0 { code = errno }
        guard done > 0 else { return }
        filled += done
      }
    }
    guard code == 0 else { throw InputError(file: name, InputFile.reason(code)) }
    return bytes
  }
}
