import Foundation
import TestSupport
import Testing
import Text

@testable import Files

/// Texts that lie in the place of a file, and links to nothing.
@Suite struct StandInTests {
  static let pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 9\n"

  /// A file that is elsewhere is no corrupt evidence.
  @Test(arguments: [(InputError.Kind.usage, InputError.Kind.usage), (.malformed, .unverifiable)])
  func aPointerIsToldAsOne(_ kind: InputError.Kind, _ expected: InputError.Kind) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.pointer, to: "a")
    for open in [
      { _ = try InputFile(path, limit: 9999, kind: kind) },
      { _ = try LargeFile(path, limit: 9999, kind: kind) },
    ] as [() throws -> Void] {
      let error = try #require(throws: InputError.self) { try open() }
      #expect(error.kind == expected && error.reason.contains("Git LFS pointer"))
      #expect(error.advice?.contains("git lfs pull") == true)
    }
  }

  @Test func aLongTextThatBeginsSoIsNone() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.pointer + String(repeating: "x", count: 1024), to: "a")
    #expect(try InputFile(path, limit: 9999).data.count > 1024)
  }

  @Test func aLinkToNothingIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: "../../blobs/0123")
    let error = try #require(throws: InputError.self) { try InputFile(path, limit: 9) }
    #expect(error.reason == "is a link to '../../blobs/0123', which is not there")
  }

  @Test(arguments: ["<!DOCTYPE html>", "\n\u{feff} <HTML lang=en>", "{}", "<x>"])
  func webPages(_ text: String) {
    #expect((InputFile.webPage(text.utf8, "a") != nil) == text.lowercased().contains("html"))
  }
}
