import Foundation
import SystemPackage
import Text

/// What can lie in the place of a file that was never fetched.
///
/// A repository with large files hands out small texts that name them, until it is asked for the files themselves;
/// a download that went wrong leaves the web page that said so.
public enum StandIn {
  /// The longest pointer of Git LFS, by its specification.
  public static let pointerByteLimit = 1024

  /// The error for a file that begins with `start`, if it is such a text.
  ///
  /// - Parameter kind: of the file that was wanted; evidence that is elsewhere is not corrupt.
  public static func failure(
    _ start: some Sequence<UInt8>, byteCount: Int, _ path: String, kind: InputError.Kind
  ) -> InputError? {
    guard byteCount <= pointerByteLimit else { return nil }
    let kind = kind == .malformed ? .unverifiable : kind
    let start = Array(start.prefix(pointerByteLimit))
    if ["git-lfs", "hawser"].contains(where: {
      start.starts(with: "version https://\($0).github.com/spec/v".utf8)
    }) {
      return InputError(
        kind, file: path, "is a Git LFS pointer, not the file",
        advice: "run 'git lfs pull'; in GitHub Actions check out with 'lfs: true'")
    }
    if start.starts(with: "/annex/objects/".utf8) {
      return InputError(
        kind, file: path, "is a git-annex pointer, not the file", advice: "run 'git annex get'")
    }
    return nil
  }
}

extension InputFile {
  /// The error for a file that begins with `start`, if that is a web page: the answer to a download that was refused.
  public static func webPage(_ start: some Sequence<UInt8>, _ path: String) -> InputError? {
    let text = String(decoding: Array(start.prefix(64)), as: UTF8.self)
      .drop(while: { $0.isWhitespace || $0 == "\u{feff}" }).lowercased()
    guard text.hasPrefix("<!doctype html") || text.hasPrefix("<html") else { return nil }
    return InputError(
      file: path, "is a web page, not the file", advice: "download it again and look at the answer")
  }

  /// Opens a file that is to be read.
  ///
  /// - Throws: `InputError` of `kind`; for a link to nothing it tells where that leads.
  static func open(_ path: String, kind: InputError.Kind) throws -> OpenFile {
    do {
      return try OpenFile(system: path, followsLinks: true, kind: kind)
    } catch let code as Errno {
      guard code == .noSuchFileOrDirectory,
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      else { throw InputError(kind, file: path, code.reason) }
      if target.contains(".git/annex/objects/") {
        throw InputError(
          kind == .malformed ? .unverifiable : kind, file: path,
          "is a link to git-annex's file, which is not there", advice: "run 'git annex get'")
      }
      throw InputError(
        kind, file: path, "is a link to '\(target)', which is not there",
        advice: "copy the folder with what its links name (cp -rL), or download it again")
    }
  }
}
