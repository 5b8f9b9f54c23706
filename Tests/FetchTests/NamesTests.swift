import Files
import TestSupport
import Testing
import Text

@testable import Fetch

@Suite struct NamesTests {
  @Test(arguments: ["bert", "bert-base-uncased", "a/b", "A_1/b.c-2"])
  func models(name: String) throws {
    #expect(try ModelName(name).description == name)
    #expect(try ModelName(name).model == name.split(separator: "/").last.map(String.init))
  }

  @Test(arguments: [
    "", "/", "a/", "/a", "a/b/c", ".", "..", "a/..", "../a", "-a", "a/-b", ".a", "a b", "a?b",
    "a#b",
    "a%2fb", "a\\b", "\u{e9}", "a\n", String(repeating: "a", count: 97),
  ])
  func noModels(name: String) {
    #expect(throws: InputError.self) { try ModelName(name) }
  }

  @Test func revisions() throws {
    #expect(try ModelName.revision("v1.0") == "v1.0")
    for text in ["", "a/b", "..", "-x", "a?b", "refs/pr/1"] {
      #expect(throws: InputError.self, "\(text)") { try ModelName.revision(text) }
    }
    let commit = String(repeating: "0f", count: 20)
    #expect(ModelName.commit(commit) == commit)
    for text in ["main", String(commit.dropLast()), commit + "0", commit.uppercased()] {
      #expect(ModelName.commit(text) == nil, "\(text)")
    }
  }

  @Test func digestLists() throws {
    let (a, b) = (Digest(of: [1]), Digest(of: [2]))
    try withFolder { folder in
      let path = try folder.write("\(a)  config.json\n\(b) *dir/vocab.txt\n\n", to: "list")
      #expect(try DigestList(path).digests == ["config.json": a, "vocab.txt": b])
      for text in [
        "x  y", "\(a) y", "\(a)y", "\(a)  ", "\(a)  x/", "\(a)  y\n\(b)  y", "\(a)\ty",
        "\(a)".uppercased() + "  y",
      ] {
        let path = try folder.write("\n" + text, to: "list")
        let error = try #require(throws: InputError.self, "\(text)") { try DigestList(path) }
        #expect(error.place == (text.contains("\n") ? "3" : "2"), "\(error)")
      }
    }
  }

  @Test func records() throws {
    try withFolder { folder in
      let none = try FetchRecord(in: folder.path)
      #expect(none == nil)
      var record = FetchRecord(source: "model \"x\"")
      try expectSame(record, folder)
      (record.revision, record.askedRevision) = ("a", "main")
      record.noteAbsent("y")
      record.noteAbsent("y")
      for count in 0..<3 {
        record.note(
          .init(name: "f\(count)", address: "https://a/", byteCount: count, digest: Digest(of: [])))
      }
      record.note(.init(name: "f1", address: "https://b/", byteCount: 7, digest: Digest(of: [])))
      #expect(record.entries.map(\.byteCount) == [0, 2, 7] && record.absent == ["y"])
      try expectSame(record, folder)
    }
  }

  private func expectSame(_ record: FetchRecord, _ folder: TemporaryFolder) throws {
    try record.write(to: folder.path)
    let read = try FetchRecord(in: folder.path)
    #expect(read == record)
  }

  @Test(arguments: [
    ("fetched/1", "fetched/2"), ("\"source\"", "\"sauce\""), ("\"files\"", "\"file\""),
    ("\"size\":1", "\"size\":-1"), ("\"size\":1", "\"size\":\"1\""), ("sha256", "sha"),
    ("\"name\":\"g\"", "\"name\":\"f\""), ("\"url\"", "\"uri\""), ("{", "["), ("e3b0", "E3B0"),
    ("\"main\"", "1"), ("\"main\"", "\"../../../else\""), ("\"main\"", "\"a?b\""),
    ("\"v1\"", "\"a/b\""), ("\"main\"", "\"a\\u001b[2J\""),
  ])
  func brokenRecords(old: String, new: String) throws {
    try withFolder { folder in
      var record = FetchRecord(source: "x")
      (record.revision, record.askedRevision) = ("main", "v1")
      for name in ["f", "g"] {
        record.note(.init(name: name, address: "https://a/", byteCount: 1, digest: Digest(of: [])))
      }
      try record.write(to: folder.path)
      try folder.replace(old, with: new, in: "fetched.json")
      let error = try #require(throws: InputError.self) { try FetchRecord(in: folder.path) }
      #expect(error.kind == .malformed)
    }
  }
}
