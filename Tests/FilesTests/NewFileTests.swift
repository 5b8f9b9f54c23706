import Foundation
import Testing
import Text

@testable import Files

@Suite struct NewFileTests {
  /// A folder that goes away with the test.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let scratch = try ScratchFolder()
    try withExtendedLifetime(scratch) { try body(scratch.path) }
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  private func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func growsBesideItsTargetAndTakesItsPlace() throws {
    try withFolder { folder throws in
      let path = folder + "/a"
      try write("old", to: path)
      let file = try NewFile(for: path)
      try file.append(Array("new".utf8))
      let growing = FilePlace.name(of: file.path)
      #expect(StrayFiles.target(of: growing) == "a")
      #expect(try names(folder) == ["a", growing])
      #expect(try read(path) == "old")
      try file.place()
      #expect(try names(folder) == ["a"])
      #expect(try read(path) == "new")
    }
  }

  @Test func leavesNothingWhereItIsNotPlaced() throws {
    struct Failed: Error {}
    try withFolder { folder throws in
      try write("old", to: folder + "/a")
      #expect(throws: Failed.self) {
        try AtomicFile.write(to: folder + "/a") { file in
          try file.append([1])
          throw Failed()
        }
      }
      #expect(try names(folder) == ["a"])
      #expect(try read(folder + "/a") == "old")
    }
  }

  /// Nothing but a regular file is replaced, and nothing beside it is touched.
  @Test func takesNoPlaceOfOtherThings() throws {
    try withFolder { folder throws in
      try write("precious", to: folder + "/precious")
      let place = folder + "/place"
      let make: [String: () throws -> Void] = [
        "a link": {
          try FileManager.default.createSymbolicLink(
            atPath: place, withDestinationPath: folder + "/precious")
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
        #expect(try read(folder + "/precious") == "precious")
        #expect(try names(folder) == ["place", "place.partial", "precious"])
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
      #expect(try reason(folder + "/no/a") == "cannot be written: its folder is not there")
      #expect(try reason(folder + "/") == "is a folder")
      let long = folder + "/" + String(repeating: "a", count: 250)
      #expect(try reason(long) == "cannot be written: File name too long")
      #expect(throws: InputError.self) {
        try OutputPlace.check(long, what: "XML", beginning: [])
      }
      #expect(try names(folder).isEmpty)
    }
  }

  @Test func onlyAnEarlierFileOfItsKindIsReplaced() throws {
    try withFolder { folder throws in
      func isAccepted(_ content: String?) throws -> Bool {
        let path = folder + "/a.xml"
        if let content { try write(content, to: path) }
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
      let (a, b) = (folder + "/a", folder + "/b")
      let living = try NewFile(for: a)
      try write("dead", to: a + ".partial-0000000000001")
      try write("of another target", to: b + ".partial-0000000000001")
      try write("of another form", to: a + ".partial-1")
      try write("precious", to: folder + "/precious")
      try FileManager.default.linkItem(
        atPath: folder + "/precious", toPath: a + ".partial-0000000000002")
      try FileManager.default.createSymbolicLink(
        atPath: a + ".partial-0000000000003", withDestinationPath: folder + "/precious")
      try FileManager.default.createDirectory(
        atPath: a + ".partial-0000000000004", withIntermediateDirectories: false)
      #expect(mkfifo(a + ".partial-0000000000005", 0o644) == 0)
      let before = try names(folder)
      StrayFiles.remove(of: a)
      #expect(try names(folder) == before.filter { $0 != "a.partial-0000000000001" })
      try living.place()
      #expect(try names(folder).count == before.count - 1)
    }
  }

  @Test func whoeverIsWritingIsSeen() throws {
    try withFolder { folder throws in
      let path = folder + "/a"
      #expect(!StrayFiles.isHeld(path))
      var file: NewFile? = try NewFile(for: path)
      try file?.place(at: path)
      #expect(StrayFiles.isHeld(path))
      file = nil
      #expect(!StrayFiles.isHeld(path))
      #expect(try names(folder) == ["a"])
    }
  }

  /// A name that another file has by now is not removed.
  @Test func removesItselfOnly() throws {
    try withFolder { folder throws in
      let path = folder + "/a"
      let first = try NewFile(for: path)
      try first.place()
      let second = try NewFile(for: path)
      try second.place()
      first.remove()
      #expect(try names(folder) == ["a"])
      second.remove()
      #expect(try names(folder).isEmpty)
    }
  }

  @Test func foldersAreMadeAndCompared() throws {
    try withFolder { folder throws in
      try OutputPlace.makeFolder(folder + "/a/b/")
      try OutputPlace.makeFolder(folder + "/a/b")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/l", withDestinationPath: "a/b")
      #expect(FileIdentity(folder + "/l/../b") == FileIdentity(folder + "/a/b"))
      #expect(FileIdentity(folder + "/a") != FileIdentity(folder + "/a/b"))
      #expect(FileIdentity(folder + "/none") == nil)
      try OutputPlace.checkFolder(folder + "/none")
      try OutputPlace.checkFolder(folder + "/a")
      #expect(throws: InputError.self) { try OutputPlace.checkFolder(folder + "/l") }
      try write("", to: folder + "/f")
      #expect(throws: InputError(file: folder + "/f", "is not a folder")) {
        try OutputPlace.makeFolder(folder + "/f")
      }
    }
  }
}
