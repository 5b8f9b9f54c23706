import Foundation
import Synchronization
import TestSupport
import Testing
import Text

@testable import Files

@Suite struct NewFileTests {
  @Test func growsBesideItsTargetAndTakesItsPlace() throws {
    try withFolder { folder throws in
      let path = folder.file("a")
      try folder.write("old", to: "a")
      let file = try NewFile(for: path)
      try file.append(Array("new".utf8))
      let growing = FilePlace.name(of: file.path)
      #expect(StrayFiles.target(of: growing) == "a")
      #expect(try folder.names() == ["a", growing])
      #expect(try folder.read("a") == "old")
      try file.place()
      #expect(try folder.names() == ["a"])
      #expect(try folder.read("a") == "new")
    }
  }

  @Test func leavesNothingWhereItIsNotPlaced() throws {
    struct Failed: Error {}
    try withFolder { folder throws in
      try folder.write("old", to: "a")
      #expect(throws: Failed.self) {
        try AtomicFile.write(to: folder.file("a")) { file in
          try file.append([1])
          throw Failed()
        }
      }
      #expect(try folder.names() == ["a"])
      #expect(try folder.read("a") == "old")
    }
  }

  /// Nothing but a regular file is replaced, and nothing beside it is touched.
  @Test func takesNoPlaceOfOtherThings() throws {
    try withFolder { folder throws in
      try folder.write("precious", to: "precious")
      let place = folder.file("place")
      let make: [String: () throws -> Void] = [
        "a link": {
          try FileManager.default.createSymbolicLink(
            atPath: place, withDestinationPath: folder.file("precious"))
        },
        "a folder": {
          try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        },
        "a pipe": { #expect(mkfifo(place, 0o644) == 0) },
      ]
      for (thing, make) in make {
        try make()
        let before = FileEntry(at: place)
        let error = #expect(throws: InputError.self) { try AtomicFile.write([1], to: place) }
        #expect(error?.reason == "is \(thing), which is not replaced")
        #expect(error?.kind == .usage && error?.file == place)
        #expect(FileEntry(at: place) == before)
        try FileManager.default.removeItem(atPath: place)
        // The names of earlier versions' temporary files are anybody's.
        try make()
        try FileManager.default.moveItem(atPath: place, toPath: place + ".partial")
        let partial = FileEntry(at: place + ".partial")
        try AtomicFile.write([2], to: place)
        #expect(partial != nil && FileEntry(at: place + ".partial") == partial)
        #expect(try folder.read("precious") == "precious")
        #expect(try folder.names() == ["place", "place.partial", "precious"])
        try FileManager.default.removeItem(atPath: place)
        try FileManager.default.removeItem(atPath: place + ".partial")
      }
    }
  }

  @Test func saysWhyAFileCannotBeMade() throws {
    try withFolder { folder throws in
      func reason(_ path: String) throws -> String? {
        #expect(throws: InputError.self) { try AtomicFile.write([1], to: path) }?.reason
      }
      #expect(try reason(folder.file("no/a")) == "cannot be written: its folder is not there")
      #expect(try reason(folder.file("")) == "is a folder")
      let long = folder.file("") + String(repeating: "a", count: 250)
      #expect(try reason(long) == "cannot be written: File name too long")
      #expect(throws: InputError.self) {
        try OutputPlace.check(long, what: "XML", beginning: [])
      }
      #expect(try folder.names().isEmpty)
    }
  }

  @Test func onlyAnEarlierFileOfItsKindIsReplaced() throws {
    try withFolder { folder throws in
      func isAccepted(_ content: String?) throws -> Bool {
        let path = folder.file("a.xml")
        if let content { try folder.write(content, to: "a.xml") }
        do {
          try OutputPlace.check(path, what: "XML", beginning: Array("<?xml".utf8))
          return true
        } catch let error as InputError {
          #expect(error.reason == "is there already and is no XML")
          return false
        }
      }
      #expect(try isAccepted(nil))
      #expect(try isAccepted(""))
      #expect(try isAccepted("<?xml version"))
      #expect(try !isAccepted("<?xm"))
      #expect(try !isAccepted("notes"))
    }
  }

  // MARK: Strays

  @Test func namesAreRecognised() {
    let suffix = StrayFiles.suffix()
    #expect(suffix.utf8.count == StrayFiles.suffixByteCount)
    #expect(StrayFiles.target(of: "a" + suffix) == "a")
    #expect(StrayFiles.target(of: "a.partial-0123456789xyz") == "a")
    #expect(
      StrayFiles.target(of: "a.partial-0123456789xyz.partial-0123456789xyz")
        == "a.partial-0123456789xyz")
    for name in [
      "a.partial", "a.partial-", "a.partial-0123456789xy", "a.partial-0123456789xyzz",
      "a.partial-0123456789Xyz", "a.partial-012345678 xyz", "a.partial_0123456789xyz",
      ".partial-0123456789xyz", "0123456789xyz", "", "a.partial-0123456789x\u{e9}",
    ] { #expect(StrayFiles.target(of: name) == nil, "\(name)") }
  }

  /// Of all that has such a name, only what a dead writer of the same target left goes.
  @Test func onlyDeadFilesOfTheTargetGo() throws {
    try withFolder { folder throws in
      let a = folder.file("a")
      let living = try NewFile(for: a)
      try folder.write("dead", to: "a.partial-0000000000001")
      try folder.write("of another target", to: "b.partial-0000000000001")
      try folder.write("of another form", to: "a.partial-1")
      try folder.write("precious", to: "precious")
      try FileManager.default.linkItem(
        atPath: folder.file("precious"), toPath: a + ".partial-0000000000002")
      try FileManager.default.createSymbolicLink(
        atPath: a + ".partial-0000000000003", withDestinationPath: folder.file("precious"))
      try FileManager.default.createDirectory(
        atPath: a + ".partial-0000000000004", withIntermediateDirectories: false)
      #expect(mkfifo(a + ".partial-0000000000005", 0o644) == 0)
      let before = try folder.names()
      StrayFiles.remove(of: a)
      #expect(try folder.names() == before.filter { $0 != "a.partial-0000000000001" })
      try living.place()
      #expect(try folder.names().count == before.count - 1)
    }
  }

  @Test func whoeverIsWritingIsSeen() throws {
    try withFolder { folder throws in
      let path = folder.file("a")
      #expect(!StrayFiles.isHeld(path))
      var file: NewFile? = try NewFile(for: path)
      try file?.place(at: path)
      #expect(StrayFiles.isHeld(path))
      file = nil
      #expect(!StrayFiles.isHeld(path))
      #expect(try folder.names() == ["a"])
    }
  }

  /// A name that another file has by now is not removed.
  @Test func removesItselfOnly() throws {
    try withFolder { folder throws in
      let path = folder.file("a")
      let first = try NewFile(for: path)
      try first.place()
      let second = try NewFile(for: path)
      try second.place()
      first.remove()
      #expect(try folder.names() == ["a"])
      second.remove()
      #expect(try folder.names().isEmpty)
    }
  }

  @Test func foldersAreMadeAndCompared() throws {
    try withFolder { folder throws in
      try OutputPlace.makeFolder(folder.file("a/b/"))
      try OutputPlace.makeFolder(folder.file("a/b"))
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("l"), withDestinationPath: "a/b")
      #expect(FileIdentity(folder.file("l/../b")) == FileIdentity(folder.file("a/b")))
      #expect(FileIdentity(folder.file("a")) != FileIdentity(folder.file("a/b")))
      #expect(FileIdentity(folder.file("none")) == nil)
      try OutputPlace.checkFolder(folder.file("none"))
      try OutputPlace.checkFolder(folder.file("a"))
      #expect(throws: InputError.self) { try OutputPlace.checkFolder(folder.file("l")) }
      try folder.write("", to: "f")
      #expect(throws: InputError(file: folder.file("f"), "is not a folder")) {
        try OutputPlace.makeFolder(folder.file("f"))
      }
    }
  }

  /// Of several that want one name one gets it; the others leave nothing.
  @Test func oneFileHasAFreeName() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a")
    let winners = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      guard let file = try? NewFile(for: path), (try? file.append("\(number)".utf8)) != nil,
        (try? file.placeIfFree()) == true
      else { return }
      winners.withLock { $0.append(number) }
      // It is held as long as it is open, under its new name.
      withExtendedLifetime(file) { #expect(!StrayFiles.isLetGo(path)) }
    }
    let all = winners.withLock { $0 }
    #expect(all.count == 1)
    #expect(try folder.read("a") == all.map(String.init).joined())
    #expect(try folder.names() == ["a"])
    #expect(StrayFiles.isLetGo(path) && !StrayFiles.isLetGo(folder.file("b")))
  }

  /// Killed between the two names: the second one is a stray, unless it is another file's.
  @Test func aSecondNameIsRemoved() throws {
    let folder = try TemporaryFolder()
    let (a, b) = (try folder.write("x", to: "a"), try folder.write("y", to: "b"))
    #expect(link(a, a + ".partial-0123456789xyz") == 0)
    #expect(link(b, a + ".partial-zyx9876543210") == 0)
    StrayFiles.remove(of: a)
    #expect(try folder.names() == ["a", "a.partial-zyx9876543210", "b"])
  }

  /// Who runs trials shares the folder; who changes it has it alone.
  @Test func aFolderIsSharedByRunners() throws {
    let folder = try TemporaryFolder()
    let first = try FolderLock(folder.path, for: .running)
    let second = try FolderLock(folder.path, for: .running)
    #expect(throws: InputError.self) { try FolderLock(folder.path, for: .changing) }
    first.release()
    second.release()
    let alone = try FolderLock(folder.path, for: .changing)
    #expect(throws: InputError.self) { try FolderLock(folder.path, for: .running) }
    #expect(throws: InputError.self) { try FolderLock(folder.path, for: .changing) }
    alone.release()
  }
}
