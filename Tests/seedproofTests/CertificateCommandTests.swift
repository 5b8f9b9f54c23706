import Files
import Foundation
import Testing
import Text
import Trajectory

/// Certificates as people make and check them.
@Suite struct CertificateCommandTests {
  private static let time = ["--time", "2026-11-29T12:00:00Z"]

  private func certificate(_ words: [String]) throws -> Executable.Result {
    try Executable.run(["certificate"] + words)
  }

  private func json(_ result: Executable.Result) throws -> JSONValue {
    try JSONParser.parse(Array(result.output.utf8.dropLast()))
  }

  /// A pair of keys in the grid's place.
  private func keys(
    _ grid: RecordedGrid, _ name: String = "me"
  ) throws -> (key: String, pub: String) {
    let path = grid.path + "/" + name
    let made = try certificate(["keygen", "--out", path])
    try #require(made.status == 0, "\(made.error)")
    return (path + ".key", path + ".pub")
  }

  private func forge(_ path: String, _ change: (inout Golden) -> Void) throws {
    var golden = try Golden(path)
    change(&golden)
    try golden.write(to: path)
  }

  @Test func aCertificateIsMadeAndChecked() throws {
    let grid = try RecordedGrid()
    let (key, pub) = try keys(grid)
    let (_, other) = try keys(grid, "other")
    let create = ["create", grid.folder, "--key", key] + Self.time
    let made = try certificate(create)
    #expect(made.status == 0, "\(made.output) \(made.error)")
    #expect(made.prose.contains("PASSED: short, 2 of 2 trials rerun, verdict 'reproduced'"))
    let path = grid.folder + "/certificate.intoto.jsonl"
    let text = try grid.text(path)
    #expect(try certificate(create).status == 0)
    #expect(try grid.text(path) == text)
    for arguments in [[path, grid.folder], [grid.folder]] {
      let checked = try certificate(["verify"] + arguments + ["--pub", pub])
      #expect(checked.status == 0, "\(checked.output) \(checked.error)")
      #expect(checked.prose.contains("proved      signature"))
      #expect(checked.wideLines.isEmpty, "\(checked.wideLines)")
      #expect(checked.prose.contains("not proved  limit      that the data are right"))
    }
    let cases: [([String], Int32)] = [
      ([grid.folder], 2), ([path, "--pub", pub], 2), ([grid.folder, "--pub", other], 3),
      ([grid.folder, "--pub", pub, "--pub", other], 3), ([grid.folder, "--pub", key], 64),
      ([grid.folder, "--pub", pub, "--pub", pub], 64),
      ([grid.folder, "--pub", pub, "--challenge", "x"], 1),
      ([grid.path + "/none", "--pub", pub], 64), ([grid.golden(1), "--pub", pub], 3),
    ]
    for (arguments, status) in cases {
      let checked = try certificate(["verify"] + arguments)
      #expect(checked.status == status, "\(arguments) \(checked.output) \(checked.error)")
      #expect(!checked.prose.contains("PASSED"))
    }
    let document = try json(certificate(["verify", grid.folder, "--pub", pub, "--json"]))
    #expect(document["result"]?.string == "PASSED")
    #expect(document["predicate"]?["sampling"]?["claimed"]?.bool == true)
    try grid.write(text.replacing("payloadType\":\"a", with: "payloadType\":\"b"), to: path)
    #expect(try certificate(["verify", grid.folder, "--pub", pub]).status == 3)
  }

  /// The folder is the certified one, or it is another.
  @Test func otherFoldersAreFoundOut() throws {
    let grid = try RecordedGrid()
    let (key, pub) = try keys(grid)
    let out = grid.path + "/c.jsonl"
    let made = try certificate(["create", grid.folder, "--key", key, "--out", out])
    #expect(made.status == 0)
    let golden = grid.golden(2)
    let bytes = try Data(contentsOf: URL(filePath: golden))
    try forge(golden) { $0.steps[3].lossBits ^= 1 }
    #expect(try certificate(["verify", out, grid.folder, "--pub", pub]).status == 1)
    try FileManager.default.removeItem(atPath: golden)
    #expect(try certificate(["verify", out, grid.folder, "--pub", pub]).status == 1)
    try bytes.write(to: URL(filePath: golden))
    #expect(try certificate(["verify", out, grid.folder, "--pub", pub]).status == 0)
    try bytes.write(to: URL(filePath: grid.trials + "/wi=009,do=001.golden"))
    #expect(try certificate(["verify", out, grid.folder, "--pub", pub]).status == 1)
  }

  /// A forged golden that is drawn fails; one that is not drawn is recorded, and nothing is said of it.
  @Test func forgedGoldensAndTheDraw() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...3, do: 1 }")
    let (key, pub) = try keys(grid)
    try forge(grid.golden(2)) { golden in
      for step in golden.steps.indices { golden.steps[step].lossBits ^= 1 }
    }
    var statuses: Set<Int32> = []
    for number in 0..<12 where statuses.count < 2 {
      let challenge = ["--sample", "1", "--challenge", "coin \(number)"]
      let made = try certificate(["create", grid.folder, "--key", key, "--json"] + challenge)
      statuses.insert(made.status)
      let checked = try certificate(["verify", grid.folder, "--pub", pub])
      #expect(checked.status == made.status)
      let shown = try certificate([
        "show", grid.folder + "/certificate.intoto.jsonl", "--json",
      ])
      let test = try JSONParser.parse(shown.output.split(separator: "\n")[0].utf8)["predicate"]
      func tests(_ kind: String) -> [String] {
        test?[kind]?.array?.compactMap(\.string).filter { $0.hasSuffix("/bitwise") } ?? []
      }
      let forged = "short/wi=2/do=1/bitwise"
      if made.status == 1 {
        #expect(tests("failedTests") == [forged] && tests("passedTests").isEmpty)
        #expect(checked.prose.contains("failed      rerun      diverged; wi=2/do=1: step 0, loss"))
      } else {
        #expect(made.status == 0)
        #expect(tests("passedTests").count == 1 && !tests("passedTests").contains(forged))
        #expect(tests("warnedTests").isEmpty && tests("failedTests").isEmpty)
      }
    }
    #expect(statuses == [0, 1])
  }

  @Test func missingGoldensNeverPass() throws {
    let grid = try RecordedGrid()
    let (key, pub) = try keys(grid)
    // Whatever the ledger says of them.
    let ledger = grid.folder + "/ledger.jsonl"
    try grid.write(
      grid.text(ledger).replacing("\"completed\"", with: "\"failed\""), to: ledger)
    for wi in [1, 2] {
      try FileManager.default.removeItem(atPath: grid.golden(wi))
      for sample in [[], ["--sample", "1"]] {
        let made = try certificate(["create", grid.folder, "--key", key] + sample)
        #expect(made.status == 2 && made.prose.contains("WARNED"), "\(made.output)")
        #expect(try certificate(["verify", grid.folder, "--pub", pub]).status == 2)
      }
    }
  }

  /// A trial that ended early, where no rule ends trials, is no golden.
  @Test func stoppedTrialsAreMalformed() throws {
    let grid = try RecordedGrid()
    let (key, pub) = try keys(grid)
    try forge(grid.golden(2)) { $0.outcome = .stopped }
    for number in 0..<4 {
      let made = try certificate([
        "create", grid.folder, "--key", key, "--sample", "1", "--challenge", "\(number)",
      ])
      #expect(made.status == 3 && made.prose.contains("FAILED"), "\(made.output)")
      // Drawn or not, it is named.
      let said = "1 malformed; malformed: wi=2/do=1: the plan has no stop rule"
      #expect(made.prose.contains(said), "\(made.output)")
      #expect(try certificate(["verify", grid.folder, "--pub", pub]).status == 1)
    }
    #expect(try Executable.run(["verify", grid.folder]).status == 3)
  }

  /// Trials are left out by narrowing the plan: seen by who has the plan that was signed before.
  @Test func narrowedPlansAreFoundOut() throws {
    let grid = try RecordedGrid()
    let (key, pub) = try keys(grid)
    let (planKey, planPub) = try keys(grid, "author")
    let signed = grid.path + "/plan.intoto.jsonl"
    let planPath = grid.folder + "/experiment.yaml"
    let plan = try certificate(["plan", planPath, "--key", planKey, "--out", signed] + Self.time)
    #expect(plan.status == 0 && plan.prose.contains(", 2 trials"))
    let with = ["--plan", signed, "--plan-pub", planPub]
    let create = ["create", grid.folder, "--key", key]
    let made = try certificate(create + with)
    #expect(made.status == 0, "\(made.error)")
    #expect(try certificate(["verify", grid.folder, "--pub", pub] + with).status == 0)
    let named = try certificate(["verify", grid.folder, "--pub", pub])
    #expect(named.status == 0 && named.prose.contains("name it by --plan"))
    #expect(try certificate(["verify", grid.folder, "--pub", pub, "--plan", signed]).status == 3)
    #expect(try certificate(["verify", grid.folder, "--plan", signed]).status == 64)
    let narrowed = try grid.text(planPath).replacing("wi: 1...2", with: "wi: 1")
    try grid.write(narrowed, to: planPath)
    try FileManager.default.removeItem(atPath: grid.golden(2))
    #expect(try certificate(create + with).status == 3)
    let silent = try certificate(create)
    #expect(silent.status == 0 && silent.prose.contains("the plan was not committed in advance"))
    #expect(try certificate(["verify", grid.folder, "--pub", pub]).status == 0)
    let checked = try certificate(["verify", grid.folder, "--pub", pub] + with)
    #expect(checked.status == 1 && checked.prose.contains("is another one"))
  }

  @Test func keysComeFromAnywhereAndAreNeverPrinted() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let (key, pub) = try keys(grid)
    let secret = try grid.text(key)
    let create = ["certificate", "create", grid.folder] + Self.time
    let runs = [
      try Executable.run(create + ["--key", key]),
      try Executable.run(create + ["--key-env", "K"], environment: ["K": secret]),
      try Executable.run(create + ["--key-fd", "3"], script: "exec \"$0\" \"$@\" 3<'\(key)'"),
    ]
    let body = secret.split(separator: "\n")[1]
    for run in runs {
      #expect(run.status == 0, "\(run.error)")
      #expect(!(run.output + run.error).contains(body))
      #expect(try certificate(["verify", grid.folder, "--pub", pub]).status == 0)
    }
    for wrong in [
      [], ["--key", key, "--key-fd", "3"], ["--key-env", "NO_SUCH_KEY"], ["--key-fd", "77"],
      ["--key", pub], ["--key", grid.golden(1)], ["--key", key, "--sample", "0"],
      ["--key", key, "--sample", "2"], ["--key", key, "--challenge", "x"],
      ["--key", key, "--confidence", "1"], ["--key", key, "--time", "today"],
      ["--key", key, "--out", grid.golden(1)], ["--key", key, "--out", key],
    ] {
      let run = try Executable.run(["certificate", "create", grid.folder] + wrong)
      #expect(run.status == 64 && run.output.isEmpty, "\(wrong)")
      #expect(!run.error.contains(body), "\(wrong)")
    }
    #expect(try grid.text(key) == secret)
    #expect(try certificate(["keygen", "--out", grid.path + "/me"]).status == 64)
    #expect(try grid.text(key) == secret)
  }

  @Test func whatOpenSSLNeedsIsExported() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let made = try certificate(["keygen", "--out", grid.path + "/p", "--algorithm", "p256"])
    #expect(made.status == 0)
    let key = grid.path + "/p.key"
    #expect(try certificate(["create", grid.folder, "--key", key]).status == 0)
    let (path, out) = (grid.folder + "/certificate.intoto.jsonl", grid.path + "/out")
    let shown = try certificate(["show", path, "--json", "--export", out])
    #expect(shown.status == 0 && shown.error.contains("nobody is known to have signed this"))
    let members = try certificate(["show", path])
    #expect(members.status == 0 && members.wideLines.isEmpty, "\(members.wideLines)")
    #expect(
      members.output.hasPrefix("statement 1 of 3\n  _type  https://in-toto.io/Statement/v1\n"))
    #expect(members.output.contains("\n  predicate.verdict  reproduced\n"))
    for number in 1...3 {
      let payload = try grid.text("\(out)/\(number).json")
      let type = "application/vnd.in-toto+json"
      #expect(
        try grid.text("\(out)/\(number).pae")
          == "DSSEv1 \(type.utf8.count) \(type) \(payload.utf8.count) \(payload)")
      #expect(shown.output.split(separator: "\n")[number - 1] == payload)
    }
    #expect(try certificate(["verify", grid.folder, "--pub", grid.path + "/p.pub"]).status == 0)
  }
}
