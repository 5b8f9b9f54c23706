import Files
import Foundation
import Text

/// Where the files that claims name are read from.
///
/// A claims file is somebody else's: it names files beside it or below, and nothing else.
public struct EvidenceFolder: Sendable {
  /// The greatest size of a table or log, in bytes.
  static let byteLimit = 1 << 28

  public let path: String

  public init(_ path: String) { self.path = path }

  /// The folder of the file at `path`.
  public init(beside path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    self.path = parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
  }

  /// The file that is named `name`.
  ///
  /// - Throws: `InputError` where it lies elsewhere, is absent, no regular file, or too large.
  func file(_ name: String) throws -> InputFile {
    try InputFile(try place(of: name), limit: Self.byteLimit)
  }

  /// The path of what is named `name`.
  ///
  /// - Throws: `InputError` where it lies elsewhere.
  func place(of name: String) throws -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.hasPrefix("/"), !parts.contains(".."), !parts.contains("") else {
      throw InputError(
        "the file '\(name.prefix(80))' is not below the folder of the claims",
        advice: "put it beside the claims and name it from there")
    }
    let place = path + "/" + name
    // A link may lead elsewhere.
    let (real, folder) = (Self.resolved(place), Self.resolved(path))
    guard real == place || real.hasPrefix(folder == "/" ? "/" : folder + "/") else {
      throw InputError(
        "the file '\(name.prefix(80))' is a link that leads out of the folder of the claims",
        advice: "put the file itself there")
    }
    return place
  }

  private static func resolved(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
