import Foundation
import SystemPackage
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
  /// Open for reading and writing, under the name that it has now.
  public private(set) var file: OpenFile
  private let identity: FileIdentity
  private var isInPlace = false

  /// Where it is now.
  public var path: String { file.path }

  /// - Parameter isPrivate: whether nobody but this user can read it.
  /// - Throws: `InputError` if the target cannot be one (see `OutputPlace`) or no file can be made.
  public init(for target: String, isPrivate: Bool = false) throws {
    try OutputPlace.check(target)
    self.target = target
    for _ in 0..<100 {
      do {
        let file = try OpenFile(
          system: target + StrayFiles.suffix(), isPrivate ? .makingPrivate : .making)
        guard let identity = Self.hold(file) else { continue }
        (self.file, self.identity) = (file, identity)
        return
      } catch Errno.fileExists {
        continue
      } catch let code as Errno {
        throw OutputPlace.failure(target, code)
      }
    }
    throw InputError(file: target, "no free name for a temporary file")
  }

  /// Locks a file that was just made; nil if another process took it for a dead one's and removes it.
  private static func hold(_ file: OpenFile) -> FileIdentity? {
    // A file system without locks has no cleaning either.
    guard (try? file.lock()) != false, let identity = file.entry?.identity,
      FileEntry(at: file.path)?.identity == identity
    else { return nil }
    return identity
  }

  deinit { if !isInPlace { remove() } }

  /// Appends `bytes`.
  public func append(_ bytes: some Sequence<UInt8>) throws {
    try writing { try file.write(bytes) }
  }

  /// Waits until the content is on the disk.
  public func synchronize() throws { try writing { try file.synchronize() } }

  private func writing(_ body: () throws -> Void) throws {
    do { try body() } catch let error as InputError {
      throw InputError(file: target, "cannot be written: " + error.reason)
    }
  }

  /// Brings the content to the disk and renames the file to its target, or to `path` in the target's folder.
  ///
  /// - Throws: `InputError` if it cannot be, or something that is no regular file stands there.
  public func place(at path: String? = nil) throws {
    let path = path ?? target
    try synchronize()
    try OutputPlace.check(path)
    guard rename(self.path, path) == 0 else { throw OutputPlace.failure(path, .now) }
    file.path = path
    isInPlace = true
    OutputPlace.synchronizeFolder(of: path)
  }

  /// Gives the file its target's name if nothing has it: of several that try, one succeeds.
  ///
  /// By `link`, which is atomic on shared folders too. Nothing is brought to the disk.
  ///
  /// - Returns: whether it has the name. If not, it keeps its own, and goes away with this object.
  /// - Throws: `InputError` if the file system refuses, or the file was taken for a dead process's and removed.
  public func placeIfFree() throws -> Bool {
    guard link(path, target) == 0 else {
      let code = Errno.now
      if code == .fileExists { return false }
      throw OutputPlace.failure(target, code)
    }
    unlink(path)
    file.path = target
    isInPlace = true
    return true
  }

  /// Removes the file from where it is, unless another one has its name by now.
  public func remove() {
    if FileEntry(at: path)?.identity == identity { unlink(path) }
    isInPlace = true
  }
}
