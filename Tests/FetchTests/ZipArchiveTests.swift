import TestSupport
import Testing
import Text

@testable import Fetch

/// On archives that `Tests/Fixtures/Fetch/make_archives.py` made with Python's `zipfile`.
@Suite struct ZipArchiveTests {
  private static let train = Array(String(repeating: "sentence\tlabel\n", count: 20).utf8)
  private static let dev = Array("sentence\tlabel\n".utf8)

  private func bytes(_ name: String) throws -> [UInt8] {
    try TemporaryFolder(copyOf: "Fetch").bytes(of: name + ".zip")
  }

  private func contents(_ name: String) throws -> [[UInt8]] {
    let archive = try ZipArchive(bytes(name))
    return try ["T/train.tsv", "T/dev.tsv"].map { try archive.content($0, byteLimit: 1000) }
  }

  @Test(arguments: [
    "sound-deflated", "sound-stored", "sound-comment", "sound-streamed", "sound-empty-file",
  ])
  func sound(name: String) throws {
    #expect(try contents(name) == [Self.train, Self.dev])
  }

  @Test func emptyFiles() throws {
    let archive = try ZipArchive(bytes("sound-empty-file"))
    #expect(try archive.content("T/empty", byteLimit: 0) == [])
    let error = try #require(throws: InputError.self) {
      try archive.content("T/dev.tsv", byteLimit: 14)
    }
    #expect(error.reason.contains("too large"))
  }

  @Test(arguments: [
    ("above", "'../x' leads out"), ("above-inside", "'T/../../x' leads out"),
    ("absolute", "'/x' leads out"), ("backslash", "'T\\x' leads out"), ("drive", "'c:x' leads out"),
    ("dot", "leads out"), ("nothing-between", "leads out"), ("control", "leads out"),
    ("long", "too long"), ("twice", "'T/OTHER' stands in it twice"), ("link", "is a link"),
    ("device", "no file"), ("folder-of-bytes", "no file"), ("encrypted", "encrypted"),
    ("method-12", "method 12"), ("zip64-size", "of ZIP64"), ("zip64-end", "of ZIP64"),
    ("disk", "several disks"), ("disk-end", "several disks"), ("count", "directory is damaged"),
    ("directory-size", "not at its end"), ("checksum", "train.tsv is damaged"),
    ("size-less", "train.tsv is damaged"), ("size-more", "train.tsv is damaged"),
    ("size-large", "train.tsv is too large"), ("sizes-large", "files are too large"),
    ("stored-more", "header of T/train.tsv is damaged"), ("offset", "train.tsv shares its bytes"),
    ("offset-far", "header of T/train.tsv is"), ("overlapping", "shares its bytes"),
    ("other-name", "header of T/dev.tsv is damaged"), ("flipped", "train.tsv is damaged"),
    ("cut", "no ZIP archive"), ("behind", "no ZIP archive"), ("before", "not at its end"),
    ("missing", "no T/dev.tsv"), ("none", "no ZIP archive"), ("empty", "no ZIP archive"),
  ])
  func refused(name: String, reason: String) throws {
    let error = try #require(throws: InputError.self) { try contents(name) }
    #expect(error.kind == .malformed)
    #expect(error.reason.contains(reason), "\(error)")
  }

  /// Each archive that lies there is tried, here or in `FetchTests`.
  @Test func allAreTried() throws {
    let names = try TemporaryFolder(copyOf: "Fetch").names().filter { $0.hasSuffix(".zip") }
    #expect(names.count == 44)
  }

  /// Whatever is cut off or changed, nothing is read beyond the end.
  @Test func everyBeginningIsRefused() throws {
    let whole = try bytes("sound-deflated")
    for count in 0..<whole.count {
      #expect(throws: InputError.self) { try ZipArchive(Array(whole[..<count])) }
    }
    for place in whole.indices {
      for value in [0x00, 0xff, whole[place] ^ 1] as [UInt8] {
        var changed = whole
        changed[place] = value
        guard let archive = try? ZipArchive(changed) else { continue }
        for entry in archive.entries { _ = try? archive.content(entry.name, byteLimit: 1000) }
      }
    }
  }
}
