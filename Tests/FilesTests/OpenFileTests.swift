import Foundation
import TestSupport
import Testing
import Text

@testable import Files

@Suite struct OpenFileTests {
  private func reason(_ body: () throws -> some Any) throws -> String {
    try #require(throws: InputError.self) { _ = try body() }.reason
  }

  @Test func readsAnywhereAndToTheEnd() throws {
    try withFolder { folder in
      let file = try OpenFile(folder.write([1, 2, 3, 4, 5], to: "a"))
      #expect(try file.byteCount() == 5)
      #expect(try file.bytes(at: 1, count: 3) == [2, 3, 4])
      #expect(try file.bytes(at: 3, count: 9) == [4, 5])
      #expect(try file.bytes(at: 5, count: 1) == [] && file.bytes(at: 0, count: 0) == [])
      // Each reading says where; none moves another.
      #expect(try file.bytes(at: 0, count: 1) == [1])
      #expect(try reason { try file.bytes(at: -1, count: 1) } == "Invalid argument")
    }
  }

  @Test func whatIsWrittenGoesToTheEnd() throws {
    try withFolder { folder in
      let file = try OpenFile(folder.file("a"), .readingAndAppending)
      try file.write("one".utf8)
      try OpenFile(folder.file("a"), .appending).write("two".utf8)
      try file.write([UInt8](repeating: 0x21, count: 1 << 20).prefix(2))
      try file.synchronize()
      #expect(try folder.read("a") == "onetwo!!")
      #expect(try file.bytes(at: 3, count: 3) == Array("two".utf8))
      #expect(
        try reason { try OpenFile("/dev/full", .appending).write([1]) }
          == "no space left on the device")
      #expect(try reason { try OpenFile(folder.file("a")).write([1]) } == "Bad file descriptor")
    }
  }

  @Test func nothingIsMadeWhereSomethingStands() throws {
    try withFolder { folder in
      try OpenFile(folder.file("a"), .making).write([7])
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("l"), withDestinationPath: "elsewhere")
      for name in ["a", "l"] {
        #expect(try reason { try OpenFile(folder.file(name), .making) } == "File exists")
      }
      #expect(try folder.names() == ["a", "l"])
      #expect(try folder.bytes(of: "a") == [7])
    }
  }

  /// The path is taken as it is written: a slash at the end asks for a folder, and follows a link.
  @Test func pathsAreTakenByTheirBytes() throws {
    try withFolder { folder in
      try folder.write("x", to: "d/a")
      let files = FileManager.default
      try files.createSymbolicLink(atPath: folder.file("l"), withDestinationPath: "d")
      let loop = "Too many levels of symbolic links"
      #expect(try reason { try OpenFile(folder.file("d/a/")) } == "Not a directory")
      #expect(try reason { try OpenFile(folder.file("l"), .folder) } == "Not a directory")
      #expect(try reason { try OpenFile(folder.file("l")) } == loop)
      #expect(try OpenFile(folder.file("l/"), .folder).entry?.kind == .folder)
      #expect(try OpenFile(folder.file("l"), .folder, followsLinks: true).path == folder.file("l"))
      #expect(try OpenFile(folder.file("l//a")).bytes(at: 0, count: 9) == [0x78])
      #expect(try reason { try OpenFile(folder.file("d/a\0b")) } == "no such file")
      #expect(FileEntry(at: folder.file("d/a\0b")) == nil)
    }
  }

  @Test func onlyARegularFileHasASize() throws {
    try withFolder { folder in
      #expect(mkfifo(folder.file("p"), 0o644) == 0)
      // Nobody writes into it: it is not waited for.
      let pipe = try OpenFile(folder.file("p"), kind: .malformed)
      let expected = InputError(
        .malformed, file: folder.file("p"), "is not a regular file", advice: "move it")
      #expect(throws: expected) { try pipe.byteCount(advice: "move it") }
      #expect(try reason { try pipe.bytes(at: 0, count: 1) } == "Illegal seek")
      let file = try OpenFile(folder.write([1, 2, 3], to: "a"))
      #expect(try file.byteCount(limit: 3) == 3)
      let large = InputError(
        .unverifiable, file: folder.file("a"), "has 3 bytes, more than the 2 accepted")
      #expect(throws: large) { try file.byteCount(limit: 2, excess: .unverifiable) }
    }
  }

  @Test func aLockIsHeldUntilTheLastCopyGoes() throws {
    try withFolder { folder in
      let path = try folder.write("", to: "a")
      let other = try OpenFile(path)
      var copies: [OpenFile] = [try OpenFile(path)]
      copies.append(copies[0])
      #expect(try copies[0].lock())
      #expect(try !other.lock())
      copies.removeFirst()
      #expect(try !other.lock())
      copies.removeAll()
      #expect(try other.lock())
      other.unlock()
      #expect(try OpenFile(path).lock())
    }
  }

  @Test(arguments: [OpenFile.Access.reading, .appending, .readingAndAppending, .making])
  func noChildInheritsIt(_ access: OpenFile.Access) throws {
    try withFolder { folder in
      if access != .making { try folder.write("", to: "a") }
      let file = try OpenFile(folder.file("a"), access)
      #expect(fcntl(file.descriptor.rawValue, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test func foldersAreToldFromTheRest() throws {
    try withFolder { folder in
      try folder.write("", to: "d/a")
      for (link, target) in [("l", "d"), ("m", "d/a"), ("n", "none")] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.file(link), withDestinationPath: target)
      }
      let names = ["", "d", "d/", "d/a", "d/a/", "l", "m", "n", "none"]
      #expect(names.filter { FileEntry.isFolder(folder.file($0)) } == ["", "d", "d/", "l"])
      #expect(names.filter { FileEntry.isMissing(folder.file($0)) } == ["none"])
      #expect(FileEntry(at: folder.file("l"))?.kind == .link)
      #expect(FileEntry(at: folder.file("l"), followsLinks: true)?.kind == .folder)
      #expect(FileEntry(at: folder.file("n"), followsLinks: true) == nil)
      #expect(!FileEntry.isFolder("") && FileIdentity("") == FileIdentity("."))
    }
  }
}
