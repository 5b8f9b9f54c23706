import Foundation
import TestSupport
import Testing
import Text

@Suite("seedproof export") struct ExportCommandTests {
  private static let committed = Repository.path("golden/acceptability")

  @Test func rowsGoToStandardOutput() throws {
    let result = try Executable.run(["export", Self.committed, "--format", "csv"])
    #expect(result.status == 0)
    #expect(result.error.isEmpty)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines[0].hasPrefix("wi,do,task,metric,outcome,"))
    let updates = try Executable.run([
      "export", Self.committed, "--format", "jsonl", "--rows", "updates",
    ])
    #expect(updates.output.split(separator: "\n").count == 2835)
  }

  @Test func aFileIsWritten() throws {
    try withFolder { folder in
      let out = folder.file("grid.sqlite")
      let words = ["export", Self.committed, "--format", "sqlite", "--out", out]
      let result = try Executable.run(words)
      #expect(result.status == 0)
      #expect(result.output == "written \(out): 3384 rows\n")
      #expect(try folder.bytes(of: "grid.sqlite").starts(with: "SQLite format 3\0".utf8))
      let json = try Executable.run(words + ["--json"])
      let document = try JSONParser.parse(json.output.utf8)
      #expect(document["written"]?.string == out)
      #expect(document["rows"] == 3384)
    }
  }

  @Test(arguments: [
    (["--format", "sqlite"], "--format sqlite needs --out"),
    (["--format", "csv", "--json"], "--json needs --out"),
    (["--format", "xml"], "'csv', 'jsonl' or 'sqlite'"),
    (
      ["--format", "csv", "--rows", "anchors"],
      "'trials', 'evaluations', 'classes', 'updates' or 'series'"
    ),
    ([], "--format"),
  ])
  func wrongUse(words: [String], reason: String) throws {
    let result = try Executable.run(["export", Self.committed] + words)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.error.contains(reason), "\(result.error)")
  }

  /// What cannot be exported is said before where it would go.
  @Test(arguments: [
    ("golden", "holds no experiment.yaml"), ("golden/README.md", "is not a folder"),
    ("golden/none", "no such folder"),
  ])
  func noExperimentFolder(path: String, reason: String) throws {
    let result = try Executable.run(["export", Repository.path(path), "--format", "sqlite"])
    #expect(result.status == 64 && result.error.contains(reason), "\(result.error)")
  }

  @Test func missingTrialsAreSaid() throws {
    let grid = try RecordedGrid()
    try FileManager.default.removeItem(atPath: grid.golden(2))
    let result = try Executable.run(["export", grid.folder, "--format", "csv"])
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(result.error.contains("1 of 2 planned trials have no golden"))
  }
}
