import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

/// `audit CLAIMS.yaml` and `audit FOLDER`, as a user gives them.
@Suite struct AuditFileCommandTests {
  private static let held =
    "  - { id: held, task: RTE, scores: { accuracy: 82.7 }, statistic: one }\n"
  private static let refuted =
    "  - { id: impossible, source: a README, task: RTE, scores: { accuracy: 88.0 }, statistic: one }\n"
  private static let open = "  - { id: open, scores: { accuracy: 88.0 } }\n"
  private static let malformed = "  - { id: broken, scores: { accuracy: high } }\n"

  private func withClaims<R>(_ claims: String, _ body: (String) throws -> R) throws -> R {
    try withFolder { folder in
      try body(
        try folder.write(claims.isEmpty ? "claims: []\n" : "claims:\n" + claims, to: "claims.yaml"))
    }
  }

  @Test(arguments: [
    (held, Int32(0), "holds: 1 claim: 1 holds"),
    (held + refuted, 1, "refuted: 2 claims: 1 holds, 1 refuted"),
    (held + open, 2, "undetermined: 2 claims: 1 holds, 1 undetermined"),
    (open + refuted + held, 1, "refuted: 3 claims: 1 holds, 1 undetermined, 1 refuted"),
    (refuted + malformed, 3, "malformed: 2 claims: 1 refuted, 1 malformed"),
  ])
  func theGravestCounts(claims: String, status: Int32, words: String) throws {
    try withClaims(claims) { path in
      let result = try Executable.run(["audit", path])
      #expect(result.status == status, "\(result.error)")
      #expect(result.prose.contains(words), "\(result.output)")
      #expect(!result.output.split(separator: "\n").contains { $0.count > 80 })
      let document = try JSONParser.parse(
        try Executable.run(["audit", path, "--json"]).output.utf8, dialect: .foreign)
      #expect(document["schema"] == "seedproof-audit/1")
      #expect(document["verdict"]?.string == words.split(separator: ":").first.map(String.init))
    }
  }

  /// A claim that cannot be read is named with its line, and the others are judged.
  @Test func aLineIsNamed() throws {
    try withClaims(Self.held + Self.malformed + Self.refuted) { path in
      let result = try Executable.run(["audit", path])
      #expect(
        result.prose.contains("'scores.accuracy' must be a number as it was printed (line 3)"))
      #expect(result.output.contains("refuted: impossible"))
      #expect(result.output.contains("malformed: broken"))
    }
  }

  @Test(arguments: [
    ("", "holds no claim"), ("  - a: 1\n", "(line 2)"),
  ])
  func noClaim(claims: String, words: String) throws {
    try withClaims(claims) { path in
      let result = try Executable.run(["audit", path])
      #expect(result.status == (claims.isEmpty ? 64 : 3), "\(result.error)")
      #expect((result.error + result.prose).contains(words), "\(result.output)")
    }
  }

  @Test(arguments: [
    (["nowhere.yaml"], "nowhere.yaml"), (["--json", "--sarif"], "--sarif"),
    (["--details", "--json"], "--details"), (["--level", "0.7"], "--level"),
    (["--rules", "x"], "for a folder"), ([], "claims-or-folder"),
  ])
  func wrongUse(words: [String], reason: String) throws {
    try withClaims(Self.held) { path in
      let isAlone = words.isEmpty || words == ["nowhere.yaml"]
      let result = try Executable.run(["audit"] + words + (isAlone ? [] : [path]))
      #expect(result.status == 64 && result.error.contains(reason), "\(result.error)")
    }
  }

  /// Findings point to lines of the claims file.
  @Test func sarif() throws {
    try withClaims(Self.held + Self.refuted) { path in
      let result = try Executable.run(["audit", path, "--sarif"])
      #expect(result.status == 1)
      let run = try JSONParser.parse(result.output.utf8, dialect: .foreign)["runs"]?.array?[0]
      let results = try #require(run?["results"]?.array)
      let last = try #require(results.last)
      #expect(last["ruleId"] == "possible" && last["kind"] == "fail" && last["level"] == "error")
      #expect(results[0]["kind"] == "pass" && results[0]["level"] == "none")
      let place = last["locations"]?.array?[0]["physicalLocation"]
      #expect(place?["region"]?["startLine"] == 3)
      let rules = try #require(run?["tool"]?["driver"]?["rules"]?.array)
      let index = try #require(last["ruleIndex"]?.integer)
      #expect(rules[Int(index)]["id"] == "possible")
    }
  }

  /// What a stranger wrote is text, and nothing else.
  @Test func namesAreHostile() throws {
    let claim =
      "  - { id: \"a|b\\e[31m\\n# c\", source: \"<script>\", scores: { accuracy: 88.0 } }\n"
    try withClaims(claim) { path in
      let text = try Executable.run(["audit", path]).output
      #expect(!text.contains("\u{1b}"))
      let markdown = try Executable.run(["audit", path, "--markdown"]).output
      #expect(!markdown.contains("\u{1b}") && !markdown.contains("<script>"))
      #expect(!markdown.contains("\n# c") && !markdown.contains("| a|b"))
      let sarif = try Executable.run(["audit", path, "--sarif"]).output
      #expect((try? JSONParser.parse(sarif.utf8, dialect: .foreign)) != nil)
    }
    for name in ["../secret.csv", "/etc/passwd", "a/../../b"] {
      try withClaims("  - { scores: { x: 1 }, table: { file: \(name), score: x } }\n") { path in
        let result = try Executable.run(["audit", path])
        #expect(result.status == 2)
        #expect(result.prose.contains("is not below the folder of the claims"), "\(result.output)")
      }
    }
  }

  /// Published goldens, and the same ones rerun.
  @Test func goldensAreCompared() throws {
    let mine = Repository.path("golden/acceptability")
    try withClaims(
      "  - { task: acceptability, scores: { mcc: 65.38 }, statistic: maximum, runs: 9, "
        + "tolerance: 0.05, goldens: theirs }\n"
    ) { path in
      let theirs = (path as NSString).deletingLastPathComponent + "/theirs"
      try FileManager.default.copyItem(atPath: mine, toPath: theirs)
      let result = try Executable.run([
        "audit", path, "--trials", mine, "--score", "best", "--details",
      ])
      #expect(
        result.prose.contains("All 9 published goldens were run anew, and are equal bit by bit."),
        "\(result.output)\(result.error)")
      #expect(result.prose.contains("replicable/tolerance holds: The maximum of 9 trials"))
    }
  }

  @Test func aFolderHasItsOwnRules() throws {
    try withFolder { folder in
      try folder.write("loss: 2.5\n", to: "seed1.log")
      try folder.write("loss: 2.6\n", to: "seed2.log")
      try folder.write("{\"mean\": 2.55}", to: "summary.json")
      let missing = try Executable.run(["audit", folder.path])
      #expect(missing.status == 64 && missing.error.contains("--rules"))
      let other = try Executable.run(["audit", folder.path, "--rules", "golf"])
      #expect(other.status == 64 && other.error.contains("parameter-golf"), "\(other.error)")
      try folder.write(
        "logs: 'seed{seed}.log'\nscore: 'loss:{}'\nsummary: summary.json\nmean: mean\n",
        to: "audit.yaml")
      let result = try Executable.run(["audit", folder.path])
      #expect(result.status == 0, "\(result.output)\(result.error)")
      try folder.write("{\"mean\": 2.3}", to: "summary.json")
      #expect(try Executable.run(["audit", folder.path]).status == 1)
    }
  }
}
