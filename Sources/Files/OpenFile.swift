import Foundation
import SystemPackage
import Text

/// A file or a folder that was opened once; it is closed when the last copy of this value goes.
///
/// What is asked of it is asked of the open file and not of its path, where another may stand by now. Opening waits
/// for nobody, not even for the writer of a pipe, and no child process inherits it. What the system refuses is thrown as
/// an `InputError` with its reason.
public struct OpenFile: Sendable {
  public enum Access: Sendable {
    case reading
    /// Appends, and makes the file if there is none.
    case appending
    /// The same, and reads.
    case readingAndAppending
    /// Reads and writes a file that is made now.
    case making
    /// The same; nobody but this user can read it.
    case makingPrivate
    /// A folder.
    case folder
  }

  /// The name that the user gave; errors name it.
  public internal(set) var path: String
  /// Of the errors.
  let kind: InputError.Kind
  private let closing: Closing

  private final class Closing: Sendable {
    let descriptor: FileDescriptor

    init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { try? descriptor.close() }
  }

  /// - Parameters:
  ///   - followsLinks: whether `path` may be a link to the file.
  ///   - kind: of the errors.
  public init(
    _ path: String, _ access: Access = .reading, followsLinks: Bool = false,
    kind: InputError.Kind = .usage
  ) throws {
    do {
      try self.init(system: path, access, followsLinks: followsLinks, kind: kind)
    } catch let code as Errno {
      throw InputError(kind, file: path, code.reason)
    }
  }

  /// - Throws: `Errno`.
  init(
    system path: String, _ access: Access = .reading, followsLinks: Bool = false,
    kind: InputError.Kind = .usage
  ) throws {
    let (mode, options): (FileDescriptor.AccessMode, FileDescriptor.OpenOptions) =
      switch access {
      case .reading: (.readOnly, [])
      case .appending: (.writeOnly, [.create, .append])
      case .readingAndAppending: (.readWrite, [.create, .append])
      case .making, .makingPrivate: (.readWrite, [.create, .exclusiveCreate])
      case .folder: (.readOnly, .directory)
      }
    // swift-system has no name for the last.
    let always: FileDescriptor.OpenOptions = [
      .closeOnExec, .nonBlocking, .init(rawValue: O_NOCTTY), followsLinks ? [] : .noFollow,
    ]
    self.path = path
    self.kind = kind
    let permissions = FilePermissions(rawValue: access == .makingPrivate ? 0o600 : 0o644)
    closing = Closing(
      try path.withSystemPath {
        try .open($0, mode, options: options.union(always), permissions: permissions)
      })
  }

  var descriptor: FileDescriptor { closing.descriptor }

  /// What it is; nil where that cannot be told.
  var entry: FileEntry? { (try? descriptor.stat()).map(FileEntry.init) }

  /// Whether it is a regular file of this user, and nobody else may read or write it.
  public var isPrivate: Bool {
    guard let status = try? descriptor.stat() else { return false }
    return status.type == .regular && status.userID.rawValue == geteuid()
      && status.permissions.rawValue == 0o600
  }

  /// When content or status last changed, in nanoseconds of the file system's clock, which nobody can set for a file;
  /// nil where that cannot be told.
  var changeTime: Int? {
    (try? descriptor.stat()).map { $0.st_ctim.tv_sec &* 1_000_000_000 &+ $0.st_ctim.tv_nsec }
  }

  /// The size of a regular file.
  ///
  /// - Parameters:
  ///   - excess: the kind of the error for a file of more than `limit` bytes; nil for that of the others.
  ///   - advice: what to do with another file.
  /// - Throws: `InputError` if it is not regular, or larger.
  public func byteCount(
    limit: Int = .max, excess: InputError.Kind? = nil, advice: String? = nil
  ) throws -> Int {
    guard let entry, entry.kind == .regular else {
      throw InputError(kind, file: path, "is not a regular file", advice: advice)
    }
    guard entry.byteCount <= limit else {
      throw InputError(
        excess ?? kind, file: path,
        "has \(entry.byteCount) bytes, more than the \(limit) accepted", advice: advice)
    }
    return entry.byteCount
  }

  /// Reads from `offset` on until `buffer` is full or the file ends.
  ///
  /// - Returns: how many bytes were read.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try named {
      var done = 0
      while done < buffer.count {
        let count = try descriptor.read(
          fromAbsoluteOffset: Int64(offset + done), into: .init(rebasing: buffer[done...]))
        guard count > 0 else { break }
        done += count
      }
      return done
    }
  }

  /// Up to `count` bytes from `offset` on; fewer at the end of the file only.
  public func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Writes all of `bytes` where the file stands; opened for appending, at its end.
  public func write(_ bytes: some Sequence<UInt8>) throws {
    try named { _ = try descriptor.writeAll(bytes) }
  }

  /// Writes all of `bytes` over those from `offset` on.
  public func overwrite(_ bytes: some Sequence<UInt8>, at offset: Int) throws {
    try named { _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes) }
  }

  /// Waits until the content is on the disk.
  public func synchronize() throws {
    try named { if fsync(descriptor.rawValue) != 0 { throw Errno.now } }
  }

  /// Keeps others who ask for the lock out as long as this file is open.
  ///
  /// - Parameter shared: whether others who share it may have it too.
  /// - Returns: whether it could be had; false if another has it. Where there are no locks it throws.
  public func lock(shared: Bool = false) throws -> Bool {
    try named {
      if flock(descriptor.rawValue, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return true }
      if Errno.now == .wouldBlock { return false }
      throw Errno.now
    }
  }

  /// Lets others have the lock.
  func unlock() { flock(descriptor.rawValue, LOCK_UN) }

  private func named<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let code as Errno {
      throw InputError(kind, file: path, code.reason)
    }
  }
}

extension Errno {
  /// Why the last call of the system failed.
  static var now: Errno { Errno(rawValue: errno) }

  /// The error in words.
  var reason: String {
    switch self {
    case .noSuchFileOrDirectory: "no such file"
    case .permissionDenied, .notPermitted: "permission denied"
    case .isDirectory: "is a folder"
    case .noSpace: "no space left on the device"
    default: description
    }
  }
}

extension String {
  /// The bytes of the path as the system reads them. Not a `FilePath`, which drops slashes: `link/` is another place
  /// than `link`, and people are told what they wrote.
  func withSystemPath<R>(_ body: (UnsafePointer<CChar>) throws -> R) throws -> R {
    guard !utf8.contains(0) else { throw Errno.noSuchFileOrDirectory }
    return try withCString(body)
  }
}
