import Foundation
import Text

/// A file too large to hold: opened once, hashed at once, read in ranges, and hashed again at the end.
///
/// It is read with `pread` and not mapped: a mapping of a file that someone cuts short ends the process.
public final class LargeFile: Sendable {
  /// The name that the user gave.
  public let path: String
  /// The size when it was opened.
  public let byteCount: Int
  /// SHA-256 of the whole content when it was opened.
  public let digest: Digest

  private let descriptor: Int32
  /// The content of a file that is none.
  private let memory: Data?
  private let kind: InputError.Kind
  private static let blockByteCount = 1 << 20

  /// Opens and hashes a regular file.
  ///
  /// - Parameter limit: the greatest number of bytes accepted.
  /// - Throws: `InputError` of `kind` if the file is absent, not regular, unreadable or too large.
  public init(_ path: String, limit: Int, kind: InputError.Kind = .usage) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw InputFile.openFailure(path, errno, kind: kind) }
    do {
      byteCount = try LargeFile.size(of: descriptor, path, limit: limit, kind: kind)
      var start = [UInt8](repeating: 0, count: min(byteCount, StandIn.pointerByteLimit))
      try start.withUnsafeMutableBytes {
        try LargeFile.read(descriptor, path, at: 0, into: $0, kind: kind)
      }
      if let failure = StandIn.failure(start, byteCount: byteCount, path, kind: kind) {
        throw failure
      }
      digest = try LargeFile.hash(descriptor, path, byteCount: byteCount, kind: kind)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.kind = kind
    self.descriptor = descriptor
    memory = nil
  }

  /// Content that comes from no file; `name` stands for it in messages.
  public init(name: String, content: Data) {
    path = name
    kind = .usage
    byteCount = content.count
    digest = Digest(of: content)
    descriptor = -1
    memory = content
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Throws: `InputError` if the file has become shorter or cannot be read.
  /// - Precondition: the range lies within `byteCount`.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    precondition(
      offset >= 0 && buffer.count <= byteCount - offset,
      "bytes \(offset) + \(buffer.count) of \(byteCount)")
    if let memory {
      memory[(memory.startIndex + offset)...].prefix(buffer.count).copyBytes(to: buffer)
    } else {
      try LargeFile.read(descriptor, path, at: offset, into: buffer, kind: kind)
    }
  }

  /// Hashes the content again: what was read in between is what `digest` names.
  ///
  /// - Throws: `InputError` if the size or the digest has changed.
  public func verifyUnchanged() throws {
    guard memory == nil else { return }
    let changed = InputError(
      kind, file: path, "changed while it was in use", advice: "start again with a file that rests")
    guard try LargeFile.size(of: descriptor, path, limit: .max, kind: kind) == byteCount,
      try LargeFile.hash(descriptor, path, byteCount: byteCount, kind: kind) == digest
    else { throw changed }
  }

  private static func size(
    of descriptor: Int32, _ path: String, limit: Int, kind: InputError.Kind
  ) throws -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw InputError(kind, file: path, InputFile.reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InputError(kind, file: path, "is not a regular file")
    }
    let byteCount = Int(status.st_size)
    guard byteCount <= limit else {
      throw InputError(kind, file: path, "has \(byteCount) bytes, more than the \(limit) accepted")
    }
    return byteCount
  }

  private static func hash(
    _ descriptor: Int32, _ path: String, byteCount: Int, kind: InputError.Kind
  ) throws -> Digest {
    var hasher = DigestHasher()
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(max(byteCount, 1), blockByteCount), alignment: 64)
    defer { block.deallocate() }
    var offset = 0
    while offset < byteCount {
      let count = min(block.count, byteCount - offset)
      let part = UnsafeMutableRawBufferPointer(rebasing: block[..<count])
      try read(descriptor, path, at: offset, into: part, kind: kind)
      hasher.update(UnsafeRawBufferPointer(part))
      offset += part.count
    }
    return hasher.finalize()
  }

  private static func read(
    _ descriptor: Int32, _ path: String, at offset: Int, into buffer: UnsafeMutableRawBufferPointer,
    kind: InputError.Kind
  ) throws {
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw InputError(kind, file: path, InputFile.reason(errno)) }
      guard count > 0 else {
        throw InputError(kind, file: path, "became shorter while it was read")
      }
      done += count
    }
  }
}
