import Files
import Foundation
import TestSupport
import Testing
import Text

/// `certificate stamp`, and stamps beside what is verified. Good ones are made by an authority of `ci/test-stamps.py`.
@Suite struct CertificateStampCommandTests {
  private func certificate(_ words: String...) throws -> Executable.Result {
    try Executable.run(["certificate"] + words)
  }

  private func stamp(_ name: String) -> String {
    Repository.fixture("Attestation/Stamps/" + name)
  }

  /// A grid of one trial, certified by its key.
  private func certified() throws -> (grid: RecordedGrid, path: String, pub: String) {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let key = grid.path + "/me"
    try #require(try certificate("keygen", "--out", key).status == 0)
    try #require(try certificate("create", grid.folder, "--key", key + ".key").status == 0)
    return (grid, grid.folder + "/certificate.intoto.jsonl", key + ".pub")
  }

  @Test func requestsAreWritten() throws {
    let (grid, path, _) = try certified()
    let request = grid.path + "/q"
    let made = try certificate("stamp", path, "--request", request)
    #expect(made.status == 0, "\(made.error)")
    let bytes = try Data(contentsOf: URL(filePath: request))
    let again = try certificate("stamp", path, "--request", request, "--json")
    #expect(again.status == 0)
    #expect(try Data(contentsOf: URL(filePath: request)) == bytes)
    let document = try JSONParser.parse(Array(again.output.utf8.dropLast()))
    let statement = try #require(document["statement"]?.string)
    #expect(made.prose.contains("statement \(statement)"), "\(made.output)")
    let hash = try #require(Digest(hex: statement)).bytes
    #expect(bytes.firstRange(of: hash) != nil)
    // What is there and is no request stays.
    for taken in [path, grid.golden(1)] {
      #expect(try certificate("stamp", path, "--request", taken).status == 64)
    }
    #expect(try certificate("stamp", path).status == 64)
    #expect(try certificate("stamp", path, "--request", request, "--token", request).status == 64)
    #expect(try certificate("stamp", grid.golden(1), "--request", request).status == 3)
    #expect(try certificate("stamp", grid.path + "/none", "--request", request).status == 64)
  }

  /// An answer that is no stamp of this statement is not put beside it.
  @Test func otherAnswersAreRefused() throws {
    let (grid, path, _) = try certified()
    for (name, reason) in [
      ("rsa.tsr", "is a time-stamp of something else"), ("refused.tsr", "the authority refused"),
      ("request.tsq", "is no good time-stamp"), ("root.pem", "is no good time-stamp"),
    ] {
      let run = try certificate("stamp", path, "--token", stamp(name))
      #expect(run.status == 3 && run.error.contains(reason), "\(run.error)")
    }
    #expect(try certificate("stamp", path, "--token", grid.path + "/none").status == 64)
    #expect(!FileManager.default.fileExists(atPath: path + ".tsr"))
  }

  @Test func whatLiesBesideACertificate() throws {
    let (grid, path, pub) = try certified()
    let root = stamp("root.pem")
    func verify(_ words: String...) throws -> Executable.Result {
      try Executable.run(["certificate", "verify", path, grid.folder, "--pub", pub] + words)
    }
    let plain = try verify()
    #expect(plain.status == 0 && !plain.prose.contains("time       "))
    let missing = try verify("--tsa", root)
    #expect(missing.status == 2 && missing.prose.contains("no time-stamp lies beside"))
    let place = path + ".tsr"
    try FileManager.default.copyItem(atPath: stamp("p256.tsr"), toPath: place)
    let unchecked = try verify()
    #expect(
      unchecked.status == 0 && unchecked.prose.contains("not proved  time       a time-stamp"))
    let other = try verify("--tsa", root)
    #expect(
      other.status == 1 && other.prose.contains("failed      time       the time-stamp beside"))
    let foreign = try verify("--tsa", stamp("other-root.pem"))
    #expect(foreign.status == 3 && foreign.output.isEmpty)
    #expect(try verify("--tsa", place).status == 64)
    #expect(try verify("--tsa", grid.path + "/none").status == 64)
    try grid.write("0", to: place)
    #expect(try verify("--tsa", root).status == 3)
    #expect(try verify().status == 0)
    // A bad signature is said first.
    try grid.write(grid.text(path).replacing("\"sig\":\"", with: "\"sig\":\"AAAA"), to: path)
    #expect(try verify("--tsa", root).error.contains("has no good signature"))
  }
}
