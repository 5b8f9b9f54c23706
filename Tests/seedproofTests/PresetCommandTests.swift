import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import seedproof

/// The presets of Dodge et al. 2020 as a user meets them.
@Suite(.timeLimit(.minutes(20))) struct PresetCommandTests {
  private static func plan(_ preset: String, more: String = "", seeds: String = "wi: 1, do: 1...2")
    -> String
  {
    """
    name: as
    task: embedded/acceptability
    model: embedded/tiny
    protocol: { preset: dodge2020-\(preset), learning_rate: 1e-3, max_length: 32\(more) }
    seeds: { \(seeds) }

    """
  }

  @Test func diffListsWhatDiffers() throws {
    try withFolder { folder in
      let described = try folder.write(Self.plan("as-described"), to: "described.yaml")
      let run = try folder.write(Self.plan("as-run"), to: "run.yaml")
      let result = try Executable.run(["diff", described, run])
      #expect(result.status == 1 && result.error.isEmpty, "\(result.error)")
      #expect(
        result.output == """
          protocol.dropout_updates: all / first-of-epoch
          protocol.evaluations: even / dodge2020
          protocol.optimizer: adamw / bert-adam
          protocol.schedule: linear / linear-twice
          different: 4 settings, as first plan / second plan

          """)
      let json = try JSONParser.parse(
        Executable.run(["diff", described, run, "--json"]).output.utf8)
      #expect(json["equal"] == false && json["settings"]?.array?.count == 4)
      #expect(json["schema"] == "seedproof-plan-diff/1")
      // The same plan in other words.
      let again = try folder.write(
        Self.plan("as-described", more: ", epochs: 3, schedule: linear"), to: "again.yml")
      let same = try Executable.run(["diff", described, again])
      #expect(same.status == 0 && same.output == "equal: the plans say the same\n")
      // A plan that cannot be read, and one beside a golden.
      let broken = try folder.write("name: x\nepochs: 3\n", to: "broken.yaml")
      #expect(try Executable.run(["diff", described, broken]).status == 64)
      let golden = Repository.path("golden/acceptability/trials/wi=001,do=001.golden")
      let mixed = try Executable.run(["diff", golden, run])
      #expect(mixed.status == 64 && mixed.error.contains("is a plan, not a golden"))
    }
  }

  /// Trials of the code's protocol are recorded, verified, taken up, compared and analyzed as any others.
  @Test func trialsAsRun() throws {
    try withFolder { folder in
      let more = ", epochs: 2, batch_size: 60, anchors_per_epoch: 2"
      let grid = folder.file("grid")
      func run(_ words: String...) throws -> Executable.Result { try Executable.run(words) }
      let plan = try folder.write(
        Self.plan("as-run", more: more, seeds: "wi: 1...2, do: 1...2"), to: "plan.yaml")
      let made = try run("grid", plan, "--out", grid, "--keep-checkpoints", "2")
      #expect(made.status == 0, "\(made.error)")
      let path = grid + "/trials/wi=001,do=001.golden"
      let golden = try Golden(path)
      #expect(golden.header["format"] == "seedproof-trial/3")
      let size = golden.steps.count / 2
      // S is below 50, so that each update of the first epoch is a point; d = 1 in the second.
      #expect(golden.evaluations.map(\.step) == Array(1...2 * size))
      let verified = try run("verify", grid)
      #expect(verified.status == 0 && verified.output.contains("reproduced: 4 of 4 compared"))
      let segments = try run("verify", grid, "--segments", "3", "--challenge", "x")
      #expect(segments.status == 0, "\(segments.output)")
      // The same trials as described part in the first update: only the rates and the optimizer differ until then.
      let other = try folder.write(Self.plan("as-described", more: more), to: "other.yaml")
      #expect(
        try run("train", other, "--wi", "1", "--do", "1", "--out", folder.file("o.golden")).status
          == 0)
      let difference = try run("diff", folder.file("o.golden"), path)
      #expect(difference.status == 1)
      for line in [
        "header: format differs: seedproof-trial/1 / seedproof-trial/3",
        "header: protocol.schedule differs: nothing / linear-twice",
      ] { #expect(difference.output.contains(line), "\(difference.output)") }
      #expect(try run("show", path).output.contains("protocol.schedule  linear-twice"))
      // A golden of another plan in its place.
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.copyItem(atPath: folder.file("o.golden"), toPath: path)
      #expect(try run("verify", grid).status == 3)
    }
  }

  /// A header that leaves the new keys out, and one of a version to come, are never reproduced.
  @Test func anotherVersionIsNeverReproduced() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan("as-run", more: ", max_steps: 5"), to: "plan.yaml")
      let path = folder.file("t.golden")
      #expect(
        try Executable.run(["train", plan, "--wi", "1", "--do", "1", "--out", path]).status == 0)
      func status(_ change: (inout [String: JSONValue]) -> Void) throws -> Int32 {
        var golden = try Golden(path)
        var members = golden.header.object ?? [:]
        change(&members)
        golden.header = .object(members)
        try golden.write(to: folder.file("changed.golden"))
        return try Executable.run(["verify", folder.file("changed.golden")]).status
      }
      #expect(try status { _ in } == 0)
      #expect(try status { $0["format"] = "seedproof-trial/4" } == 2)
      #expect(try status { $0["format"] = "seedproof-trial/1" } == 3)
      #expect(
        try status { members in
          var settings = members["protocol"]?.object ?? [:]
          for key in ["schedule", "dropout_updates", "evaluations"] { settings[key] = nil }
          members["protocol"] = .object(settings)
          members["format"] = "seedproof-trial/1"
        } == 1)
    }
  }

  /// Evaluations at uneven distances: a stop costs its share of the training, and the page says so.
  @Test func unevenEvaluationsAreAnalyzed() throws {
    try withFolder { folder in
      let text = Self.plan(
        "as-run", more: ", epochs: 2, batch_size: 2, max_steps: 540",
        seeds: "wi: 1...2, do: 1...2")
      let grid = folder.file("grid")
      let made = try Executable.run(["grid", folder.write(text, to: "plan.yaml"), "--out", grid])
      #expect(made.status == 0, "\(made.error)")
      let analyzed = try Executable.run(["analyze", grid, "--json"])
      let task = try JSONParser.parse(analyzed.output.utf8, dialect: .foreign)["tasks"]?.array?
        .first
      #expect(task?["earlyStopping"]?["equalParts"] == true, "\(analyzed.error)")
      #expect(analyzed.status == 0)
      let page = try Executable.run(["analyze", grid, "--details"]).output
      #expect(page.contains("which is evaluated at uneven distances"), "\(page)")
      let report = try Executable.run(["report", grid, "--out", folder.file("r.html")])
      #expect(report.status == 0, "\(report.error)")
    }
  }
}
