import SystemPackage

/// A file or a folder itself, whatever the paths that lead to it.
///
/// Paths are compared by this and not as texts: links, mounts and `..` give one folder many texts.
public struct FileIdentity: Hashable, Sendable {
  private let device: DeviceID
  private let number: Inode

  /// What `path` leads to, links followed; the working directory for an empty path, nil for nothing.
  public init?(_ path: String) {
    guard let entry = FileEntry(at: path.isEmpty ? "." : path, followsLinks: true) else {
      return nil
    }
    self = entry.identity
  }

  fileprivate init(_ status: Stat) { (device, number) = (status.deviceID, status.inode) }
}

/// What stands at a path: the thing itself, or what a link leads to.
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
  public init?(at path: String, followsLinks: Bool = false) {
    guard
      let status = try? path.withSystemPath({ try Stat($0, followTargetSymlink: followsLinks) })
    else { return nil }
    self.init(status)
  }

  init(_ status: Stat) {
    kind =
      switch status.type {
      case .regular: .regular
      case .directory: .folder
      case .symbolicLink: .link
      case .fifo: .pipe
      case .socket: .socket
      default: .device
      }
    identity = FileIdentity(status)
    nameCount = status.linkCount
    byteCount = Int(status.size)
  }

  /// Whether something is at `path`, be it a link to nothing: that is told when it is opened.
  public static func exists(_ path: String) -> Bool { FileEntry(at: path) != nil }

  /// Whether there is nothing at `path`; false where that cannot be told.
  public static func isMissing(_ path: String) -> Bool {
    do {
      _ = try path.withSystemPath { try Stat($0, followTargetSymlink: false) }
      return false
    } catch { return error as? Errno == .noSuchFileOrDirectory }
  }

  /// Whether `path` leads to a folder, links followed.
  public static func isFolder(_ path: String) -> Bool {
    FileEntry(at: path, followsLinks: true)?.kind == .folder
  }
}
