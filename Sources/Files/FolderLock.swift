import Foundation
import Text

/// Keeps two processes of one machine from running trials of one folder at the same time: they
/// would write into the same partial files.
///
/// The lock is on the folder itself and ends with the process, however that ends.
public struct FolderLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `InputError` if another process holds the lock.
  public init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(file: path, InputFile.reason(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      throw code == EWOULDBLOCK
        ? InputError(
          file: path, "another process is running trials of this folder",
          advice: "wait for it, or end it; the grid can be continued")
        : InputError(file: path, InputFile.reason(code))
    }
  }

  /// Lets others in.
  public func release() { close(descriptor) }
}
