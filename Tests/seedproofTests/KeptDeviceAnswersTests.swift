import Foundation
import Glibc
import TestSupport
import Testing

@testable import seedproof

/// Answers of devices in the user's cache folder.
@Suite struct KeptDeviceAnswersTests {
  private let folder: TemporaryFolder
  private let answers: KeptDeviceAnswers

  init() throws {
    folder = try TemporaryFolder()
    answers = KeptDeviceAnswers(environment: ["XDG_CACHE_HOME": folder.path, "HOME": "/nowhere"])
  }

  private func file() throws -> String {
    let place = try #require(answers.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: place)
    #expect(names.count == 1)
    return try place + "/" + #require(names.first)
  }

  @Test func whatIsKeptIsHeld() throws {
    #expect(!answers.hold("a device"))
    answers.keep("a device")
    #expect(answers.hold("a device"))
    #expect(!answers.hold("a device with another driver"))
    #expect(answers.folder == folder.file("seedproof/devices"))
    var status = stat()
    #expect(stat(try file(), &status) == 0 && status.st_mode & 0o777 == 0o600)
    answers.keep("a device")
    #expect(answers.hold("a device"))
  }

  @Test(arguments: [0o644, 0o620, 0o400] as [mode_t])
  func aFileThatOthersMayReadOrWriteIsAsNone(_ mode: mode_t) throws {
    answers.keep("a device")
    #expect(chmod(try file(), mode) == 0)
    #expect(!answers.hold("a device"))
  }

  /// Only root can make a file somebody else's.
  @Test(.enabled(if: geteuid() == 0)) func aFileOfSomebodyElseIsAsNone() throws {
    answers.keep("a device")
    #expect(chown(try file(), 65534, 65534) == 0)
    #expect(!answers.hold("a device"))
  }

  @Test func otherContentIsAsNone() throws {
    answers.keep("a device")
    let path = try file()
    let content = try Data(contentsOf: URL(filePath: path))
    for bytes in [Data(), content.dropLast(), content + Data("x".utf8)] {
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: bytes)
      try handle.close()
      #expect(!answers.hold("a device"))
    }
    // What cannot be read is written anew.
    answers.keep("a device")
    #expect(answers.hold("a device"))
  }

  @Test func aLinkIsAsNone() throws {
    answers.keep("a device")
    let path = try file()
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("moved"))
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder.file("moved"))
    #expect(!answers.hold("a device"))
  }

  @Test func withoutAFolderNothingIsKept() throws {
    for environment in [[:], ["XDG_CACHE_HOME": "relative"], ["HOME": "relative"]] {
      let answers = KeptDeviceAnswers(environment: environment)
      #expect(answers.folder == nil)
      answers.keep("a device")
      #expect(!answers.hold("a device"))
    }
    let home = KeptDeviceAnswers(environment: ["XDG_CACHE_HOME": "relative", "HOME": folder.path])
    #expect(home.folder == folder.file(".cache/seedproof/devices"))
    // A file where the folder should be is not missed.
    try folder.write("", to: ".cache")
    home.keep("a device")
    #expect(!home.hold("a device"))
  }
}
