import Text

/// Keeps two processes of one machine from running trials of one folder at the same time: they
/// would write into the same partial files.
///
/// The lock is on the folder itself and ends with the process, however that ends.
public struct FolderLock: Sendable {
  private let folder: OpenFile

  /// - Throws: `InputError` if another process holds the lock.
  public init(_ path: String) throws {
    folder = try OpenFile(path, .folder, followsLinks: true)
    guard try folder.lock() else {
      throw InputError(
        file: path, "another process is running trials of this folder",
        advice: "wait for it, or end it; the grid can be continued")
    }
  }

  /// Lets others in.
  public func release() { folder.unlock() }
}
