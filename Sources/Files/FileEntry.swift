import Foundation

/// A file or a folder itself, whatever the paths that lead to it.
///
/// Paths are compared by this and not as texts: links, mounts and `..` give one folder many texts.
public struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// What `path` leads to, links followed; the working directory for an empty path, nil for nothing.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path.isEmpty ? "." : path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The open file.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  fileprivate init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

/// What stands at a path: the thing itself, not what a link leads to.
public struct FileEntry: Sendable, Equatable {
  /// The raw value is told to people.
  public enum Kind: String, Sendable {
    case regular = "a regular file"
    case folder = "a folder"
    case link = "a link"
    case pipe = "a pipe"
    case socket = "a socket"
    case device = "a device"
  }

  public let kind: Kind
  public let identity: FileIdentity
  /// How many names the file has.
  public let nameCount: Int
  public let byteCount: Int

  /// - Returns: nil if there is nothing, or nothing that can be looked at.
  public init?(at path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The open file.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
    identity = FileIdentity(status)
    nameCount = Int(status.st_nlink)
    byteCount = Int(status.st_size)
  }
}
