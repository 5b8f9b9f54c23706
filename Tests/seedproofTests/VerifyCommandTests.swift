import Foundation
import Testing
import Text
import Trajectory

@Suite struct VerifyCommandTests {
  /// Runs the program where no file can grow; what it prints goes through a pipe.
  private static let fullDisk = """
    exec 5>&1
    status=$({ { (ulimit -f 0; exec "$0" "$@"); echo $? >&4; } | cat >&5; } 4>&1)
    exit $status
    """

  private func json(_ result: Executable.Result) throws -> JSONValue {
    try JSONParser.parse(Array(result.output.utf8.dropLast()))
  }

  private func forge(_ path: String) throws {
    var golden = try Golden(path)
    golden.steps[4].lossBits ^= 1
    try golden.write(to: path)
  }

  @Test func everyPlannedTrialIsVerified() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...3, do: 1...3 }")
    let all = try Executable.run(["verify", grid.folder, "--all", "--jobs", "2", "--json"])
    #expect(all.status == 0)
    let document = try json(all)
    #expect(document["verdict"]?.string == "reproduced")
    #expect(document["compared"]?["trials"]?.integer == 9)
    #expect(document["controls"]?["caught"]?.integer == 8)
    #expect(document["coverage"]?["planned"]?.integer == 9)
    // One trial that was not finished.
    try FileManager.default.removeItem(atPath: grid.golden(2, 3))
    for arguments in [["verify", grid.folder, "--all"], ["verify", grid.folder]] {
      let result = try Executable.run(arguments)
      #expect(result.status == 2)
      #expect(result.output.contains("unverifiable: 8 of 9 compared"), "\(result.output)")
    }
  }

  @Test func needsNoPlaceToWriteTo() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    for (environment, script) in [
      (["TMPDIR": "/nonexistent"], nil), ([:], Self.fullDisk), (["TMPDIR": ""], Self.fullDisk),
    ] {
      let result = try Executable.run(
        ["verify", grid.folder], environment: environment, script: script)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("controls 8/8 caught"), "\(result.output)")
    }
  }

  @Test func choices() throws {
    let grid = try RecordedGrid()
    let named = try json(Executable.run(["verify", grid.folder, "--trials", "2:1", "--json"]))
    #expect(named["trials"]?.array?.map { $0["wi"]?.integer } == [2])
    let drawn = ["verify", grid.folder, "--sample", "1", "--challenge", "a coin", "--json"]
    let sample = try json(Executable.run(drawn))
    #expect(sample["coverage"]?["challenge"]?.string == "a coin")
    #expect(sample["coverage"]?["root"]?.string?.utf8.count == 64)
    let again = try json(Executable.run(drawn))
    #expect(again["trials"]?.array?[0]["wi"] == sample["trials"]?.array?[0]["wi"])
    let budget = try Executable.run(["verify", grid.folder, "--budget", "1h"])
    #expect(budget.status == 0)
    #expect(budget.prose.contains("power: 1 or more forged trials (50%)"), "\(budget.output)")
    #expect(budget.output.contains("challenge: "))
  }

  @Test func emptyChoicesAreWrongUse() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    for choice in [
      ["--trials", ""], ["--trials", "2:1"], ["--trials", "1:1,1:1"], ["--trials", "1"],
      ["--trials", "1:1,"], ["--sample", "0"], ["--sample", "2"], ["--sample", "-1"],
      ["--budget", "0s"], ["--budget", "10"], ["--budget", "m"], ["--challenge", "x"],
      ["--sample", "1", "--all"], ["--sample", "1", "--challenge", ""],
    ] {
      let result = try Executable.run(["verify", grid.folder] + choice)
      #expect(result.status == 64, "\(choice)")
      #expect(result.output.isEmpty)
      #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    }
    #expect(try Executable.run(["verify"]).status == 64)
    #expect(try Executable.run(["verify", grid.path + "/nothing"]).status == 64)
    #expect(try Executable.run(["verify", grid.golden(1), "--sample", "1"]).status == 64)
    #expect(try Executable.run(["verify", grid.folder, grid.folder, "--sample", "1"]).status == 64)
  }

  @Test func nothingCountsTwice() throws {
    let grid = try RecordedGrid()
    for paths in [[grid.folder, grid.folder], [grid.golden(1), grid.golden(1)]] {
      let result = try Executable.run(["verify"] + paths)
      #expect(result.status == 64)
      #expect(result.error.contains("is named twice"))
    }
  }

  @Test func emptyFoldersProveNothing() throws {
    let grid = try RecordedGrid()
    try FileManager.default.removeItem(atPath: grid.trials)
    let result = try Executable.run(["verify", grid.folder])
    #expect(result.status == 2)
    #expect(result.output.contains("unverifiable: 0 of 2 compared"))
    try FileManager.default.createDirectory(
      atPath: grid.trials, withIntermediateDirectories: true)
    #expect(try Executable.run(["verify", grid.folder]).status == 2)
    #expect(try Executable.run(["verify", grid.folder, "--segments", "3"]).status == 2)
    #expect(try Executable.run(["verify", grid.folder, "--budget", "1h"]).status == 2)
    // A folder without plan is no experiment.
    #expect(try Executable.run(["verify", grid.trials]).status == 64)
  }

  @Test func segmentsAreNoReproduction() throws {
    let grid = try RecordedGrid(keptCheckpoints: 2)
    let junit = grid.path + "/junit.xml"
    let summary = grid.path + "/summary.md"
    let arguments = ["verify", grid.folder, "--segments", "2", "--challenge", "dice"]
    let result = try Executable.run(
      arguments + ["--jobs", "2", "--junit", junit],
      environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary, "CI": "true"])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("segments agree: "))
    #expect(result.output.contains(" of 6 segments rerun, "))
    #expect(result.prose.contains("controls 8/8 caught"))
    #expect(result.prose.contains("or more forged ones ("))
    #expect(result.prose.contains("a single one with 33.3%"))
    for text in [result.output, try grid.text(junit), try grid.text(summary)] {
      #expect(!text.contains("reproduced"))
      #expect(text.contains("segments agree"))
    }
    let document = try json(Executable.run(arguments + ["--json"]))
    #expect(document["verdict"]?.string == "segments agree")
    #expect(document["compared"]?["trials"]?.integer == 0)
    #expect(document["power"]?["chanceOfFindingOne"]?["denominator"]?.integer == 6)
    #expect(
      document["segments"]?.array?.contains { $0["from"]?.integer == 0 } == true)
    for wrong in [["--segments", "0"], ["--segments", "1", "--sample", "1"]] {
      #expect(try Executable.run(["verify", grid.folder] + wrong).status == 64)
    }
  }

  @Test func aReportTakesNoPlaceOfTheExperiment() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let before = try Data(contentsOf: URL(filePath: grid.golden(1)))
    for path in [
      grid.golden(1), grid.folder + "/experiment.yaml", grid.folder + "/ledger.jsonl",
      grid.trials + "/new.golden", grid.path + "/absent/junit.xml", grid.path, grid.path + "/",
    ] {
      let result = try Executable.run(["verify", grid.folder, "--junit", path])
      #expect(result.status == 64, "\(path)")
      #expect(result.output.isEmpty)
    }
    #expect(try Data(contentsOf: URL(filePath: grid.golden(1))) == before)
  }

  /// Nor of any other file but an earlier report.
  @Test func aReportReplacesReportsOnly() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let plan = try grid.text(grid.path + "/plan.yaml")
    let result = try Executable.run(["verify", grid.folder, "--junit", grid.path + "/plan.yaml"])
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains("is there already and is no XML"))
    #expect(try grid.text(grid.path + "/plan.yaml") == plan)
    #expect(try Executable.run(["verify", grid.folder, "--junit", grid.trials]).status == 64)
    let junit = grid.path + "/junit.xml"
    try grid.write("", to: junit)
    for _ in 0..<2 {
      #expect(try Executable.run(["verify", grid.folder, "--junit", junit]).status == 0)
      #expect(try grid.text(junit).hasPrefix("<?xml"))
    }
  }

  /// What was found is said, though an update cannot be looked into.
  @Test func aBisectionThatFailsLeavesTheReport() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let junit = grid.path + "/junit.xml"
    let arguments = ["verify", grid.folder, "--bisect", "--junit", junit]
    let sound = try Executable.run(arguments + ["--at", "99"])
    #expect(sound.status == 64)
    #expect(sound.output.contains("reproduced: 1 of 1 compared"))
    #expect(sound.prose.contains("bisect: ") && sound.errorProse.contains("none with number 99"))
    try FileManager.default.removeItem(atPath: junit)
    try forge(grid.golden(1))
    let diverged = try Executable.run(arguments + ["--at", "99"])
    #expect(diverged.status == 1)
    #expect(diverged.output.contains("diverged: 1 of 1 compared"))
    #expect(try grid.text(junit).contains("<failure type=\"diverged\""))
    let document = try json(Executable.run(arguments + ["--at", "99", "--json"]))
    #expect(document["bisectionError"]?.string?.contains("none with number 99") ?? false)
    try grid.write("no golden", to: grid.golden(1))
    let corrupt = try Executable.run(arguments)
    #expect(corrupt.status == 3)
    #expect(corrupt.output.contains("malformed: 0 of 1 compared"))
    #expect(try grid.text(junit).contains("<failure type=\"malformed\""))
  }

  @Test func missingModelIsUnverifiable() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let absent = try Executable.run(["verify", grid.folder, "--model", grid.path + "/absent"])
    #expect(absent.status == 2)
    #expect(absent.output.contains("unverifiable: 0 of 1 compared"))
    // A folder without the weights.
    let model = grid.path + "/model"
    try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
    try grid.write("{}", to: model + "/config.json")
    #expect(try Executable.run(["verify", grid.folder, "--model", model]).status == 2)
  }

  @Test func neighbourRenamedIsRefused() throws {
    let grid = try RecordedGrid()
    try FileManager.default.removeItem(atPath: grid.golden(1))
    try FileManager.default.copyItem(atPath: grid.golden(2), toPath: grid.golden(1))
    let result = try Executable.run(["verify", grid.folder])
    #expect(result.status == 3)
    #expect(result.prose.contains("holds the trial wi=2,do=1, not the one in its name"))
  }

  @Test func unplannedGoldenFailsItsFolder() throws {
    let grid = try RecordedGrid()
    let name = "a\u{1b}[31m\n::error::b.golden"
    try FileManager.default.copyItem(atPath: grid.golden(2), toPath: grid.trials + "/" + name)
    let result = try Executable.run(["verify", grid.folder, "--trials", "1:1"])
    #expect(result.status == 3)
    #expect(result.prose.contains("is a golden that the plan does not mention"))
    #expect(!result.output.contains("\u{1b}"))
    #expect(!result.output.contains("\n::error"))
  }

  @Test func junitAndGitHub() throws {
    let grid = try RecordedGrid()
    try forge(grid.golden(2))
    let junit = grid.path + "/junit.xml"
    let summary = grid.path + "/summary.md"
    try grid.write("before\n", to: summary)
    let environment = ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary, "CI": "true"]
    let arguments = ["verify", grid.folder, "--junit", junit]
    let result = try Executable.run(arguments, environment: environment)
    #expect(result.status == 1)
    let command = "::error file=\(grid.golden(2).replacing(",", with: "%2C")),line=1,"
    #expect(result.output.contains(command + "title=diverged%3A wi=2%2Cdo=1::step 4"))
    #expect(try grid.text(junit).contains("<failure type=\"diverged\" message=\"step 4, loss:"))
    let text = try grid.text(summary)
    #expect(text.hasPrefix("before\n### seedproof verify: diverged\n"))
    // Standard output stays a document.
    let document = try Executable.run(arguments + ["--json"], environment: environment)
    #expect(try json(document)["verdict"]?.string == "diverged")
    #expect(document.error.contains("::error file="))
    let plain = try Executable.run(["verify", grid.folder])
    #expect(!plain.output.contains("::error"))
    // A file that cannot be written in the end hides nothing of it.
    let late = try Executable.run(arguments, environment: environment, script: Self.fullDisk)
    #expect(late.status == 64)
    #expect(late.output.contains(command))
    #expect(late.error.contains("junit.xml: cannot be written"))
  }

  @Test func newResultsAreKeptAndAccepted() throws {
    let grid = try RecordedGrid()
    let truth = try Data(contentsOf: URL(filePath: grid.golden(2)))
    try forge(grid.golden(2))
    let actual = grid.path + "/actual"
    // In CI results may be kept, but not recorded or accepted.
    let kept = try Executable.run(
      ["verify", grid.folder, "--keep-actual", actual], environment: ["CI": "1"])
    #expect(kept.status == 1)
    let result = actual + "/wi=002,do=001.golden"
    #expect(try Data(contentsOf: URL(filePath: result)) == truth)
    for arguments in [
      ["verify", grid.folder, "--record", "failed"], ["verify", grid.folder, "--record", "all"],
      ["accept", grid.folder, result, "--reason", "x"],
    ] {
      let refused = try Executable.run(arguments, environment: ["CI": "true"])
      #expect(refused.status == 64, "\(arguments)")
      #expect(refused.error.contains("where CI is set"))
    }
    #expect(
      try Executable.run(["verify", grid.folder, "--record", "never"], environment: ["CI": "1"])
        .status == 1)
    let recorded = try Executable.run(["verify", grid.folder, "--record", "failed"])
    #expect(recorded.status == 1)
    #expect(recorded.prose.contains("new result: \(grid.folder)/pending/wi=002,do=001.golden"))
    let diff = try Executable.run(["diff", grid.golden(2), result])
    #expect(diff.status == 1)
    #expect(diff.output.contains("step 4, loss: expected "))
    #expect(try Executable.run(["accept", grid.folder]).status == 64)
    #expect(try Executable.run(["accept", grid.folder, "--reason", " "]).status == 64)
    let accepted = try Executable.run(["accept", grid.folder, "--reason", "it was forged"])
    #expect(accepted.status == 0, "\(accepted.error)")
    #expect(accepted.output.hasPrefix("wi=2,do=1: "))
    #expect(try Data(contentsOf: URL(filePath: grid.golden(2))) == truth)
    #expect(try grid.text(grid.folder + "/ledger.jsonl").contains("\"detail\":\"it was forged\""))
    #expect(try Executable.run(["verify", grid.folder]).status == 0)
    #expect(try Executable.run(["accept", grid.folder, "--reason", "x"]).status == 64)
  }
}
