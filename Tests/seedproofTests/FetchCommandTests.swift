import Files
import Foundation
import TestSupport
import Testing
import Text

/// Folders in which everything was fetched already, so that no server is asked. What servers do is tried by
/// `ci/test-fetch`, and in `FetchTests`.
enum FetchedFolder {
  /// - Returns: the words of the command that fetches it again.
  static func model(in folder: TemporaryFolder) throws -> [String] {
    try write(
      ["config.json": "{}", "vocab.txt": "[PAD]", "model.safetensors": "weights"],
      source: "model me/tiny", to: "tiny", in: folder,
      more: [
        "revision": .string(String(repeating: "0a", count: 20)), "asked": "main",
        "absent": [
          "tokenizer_config.json", "tokenizer.json", "special_tokens_map.json", "added_tokens.json",
          "sentence_bert_config.json",
        ],
      ])
    return ["fetch", "model", "me/tiny", "--out", folder.file("tiny")]
  }

  /// - Returns: likewise.
  static func glue(in folder: TemporaryFolder) throws -> [String] {
    try write(
      ["train.tsv": "train", "dev.tsv": "dev"], source: "glue RTE", to: "glue/RTE", in: folder)
    return ["fetch", "glue", "RTE", "--out", folder.file("glue")]
  }

  private static func write(
    _ files: [String: String], source: String, to name: String, in folder: TemporaryFolder,
    more: [String: JSONValue] = [:]
  ) throws {
    for (file, text) in files { try folder.write(text, to: "\(name)/\(file)") }
    let entries = files.sorted { $0.key < $1.key }.map { file, text -> JSONValue in
      [
        "name": .string(file), "url": .string("https://example.com/\(file)"),
        "size": .integer(Int64(text.utf8.count)),
        "sha256": .string(Digest(of: text.utf8).description),
      ]
    }
    let record: [String: JSONValue] = [
      "schema": "seedproof-fetched/1", "source": .string(source), "files": .array(entries),
    ]
    let text = JSONValue.object(record.merging(more) { $1 }).canonical
    try folder.write(text, to: "\(name)/fetched.json")
  }
}

@Suite("seedproof fetch") struct FetchCommandTests {
  /// No curl and no server is there.
  private let environment = ["PATH": "/nonexistent"]

  @Test func whatIsThereIsNotFetchedAgain() throws {
    try withFolder { folder in
      let words = try FetchedFolder.model(in: folder)
      let result = try Executable.run(words, environment: environment)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
      #expect(result.wideLines.isEmpty, "\(result.wideLines)")
      let lines = result.prose.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(
        lines[0] == "present   config.json        2  44136fa355b3678a  recorded", "\(lines[0])")
      #expect(
        lines[3]
          == "\(folder.file("tiny")): 3 files of me/tiny at revision 0a0a0a0a0a0a, 3 of them were there"
      )
      let glue = try Executable.run(
        FetchedFolder.glue(in: folder) + ["--json"], environment: environment)
      let document = try JSONParser.parse(glue.output.utf8)
      #expect(document["schema"]?.string == "seedproof-fetch/1")
      #expect(document["folder"]?.string == folder.file("glue/RTE"))
      #expect(document["files"]?.array?.map { $0["file"]?.string } == ["train.tsv", "dev.tsv"])
    }
  }

  @Test func whatIsThereIsCompared() throws {
    try withFolder { folder in
      let words = try FetchedFolder.model(in: folder)
      try folder.write("other", to: "tiny/vocab.txt")
      let result = try Executable.run(words, environment: environment)
      #expect(result.status == 3 && result.output.isEmpty)
      #expect(result.error.contains("vocab.txt: has SHA-256 "), "\(result.error)")
      #expect(try folder.read("tiny/vocab.txt") == "other")
    }
  }

  /// A mirror at an address of this machine, so that no host is looked up.
  @Test func withoutCurl() throws {
    try withFolder { folder in
      let words = ["fetch", "glue", "CoLA", "--out", folder.file("glue")]
      for (more, environment) in [
        (["--mirror", "https://127.0.0.1:1"], environment),
        ([], environment.merging(["SEEDPROOF_MIRROR": "https://127.0.0.1:1"]) { $1 }),
      ] {
        let result = try Executable.run(words + more, environment: environment)
        #expect(result.status == 64 && result.output.isEmpty)
        #expect(result.error.contains("apt-get install curl"), "\(result.error)")
      }
    }
  }

  @Test(arguments: [
    (["model"], "Missing expected argument"),
    (["model", "a/b/c"], "'a/b/c' is no name of a model"),
    (["glue", "QQP"], "'RTE', 'MRPC', 'CoLA' or 'SST-2'"), (["glue"], "Missing expected argument"),
    (["model", "a", "--mirror", "http://127.0.0.1"], "is no address of HTTPS"),
    (["model", "a", "--mirror", "https://u:p@127.0.0.1"], "names a user"),
    (["model", "a", "--mirror", "https://127.0.0.1?x"], "has a query"),
    (["model", "a", "--mirror", ""], "is no address of HTTPS"),
    (["model", "a", "--mirror", "https://127.0.0.1", "--revision", "a/b"], "is no revision"),
    (["model", "a", "--digests", "/nonexistent"], "/nonexistent: no such file"),
    (["model", "a", "--ca-file", "/nonexistent"], "/nonexistent: no such file"),
    (["model", "a", "--ca-file", Repository.path("README.md")], "has no certificate"),
    (["model", "a", "--quiet", "--verbose"], "exclude each other"),
  ])
  func wrongUse(words: [String], reason: String) throws {
    try withFolder { folder in
      let out = words.count > 1 ? ["--out", folder.file("x")] : []
      let result = try Executable.run(["fetch"] + words + out, environment: environment)
      #expect(result.status == 64 && result.output.isEmpty)
      #expect(result.error.contains(reason), "\(result.error)")
      #expect(result.error.split(separator: "\n").count == 1)
      #expect(try folder.names() == [])
    }
  }

  /// A folder that cannot be made is wrong use, before anybody is asked.
  @Test func noFolder() throws {
    try withFolder { folder in
      try folder.write("", to: "x")
      let result = try Executable.run(
        ["fetch", "model", "a", "--out", folder.file("x/y")], environment: environment)
      #expect(result.status == 64 && result.error.contains("cannot be made"), "\(result.error)")
    }
  }
}
