import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

/// Commands on goldens that lie in lanes, as a user gives them.
@Suite(.timeLimit(.minutes(20))) struct LaneCommandTests {
  /// A plan, and a folder with two lanes of it.
  private final class Place {
    let folder: TemporaryFolder
    let plan: String
    let grid: String

    init() throws {
      folder = try TemporaryFolder()
      plan = try folder.write(ExternalCommandTests.plan, to: "plan.yaml")
      grid = folder.file("grid")
      for (lane, options) in [("cpu", ""), ("rocm", " loss=5")] {
        let made = try record(lane, options)
        #expect(made.status == 0 && made.prose.contains("grid, lane \(lane): 2 run"))
      }
    }

    func record(_ lane: String?, _ options: String = "") throws -> Executable.Result {
      try Executable.run(
        ["grid", plan, "--out", grid, "--runner", ExternalCommandTests.command + options]
          + (lane.map { ["--lane", $0] } ?? []))
    }

    func verify(_ words: String..., options: String = "") throws -> Executable.Result {
      try Executable.run(
        ["verify", grid, "--runner", ExternalCommandTests.command + options] + words)
    }
  }

  @Test func oneOfSeveralLanesMustBeNamed() throws {
    let place = try Place()
    for result in try [
      place.verify(), place.record(nil), Executable.run(["grid", "--status", place.grid]),
      Executable.run(["export", place.grid, "--format", "csv"]),
      Executable.run(["analyze", place.grid]),
    ] {
      #expect(result.status == 64, "\(result.output)")
      #expect(result.error.contains("lanes of goldens: cpu, rocm; name one"), "\(result.error)")
    }
    let named = try place.verify("--lane", "rocm", options: " loss=5")
    #expect(named.status == 0, "\(named.output) \(named.error)")
    #expect(named.output.contains("\nlane: rocm\nlane cpu: its goldens"))
    for command in [["export", place.grid, "--format", "csv"], ["grid", "--status", place.grid]] {
      #expect(try Executable.run(command + ["--lane", "cpu"]).status == 0)
    }
    // The other one is as it was, and so is the only one.
    try FileManager.default.removeItem(atPath: place.grid + "/trials/rocm")
    let only = try place.verify("--json")
    #expect(only.status == 0)
    let report = try JSONParser.parse(only.output.utf8)
    #expect(report["lanes"] == ["cpu"] && report["otherLanes"] == [])
  }

  @Test func wrongLanesAreWrongUse() throws {
    let place = try Place()
    for (words, reason) in [
      (["verify", place.grid, "--lane", "cpu"], "--lane is for trials of another trainer"),
      (["verify", place.grid, "--lane", "a/b", "--runner", "a {wi}"], "no name of a lane"),
      (["verify", place.grid, "--lane", "tpu", "--runner", "a {wi}"], "it has cpu, rocm"),
      (["grid", place.plan, "--out", place.grid, "--lane", "cpu"], "another trainer"),
      (["accept", place.grid, "--reason", "x"], "name one by --lane"),
    ] {
      let result = try Executable.run(words)
      #expect(result.status == 64, "\(words)")
      #expect(result.error.contains(reason), "\(words): \(result.error)")
    }
  }

  /// One command for every lane: each has its own tolerance, or none.
  @Test func toleranceIsThatOfTheLane() throws {
    let place = try Place()
    let own = ["--tolerance", "rocm:loss=1e-5"]
    let rocm = try place.verify("--lane", "rocm", own[0], own[1])
    #expect(rocm.status == 0, "\(rocm.output)")
    #expect(rocm.output.contains("agrees: 2 of 2 compared, 0 of them bit for bit, "))
    let cpu = try place.verify("--lane", "cpu", own[0], own[1])
    #expect(cpu.output.contains("reproduced: 2 of 2 compared, "))
    let diverged = try place.verify("--lane", "cpu", own[0], own[1], options: " loss=5")
    #expect(diverged.status == 1 && diverged.output.contains("diverged"))
    // Its own comes before that for all.
    let both = try place.verify("--lane", "rocm", own[0], own[1], "--tolerance", "loss=1e-30")
    #expect(both.status == 0)
    for (text, reason) in [
      ("tpu:loss=1e-5", "not there; there are: cpu, rocm"), ("a b:loss=1e-5", "no name of a lane"),
      ("rocm:loss", "'loss' is no tolerance"), ("cpu:rocm:loss=1", "is no tolerance"),
    ] {
      let result = try place.verify("--lane", "rocm", "--tolerance", text)
      #expect(result.status == 64 && result.error.contains(reason), "\(text): \(result.error)")
    }
    let twice = try place.verify(
      "--lane", "cpu", own[0], own[1], "--tolerance", "rocm:loss=1e-4")
    #expect(twice.status == 64 && twice.error.contains("stands twice for the lane rocm"))
  }

  /// What was seen of a trainer stands in the ledger, and only there.
  @Test func theLedgerSaysWhatWasSeen() throws {
    let place = try Place()
    let text = try String(contentsOfFile: place.grid + "/ledger.jsonl", encoding: .utf8)
    let lines = try text.split(separator: "\n").map { try JSONParser.parse($0.utf8) }
    #expect(lines.map { $0["lane"]?.string }.filter { $0 == "cpu" }.count == 5)
    #expect(lines.map { $0["lane"]?.string }.filter { $0 == "rocm" }.count == 5)
    let ends = lines.filter { $0["event"] == "completed" }
    #expect(ends.count == 4 && ends.allSatisfy { $0["processor"] != nil })
    // Without a lane nothing of it is noted.
    let plain = place.folder.file("plain")
    let made = try Executable.run(
      ["grid", place.plan, "--out", plain, "--runner", ExternalCommandTests.command])
    #expect(made.status == 0)
    let ledger = try String(contentsOfFile: plain + "/ledger.jsonl", encoding: .utf8)
    #expect(!ledger.contains("processor") && !ledger.contains("\"lane\""))
    // The golden is the same, whatever its lane.
    let name = "wi=001,do=001.golden"
    let goldens = try [plain + "/trials/", place.grid + "/trials/cpu/"].map {
      try Data(contentsOf: URL(filePath: $0 + name))
    }
    #expect(goldens[0] == goldens[1])
  }

  @Test func aListOfJobsKeepsTheLane() throws {
    let place = try Place()
    let list = try Executable.run([
      "grid", place.plan, "--out", place.grid, "--lane", "tpu", "--engine", "list", "--runner",
      ExternalCommandTests.command,
    ])
    #expect(list.status == 0, "\(list.error)")
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.contains(" --lane tpu ") })
  }
}
