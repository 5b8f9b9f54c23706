import Files
import TestSupport
import Testing
import Text

@testable import Fetch

@Suite struct FetchTests {
  private static let commit = String(repeating: "0a", count: 20)
  private let servers = FakeServers()
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func address(_ file: String, _ revision: String = "main") -> String {
    "https://huggingface.co/me/tiny/resolve/\(revision)/\(file)"
  }

  private func serve(_ revision: String = "main", _ fields: [(String, String)] = []) {
    for name in ["config.json", "vocab.txt", "model.safetensors"] {
      servers.serve(address(name, revision), "the \(name)", fields)
    }
  }

  @discardableResult
  private func fetch(
    _ name: String = "me/tiny", revision: String? = nil, list: DigestList = DigestList()
  ) throws -> FetchReport {
    try servers.fetch(digests: list).model(
      ModelName(name), revision: revision, to: folder.file("m"))
  }

  private func list(_ texts: [String: String]) throws -> DigestList {
    let lines = texts.map { "\(Digest(of: $0.value.utf8))  \($0.key)\n" }
    return try DigestList(folder.write(lines.joined(), to: "list"))
  }

  private func refusal(
    _ kind: InputError.Kind, _ reason: String, revision: String? = nil,
    list: DigestList = DigestList()
  ) throws {
    let error = try #require(throws: InputError.self) { try fetch(revision: revision, list: list) }
    #expect(error.kind == kind && error.description.contains(reason), "\(error)")
  }

  @Test func aModelComesOnce() throws {
    serve()
    let report = try fetch()
    #expect(report.files.map(\.name) == ["config.json", "vocab.txt", "model.safetensors"])
    #expect(report.files.allSatisfy { $0.state == .fetched && $0.trust == .firstUse })
    #expect(report.revision == "main")
    #expect(report.absent.contains("added_tokens.json") && report.absent.count == 5)
    // What the encoder looks at is asked for, and the weights last.
    #expect(servers.asked() == ModelFile.allCases.map { address($0.rawValue) })
    #expect(
      try folder.names(in: "m") == [
        "config.json", "fetched.json", "model.safetensors", "vocab.txt",
      ])
    // Nothing is written by now: the record keeps how it is written.
    let record = try folder.read("m/fetched.json")
    try folder.write(record + "\n", to: "m/fetched.json")
    let again = try fetch()
    #expect(try folder.read("m/fetched.json") == record + "\n")
    #expect(again.files.allSatisfy { $0.state == .present && $0.trust == .record })
    #expect(again.absent == report.absent && again.revision == "main")
    #expect(servers.asked() == [])
  }

  @Test func theCommitOfABranchStays() throws {
    serve("main", [("x-repo-commit", Self.commit)])
    serve(Self.commit)
    #expect(try fetch().revision == Self.commit)
    #expect(servers.asked()[1...].allSatisfy { $0.contains(Self.commit) })
    try folder.remove("m/vocab.txt")
    for revision in [nil, "main", Self.commit] {
      #expect(try fetch(revision: revision).files.count == 3)
    }
    #expect(servers.asked() == [address("vocab.txt", Self.commit)])
    try refusal(.usage, "holds revision \(Self.commit)", revision: "v1")
  }

  /// What somebody has a digest of is not left out, whatever the server lacks or an earlier call noted.
  @Test func aKnownFileIsNotAbsent() throws {
    serve()
    let digests = try list(["added_tokens.json": "{}"])
    try refusal(
      .unverifiable,
      "no added_tokens.json at revision main, though its digest is known by the list",
      list: digests)
    #expect(try fetch().absent.contains("added_tokens.json"))
    try refusal(.unverifiable, "no added_tokens.json", list: digests)
    servers.serve(address("added_tokens.json"), "{}")
    #expect(try fetch(list: digests).files.count == 4)
    try folder.remove("m/added_tokens.json")
    servers.answers[address("added_tokens.json")] = nil
    try refusal(.unverifiable, "known by fetched.json")
  }

  /// A process was killed while it wrote.
  @Test func whatWasLeftGoesAway() throws {
    serve()
    let digits = String(repeating: "0", count: 13)
    for name in ["fetched.json", "vocab.txt.tag.partial", "dev.tsv", "other"] {
      try folder.write("", to: "m/\(name).partial-\(digits)")
    }
    try fetch()
    let names = [
      "config.json", "fetched.json", "model.safetensors", "other.partial-\(digits)", "vocab.txt",
    ]
    #expect(try folder.names(in: "m") == names)
    for name in ["vocab.txt.tag.partial", "config.json.partial"] {
      try folder.write("", to: "m/\(name)")
    }
    try fetch()
    #expect(try folder.names(in: "m") == names)
  }

  @Test func anotherCommitThanAskedFor() throws {
    let other = String(repeating: "b", count: 40)
    serve(other, [("x-repo-commit", Self.commit)])
    try refusal(.malformed, "is of commit", revision: other)
    #expect(FileEntry.isMissing(folder.file("m/config.json")))
  }

  @Test func whatAModelMustHave() throws {
    serve()
    servers.answers[address("model.safetensors")] = nil
    try refusal(.unverifiable, "no model.safetensors at revision main; weights in several files")
    servers.answers[address("vocab.txt")] = nil
    try folder.remove("m/vocab.txt")
    try refusal(.unverifiable, "no vocab.txt at revision main, though its digest is known")
    try folder.remove("m")
    try refusal(.unverifiable, "neither vocab.txt nor tokenizer.json")
    servers.answers[address("config.json")] = nil
    try folder.remove("m")
    try refusal(.unverifiable, "no config.json")
  }

  /// The server has other bytes by now, or this machine has: neither takes the place of the other.
  @Test func recordedDigestsHold() throws {
    serve()
    try fetch()
    try folder.remove("m/model.safetensors")
    servers.serve(address("model.safetensors"), "other weights")
    try refusal(.malformed, "expected by fetched.json; nothing was replaced")
    #expect(FileEntry.isMissing(folder.file("m/model.safetensors")))
    #expect(FileEntry.isMissing(folder.file("m/model.safetensors.partial")))
    serve()
    try folder.write("mine", to: "m/vocab.txt")
    try refusal(.malformed, "expected by fetched.json; move it away")
    #expect(try folder.read("m/vocab.txt") == "mine")
    try folder.remove("m/vocab.txt")
    try fetch()
    #expect(try folder.read("m/vocab.txt") == "the vocab.txt")
  }

  @Test func listedDigestsHold() throws {
    serve()
    let digests = try list(["config.json": "the config.json", "vocab.txt": "another"])
    try refusal(
      .malformed,
      "sent SHA-256 \(Digest(of: "the vocab.txt".utf8)), and \(Digest(of: "another".utf8)) is expected by the list",
      list: digests)
    #expect(try folder.names(in: "m") == ["config.json", "fetched.json"])
    try fetch()
    try refusal(.usage, "by the list of --digests, and", list: digests)
    #expect(try fetch(list: list(["config.json": "the config.json"])).files[0].trust == .list)
  }

  @Test func filesOfUnknownOrigin() throws {
    serve()
    try folder.write("the config.json", to: "m/config.json")
    try refusal(.usage, "nothing says what it must be")
    #expect(servers.asked() == [])
    let digests = try list(["config.json": "the config.json"])
    #expect(try fetch(list: digests).files[0].state == .present)
    #expect(try fetch().files[0].trust == .record)
  }

  @Test func filesOfAnotherModel() throws {
    serve()
    try fetch()
    let error = try #require(throws: InputError.self) { try fetch("you/tiny") }
    #expect(error.description.contains("holds files of model me/tiny"), "\(error)")
    try folder.write("{}", to: "m/fetched.json")
    try refusal(.malformed, "is no record of fetched files")
  }

  /// The digests of the model that this program knows are of what `ci/model` brings.
  @Test func knownDigests() throws {
    let known = try #require(KnownFiles.model(ModelName("all-MiniLM-L6-v2")))
    #expect(known.name == "sentence-transformers/all-MiniLM-L6-v2")
    #expect(known.digests.count == 4 && known.digests.count == known.hex.count)
    #expect(ModelName.commit(known.revision) != nil)
    #expect(try KnownFiles.model(ModelName("me/all-MiniLM-L6-v2")) == nil)
    let place = "https://huggingface.co/\(known.name)/resolve/\(known.revision)/"
    servers.serve(place + "config.json", "{}")
    let error = try #require(throws: InputError.self) { try fetch("all-MiniLM-L6-v2") }
    #expect(error.description.contains("expected by this program"), "\(error)")
    #expect(servers.asked() == [place + "config.json"])
    #expect(try folder.names(in: "m") == [])
    servers.serve("https://huggingface.co/\(known.name)/resolve/v2/config.json", "{}")
    let other = try #require(throws: InputError.self) {
      try fetch("all-MiniLM-L6-v2", revision: "v2")
    }
    #expect(other.description.contains("neither vocab.txt"), "\(other)")
  }

  @Test func aMirrorHasTheSamePaths() throws {
    let fetch = try servers.fetch(mirror: "https://m.example/base/")
    #expect(throws: InputError.self) {
      try fetch.model(ModelName("me/tiny"), revision: nil, to: folder.file("m"))
    }
    #expect(throws: InputError.self) { try fetch.glue(.mrpc, to: folder.file("g")) }
    #expect(
      servers.asked() == [
        "https://m.example/base/me/tiny/resolve/main/config.json",
        "https://m.example/base/senteval/senteval_data/msr_paraphrase_train.txt",
      ])
    #expect(throws: InputError.self) { try servers.fetch(mirror: "https://m.example/?x") }
  }

  /// A process that holds the folder keeps others out.
  @Test func oneProcessAtATime() throws {
    serve()
    try folder.write("", to: "m/x")
    let other = try OpenFile(folder.file("m"), .folder)
    #expect(try other.lock())
    try withExtendedLifetime(other) { try refusal(.usage, "another process fetches") }
  }
}
