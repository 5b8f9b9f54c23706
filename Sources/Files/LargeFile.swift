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

  private let content: Content
  /// That of the file when it was opened.
  private let changeTime: Int?

  private enum Content {
    case file(OpenFile)
    /// That of a file that is none.
    case memory(Data)
  }

  /// Opens and hashes a regular file.
  ///
  /// - Parameter limit: the greatest number of bytes accepted.
  /// - Throws: `InputError` of `kind` if the file is absent, not regular, unreadable or too large.
  public init(_ path: String, limit: Int, kind: InputError.Kind = .usage) throws {
    let file = try InputFile.open(path, kind: kind)
    byteCount = try file.byteCount(limit: limit)
    let start = try file.bytes(at: 0, count: min(byteCount, StandIn.pointerByteLimit))
    if let failure = StandIn.failure(start, byteCount: byteCount, path, kind: kind) {
      throw failure
    }
    changeTime = file.changeTime
    digest = try LargeFile.hash(file, byteCount: byteCount)
    self.path = path
    content = .file(file)
  }

  /// Content that comes from no file; `name` stands for it in messages.
  public init(name: String, content: Data) {
    path = name
    byteCount = content.count
    digest = Digest(of: content)
    changeTime = nil
    self.content = .memory(content)
  }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Throws: `InputError` if the file has become shorter or cannot be read.
  /// - Precondition: the range lies within `byteCount`.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    precondition(
      offset >= 0 && buffer.count <= byteCount - offset,
      "bytes \(offset) + \(buffer.count) of \(byteCount)")
    switch content {
    case .file(let file): try LargeFile.read(file, at: offset, into: buffer)
    case .memory(let data):
      data[(data.startIndex + offset)...].prefix(buffer.count).copyBytes(to: buffer)
    }
  }

  /// Whether the system has seen no change of the file since it was opened.
  ///
  /// A look, and no proof: file systems tell times by a clock that ticks every few milliseconds. It is enough for who holds
  /// what was hashed.
  public var isUntouched: Bool {
    guard case .file(let file) = content else { return true }
    return changeTime != nil && file.changeTime == changeTime
  }

  /// What is thrown about a file that is no longer the one that was opened.
  public var changed: InputError {
    var kind = InputError.Kind.usage
    if case .file(let file) = content { kind = file.kind }
    return InputError(
      kind, file: path, "changed while it was in use", advice: "start again with a file that rests")
  }

  /// Hashes the content again: what was read in between is what `digest` names.
  ///
  /// - Throws: `InputError` if the size or the digest has changed.
  public func verifyUnchanged() throws {
    guard case .file(let file) = content else { return }
    guard try file.byteCount() == byteCount,
      try LargeFile.hash(file, byteCount: byteCount) == digest
    else { throw changed }
  }

  private static func hash(_ file: OpenFile, byteCount: Int) throws -> Digest {
    var hasher = DigestHasher()
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(max(byteCount, 1), 1 << 20), alignment: 64)
    defer { block.deallocate() }
    for offset in stride(from: 0, to: byteCount, by: block.count) {
      let part = UnsafeMutableRawBufferPointer(rebasing: block.prefix(byteCount - offset))
      try read(file, at: offset, into: part)
      hasher.update(UnsafeRawBufferPointer(part))
    }
    return hasher.finalize()
  }

  private static func read(
    _ file: OpenFile, at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    guard try file.read(at: offset, into: buffer) == buffer.count else {
      throw InputError(file.kind, file: file.path, "became shorter while it was read")
    }
  }
}
