import Foundation

/// Writes whole files: a reader sees all of the new content or none of it.
public enum AtomicFile {
  /// What the body of `write(to:_:)` appends to.
  public struct Sink: ~Copyable {
    fileprivate let descriptor: Int32
    fileprivate let path: String

    /// Appends `bytes`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws {
      var rest = bytes
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        guard count > 0 else {
          if count < 0 && errno == EINTR { continue }
          throw InputError(file: path, "cannot be written: \(InputFile.reason(errno))")
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }

    /// Appends `bytes`.
    public func append(_ bytes: some DataProtocol) throws {
      for region in bytes.regions { try region.withUnsafeBytes { try append($0) } }
    }
  }

  /// Writes `bytes` to `path + ".partial"`, syncs, and renames.
  ///
  /// - Throws: `InputError` naming the file; the partial file is removed.
  public static func write(_ bytes: some DataProtocol, to path: String) throws {
    try write(to: path) { try $0.append(bytes) }
  }

  /// Writes what `body` appends to `path + ".partial"`, syncs, and renames.
  ///
  /// - Throws: `InputError` naming the file, or what `body` throws; the partial file is removed.
  public static func write(to path: String, _ body: (borrowing Sink) throws -> Void) throws {
    let partial = path + ".partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw InputError(file: path, "cannot be written: \(InputFile.reason(errno))")
    }
    do {
      defer { close(descriptor) }
      try body(Sink(descriptor: descriptor, path: path))
      guard fsync(descriptor) == 0 else {
        throw InputError(file: path, "cannot be written: \(InputFile.reason(errno))")
      }
    } catch {
      unlink(partial)
      throw error
    }
    try rename(partial, to: path)
  }

  /// Renames `from`, which is complete and synced, to `path`, and syncs the folder.
  ///
  /// - Throws: `InputError` naming `path`; `from` is removed.
  public static func rename(_ from: String, to path: String) throws {
    guard Foundation.rename(from, path) == 0 else {
      let reason = InputFile.reason(errno)
      unlink(from)
      throw InputError(file: path, "cannot be written: \(reason)")
    }
    let folder = FilePlace.folder(of: path)
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }
}
