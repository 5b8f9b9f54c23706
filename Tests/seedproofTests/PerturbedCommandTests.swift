import Foundation
import TestSupport
import Testing
import Text
import Trajectory

@testable import seedproof

/// A grid with perturbed trials, as a user runs it.
@Suite(.timeLimit(.minutes(20))) struct PerturbedCommandTests {
  private static func plan(_ perturbation: String?) throws -> String {
    try ShortPlan.text(seeds: "{ wi: 1, do: 1...2 }", steps: 9)
      + (perturbation.map { "perturbation: { \($0) }\n" } ?? "")
  }
  private static let change = "update: 4, parameter: classifier.weight, element: 0, ulps: 0...2"

  /// Their goldens are verified, drawn, certified and exported as any other, each under its own name.
  @Test func perturbedTrialsAreTrials() throws {
    try withFolder { folder in
      let grid = folder.file("grid")
      func run(_ words: String...) throws -> Executable.Result { try Executable.run(words) }
      let made = try run(
        "grid", folder.write(Self.plan(Self.change), to: "plan.yaml"), "--out", grid)
      #expect(made.status == 0 && made.prose.contains("6 run"), "\(made.error)")
      #expect(
        try folder.names(in: "grid/trials").filter { $0.contains("do=001") } == [
          "wi=001,do=001,ulps=1.golden", "wi=001,do=001,ulps=2.golden", "wi=001,do=001.golden",
        ])
      let verified = try run("verify", grid)
      #expect(verified.status == 0 && verified.output.contains("reproduced: 6 of 6 compared"))
      #expect(verified.output.contains("reproduced  wi=1,do=1,ulps=2  9 steps"))
      let one = try run("verify", grid, "--trials", "1:1:2,1:2", "--json")
      let trials = try JSONParser.parse(one.output.utf8)["trials"]?.array ?? []
      #expect(trials.map { $0["ulps"]?.integer } == [2, nil])
      #expect(try run("verify", grid, "--trials", "1:1:3").status == 64)
      let drawn = try run("verify", grid, "--sample", "6", "--challenge", "x")
      #expect(drawn.status == 0)
      let key = folder.file("me")
      #expect(try run("certificate", "keygen", "--out", key).status == 0)
      let signed = try run("certificate", "create", grid, "--key", key + ".key", "--json")
      #expect(signed.status == 0, "\(signed.error)")
      let check = try run("certificate", "verify", grid, "--pub", key + ".pub")
      #expect(check.status == 0, "\(check.output)")
      let text = try run("certificate", "show", grid + "/certificate.intoto.jsonl", "--json").output
      #expect(text.contains(#""wi=1/do=1/ulps=2""#))
      let rows = try run("export", grid, "--format", "csv").output.split(separator: "\n")
      #expect(rows[0].hasPrefix("wi,do,ulps,task,") && rows[2].hasPrefix("1,1,1,"))
      #expect(try run("grid", "--status", grid).prose.contains("6 of 6 trials finished"))
    }
  }

  /// The plain trial of such a plan is that of any other, with its name and its bytes.
  @Test func thePlainTrialIsTheSame() throws {
    try withFolder { folder in
      for (name, change) in [("a", Self.change), ("b", nil)] {
        let made = try Executable.run([
          "grid", folder.write(Self.plan(change), to: name + ".yaml"), "--out", folder.file(name),
        ])
        #expect(made.status == 0)
      }
      func data(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: folder.file(path + "/trials/wi=001,do=001.golden")))
      }
      #expect(try data("a") == data("b"))
      // One that no plan mentions is no trial of the folder.
      let name = "/trials/wi=001,do=001,ulps=1.golden"
      try FileManager.default.copyItem(
        atPath: folder.file("a" + name), toPath: folder.file("b" + name))
      #expect(try Executable.run(["verify", folder.file("b")]).status == 3)
      // Nor is one in the place of another.
      try FileManager.default.removeItem(atPath: folder.file("b" + name))
      let plain = folder.file("b/trials/wi=001,do=001.golden")
      try FileManager.default.removeItem(atPath: plain)
      try FileManager.default.copyItem(atPath: folder.file("a" + name), toPath: plain)
      #expect(try Executable.run(["verify", folder.file("b")]).status == 3)
    }
  }

  @Test func aSingleTrialIsTrained() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(Self.change), to: "plan.yaml")
      let made = try Executable.run([
        "train", plan, "--wi", "1", "--do", "1", "--ulps", "2", "--out", folder.file("one.golden"),
      ])
      #expect(made.status == 0, "\(made.error)")
      let header = try Golden(folder.file("one.golden")).header
      #expect(header["perturbation"]?["ulps"] == 2)
      let verified = try Executable.run(["verify", folder.file("one.golden")])
      #expect(verified.status == 0, "\(verified.output)")
      let plain = try folder.write(Self.plan(nil), to: "plain.yaml")
      let refused = try Executable.run(["train", plain, "--wi", "1", "--do", "1", "--ulps", "2"])
      #expect(refused.status == 64 && refused.error.contains("has no 'perturbation'"))
    }
  }

  /// Before any trial is trained, with line and key.
  @Test(arguments: [
    "update: 9, parameter: classifier.weight, element: 0, ulps: 1",
    "update: 1, parameter: classifier.wait, element: 0, ulps: 1",
    "update: 1, parameter: classifier.bias, element: 2, ulps: 1",
    "update: 1, parameter: classifier.bias, element: 1, ulps: 2000000",
  ])
  func whatCannotBeIsRefused(_ change: String) throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(change), to: "plan.yaml")
      let result = try Executable.run(["grid", plan, "--out", folder.file("grid")])
      #expect(result.status == 64 && result.error.contains("'perturbation."), "\(result.error)")
      #expect(result.error.contains("plan.yaml:"))
      #expect(!FileManager.default.fileExists(atPath: folder.file("grid")))
    }
  }
}
