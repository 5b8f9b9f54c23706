import Foundation
import Text

/// A file that grows under a random name beside its target and takes the target's place when it is whole.
///
/// The one way in which this program makes files. The name is new (`O_EXCL`), so that nothing that was there is
/// opened, followed or cut short; and the file is locked as long as it is open, so that a later run can tell what
/// a dead process left from what a living one writes (`StrayFiles`). A file that was not put in place goes away
/// with this object.
public final class NewFile {
  /// The path whose place it is to take.
  public let target: String
  /// Where it is now.
  public private(set) var path: String
  /// Open for reading and writing.
  public let descriptor: Int32
  private let identity: FileIdentity
  private var isInPlace = false

  /// - Throws: `InputError` if the target cannot be one (see `OutputPlace`) or no file can be made.
  public init(for target: String) throws {
    try OutputPlace.check(target)
    self.target = target
    for _ in 0..<100 {
      let candidate = target + StrayFiles.suffix()
      let descriptor = open(
        candidate, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw OutputPlace.failure(target, errno)
      }
      if let identity = Self.hold(descriptor, candidate) {
        (path, self.descriptor, self.identity) = (candidate, descriptor, identity)
        return
      }
      close(descriptor)
    }
    throw InputError(file: target, "no free name for a temporary file")
  }

  /// Locks a file that was just made; nil if another process took it for a dead one's and removes it.
  private static func hold(_ descriptor: Int32, _ path: String) -> FileIdentity? {
    // A file system without locks has no cleaning either.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return nil }
    guard let identity = FileIdentity(descriptor), FileEntry(at: path)?.identity == identity
    else { return nil }
    return identity
  }

  deinit {
    if !isInPlace { remove() }
    close(descriptor)
  }

  /// Appends `bytes`.
  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = write(descriptor, rest.baseAddress, rest.count)
      guard count > 0 else {
        if count < 0 && errno == EINTR { continue }
        throw OutputPlace.failure(target, errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Appends `bytes`.
  public func append(_ bytes: some DataProtocol) throws {
    for region in bytes.regions { try region.withUnsafeBytes { try append($0) } }
  }

  /// Waits until the content is on the disk.
  public func synchronize() throws {
    guard fsync(descriptor) == 0 else { throw OutputPlace.failure(target, errno) }
  }

  /// Brings the content to the disk and renames the file to its target.
  public func place() throws { try place(at: target) }

  /// Brings the content to the disk and renames the file to `path`, in the target's folder.
  ///
  /// - Throws: `InputError` if it cannot be, or something that is no regular file stands there.
  public func place(at path: String) throws {
    try synchronize()
    try OutputPlace.check(path)
    guard rename(self.path, path) == 0 else { throw OutputPlace.failure(path, errno) }
    self.path = path
    isInPlace = true
    OutputPlace.synchronizeFolder(of: path)
  }

  /// Removes the file from where it is, unless another one has its name by now.
  public func remove() {
    if FileEntry(at: path)?.identity == identity { unlink(path) }
    isInPlace = true
  }
}
