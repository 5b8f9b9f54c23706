import Files
import TestSupport
import Testing
import Text

@testable import Fetch

/// Tasks of GLUE, from archives and from the two files of MRPC.
@Suite struct GLUEFetchTests {
  private let servers = FakeServers()
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func list(_ texts: [String: String]) throws -> DigestList {
    let lines = texts.map { "\(Digest(of: $0.value.utf8))  \($0.key)\n" }
    return try DigestList(folder.write(lines.joined(), to: "list"))
  }

  private static let rte = "https://dl.fbaipublicfiles.com/glue/data/RTE.zip"

  private func glue(_ task: GLUEArchive = .rte) throws -> FetchReport {
    try servers.fetch().glue(task, to: folder.file("g"))
  }

  /// An archive of one task with the names of another.
  private func serveArchive(_ change: (inout [UInt8]) -> Void = { _ in }) throws {
    var bytes = try TemporaryFolder(copyOf: "Fetch").bytes(of: "rte.zip")
    change(&bytes)
    servers.answers[Self.rte] = { [bytes] _ in
      .init(200, [("content-length", "\(bytes.count)")], bytes)
    }
  }

  @Test func aTaskComesOnce() throws {
    try serveArchive()
    let report = try glue()
    #expect(report.files.map(\.name) == ["train.tsv", "dev.tsv"])
    #expect(report.files.allSatisfy { $0.trust == .firstUse && $0.state == .fetched })
    #expect(try folder.names(in: "g") == ["dev.tsv", "fetched.json", "train.tsv"])
    #expect(try folder.read("g/dev.tsv") == "sentence\tlabel\n")
    #expect(try glue().files.allSatisfy { $0.state == .present })
    #expect(servers.asked() == [Self.rte])
    try folder.remove("g/dev.tsv")
    #expect(try glue().files.map(\.state) == [.present, .fetched])
    try folder.remove("g/dev.tsv")
    servers.serve(Self.rte, "another archive")
    let error = try #require(throws: InputError.self) { try glue() }
    #expect(error.description.contains("expected by fetched.json"), "\(error)")
    #expect(try folder.names(in: "g") == ["fetched.json", "train.tsv"])
  }

  /// A process was killed while it wrote.
  @Test func whatWasLeftGoesAway() throws {
    try serveArchive()
    _ = try glue()
    for name in ["RTE.zip.tag.partial", "RTE.zip.partial"] { try folder.write("", to: "g/\(name)") }
    _ = try glue()
    #expect(try folder.names(in: "g") == ["dev.tsv", "fetched.json", "train.tsv"])
  }

  /// What cannot be used is not recorded: the next one is taken.
  @Test func aBadArchiveIsForgotten() throws {
    try serveArchive { $0[$0.count - 1] ^= 1 }
    let error = try #require(throws: InputError.self) { try glue() }
    #expect(error.kind == .malformed && error.description.contains(Self.rte), "\(error)")
    #expect(try folder.names(in: "g") == [])
    try serveArchive()
    #expect(try glue().files.count == 2)
  }

  @Test func aTaskOfTwoFiles() throws {
    let place = "https://dl.fbaipublicfiles.com/"
    servers.serve(
      place + "senteval/senteval_data/msr_paraphrase_train.txt",
      "Q\t1\t2\t3\t4\n1\t1\t2\ta\tb\n0\t3\t4\tc\td\n")
    servers.serve(place + "glue/data/mrpc_dev_ids.tsv", "3\t4\n")
    #expect(try glue(.mrpc).files.map(\.byteCount) == [20, 20])
    #expect(try folder.read("g/dev.tsv") == "Q\t1\t2\t3\t4\n0\t3\t4\tc\td\n")
    let record = try #require(try FetchRecord(in: folder.file("g")))
    #expect(
      Set(record.entries.map(\.name)) == [
        "train.tsv", "dev.tsv", "msr_paraphrase_train.txt", "mrpc_dev_ids.tsv",
      ])
    let error = try #require(throws: InputError.self) { try glue(.rte) }
    #expect(error.description.contains("holds files of glue MRPC"), "\(error)")
  }

  @Test func textsHaveLimits() throws {
    let place = "https://dl.fbaipublicfiles.com/"
    for (path, limit) in [
      ("senteval/senteval_data/msr_paraphrase_train.txt", 4_194_304),
      ("glue/data/mrpc_dev_ids.tsv", 1_048_576),
    ] {
      servers.serve(place + path, String(repeating: "\n", count: limit + 1))
      let error = try #require(throws: InputError.self) { try glue(.mrpc) }
      #expect(error.reason.contains("more than the \(limit) accepted"), "\(error)")
      servers.serve(place + path, "Q\t1\t2\t3\t4\n")
    }
  }

  /// Who knows one of two sources does not vouch for what is made of both.
  @Test func theWeakestSourceCounts() throws {
    let pairs = "Q\t1\t2\t3\t4\n1\t1\t2\ta\tb\n0\t3\t4\tc\td\n"
    let place = "https://dl.fbaipublicfiles.com/"
    servers.serve(place + "senteval/senteval_data/msr_paraphrase_train.txt", pairs)
    servers.serve(place + "glue/data/mrpc_dev_ids.tsv", "3\t4\n")
    for (texts, trust) in [
      (["msr_paraphrase_train.txt": pairs], .firstUse),
      (["msr_paraphrase_train.txt": pairs, "mrpc_dev_ids.tsv": "3\t4\n"], .list),
    ] as [([String: String], FetchReport.File.Trust)] {
      let report = try servers.fetch(digests: list(texts)).glue(.mrpc, to: folder.file("g"))
      #expect(report.files.map(\.trust) == [trust, trust])
      try folder.remove("g")
    }
  }
}
