import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

/// `analyze` of trials whose state was changed by some units in the last place.
@Suite(.timeLimit(.minutes(20))) struct PerturbedAnalysisTests {
  /// A folder of `seeds`, perturbed where `ulps` are given.
  private static func grid(
    _ folder: TemporaryFolder, _ name: String, seeds: String, update: Int = 2, ulps: String? = nil
  ) throws -> String {
    let change = ulps.map {
      "perturbation: { update: \(update), parameter: classifier.weight, element: 0, ulps: \($0) }\n"
    }
    let plan = try ShortPlan.text(seeds: seeds, steps: 9) + (change ?? "")
    let out = folder.file(name)
    let made = try Executable.run([
      "grid", folder.write(plan, to: name + ".yaml"), "--out", out, "--quiet",
    ])
    try #require(made.status == 0, "\(made.error)")
    return out
  }

  private static func analysis(_ words: [String]) throws -> JSONValue {
    let result = try Executable.run(["analyze"] + words + ["--json"])
    try #require(result.status == 0, "\(result.error)")
    return try JSONParser.parse(result.output.utf8, dialect: .foreign)
  }

  /// The plain trials are the table; the perturbed ones stand beside it.
  @Test func perturbedTrialsStandBesideTheGrid() throws {
    try withFolder { folder in
      let plain = try Self.grid(folder, "plain", seeds: "{ wi: 1...2, do: 1...2 }")
      let both = try Self.grid(
        folder, "both", seeds: "{ wi: 1...2, do: 1...2 }", ulps: "[1, 0, 1048576]")
      let (a, b) = (try Self.analysis([plain]), try Self.analysis([both]))
      #expect(a["tasks"] == b["tasks"] && a["perturbations"] == [])
      let found = try #require(b["perturbations"]?.array?.first)
      #expect(found["cells"] == 4 && found["trials"] == 8 && found["compared"] == 8)
      #expect(found["update"] == 2 && found["parameter"] == "classifier.weight")
      #expect(found["spread"]?["degreesOfFreedom"] == 8)
      // An eighth more of a weight shows at once, in loss and norm; one unit may be rounded away.
      let bit = try #require(found["partings"]?.array?.first)
      #expect(bit["measure"] == "bit" && bit["earliest"] == 0)
      #expect(4...8 ~= bit["parted"]?.integer ?? 0)
      let summary = try Executable.run(["analyze", both]).output
      #expect(summary.contains("  ULP at 2 "))
      let text = try Executable.run(["analyze", both, "--details"]).output
      #expect(text.contains("What one unit in the last place does"))
      #expect(text.contains("When trajectories part"))
      #expect(text.contains("ULP at 2 "))
      #expect(!text.split(separator: "\n").contains { $0.count > 80 })
      let page = folder.file("page.html")
      #expect(try Executable.run(["report", both, "--out", page]).status == 0)
      #expect(try folder.read("page.html").contains("What one unit in the last place does"))
    }
  }

  /// Several changes of one trial of a grid, each with the plain golden, which counts once.
  @Test func changesOfOneTrialJoinItsGrid() throws {
    try withFolder { folder in
      let seeds = "{ wi: 1, do: 1 }"
      let grid = try Self.grid(folder, "plain", seeds: "{ wi: 1...2, do: 1...2 }")
      let changes = try [2, 7].map {
        try Self.grid(folder, "at\($0)", seeds: seeds, update: $0, ulps: "0...1")
      }
      for order in [[grid] + changes, changes + [grid]] {
        let found = try Self.analysis(order)
        #expect(found["tasks"] == (try Self.analysis([grid]))["tasks"])
        #expect(found["perturbations"]?.array?.map { $0["update"]?.integer } == [2, 7])
        #expect(
          found["remarks"]?.array?.filter { $0.string?.contains("counts once") == true }.count == 2)
      }
      // Alone, the perturbed trials are the runs.
      let alone = try Self.analysis(changes)
      let task = try #require(alone["tasks"]?.array?.first)
      #expect(task["trials"] == 3 && task["oneSeed"] == true)
      let words = "the trial wi=1, do=1 alone, perturbed: runs 0 to 2 are"
      #expect(alone["remarks"]?.array?.contains { $0.string?.contains(words) == true } == true)
      #expect(
        alone["perturbations"]?.array?.allSatisfy { $0["spread"]?["shareOfSeeds"] == .null } == true
      )
    }
  }

  /// What is not perturbed is no perturbation: without the plain trial nothing is compared.
  @Test func withoutThePlainTrialNothingIsCompared() throws {
    try withFolder { folder in
      let folder = try Self.grid(folder, "a", seeds: "{ wi: 1, do: 1 }", ulps: "1...3")
      let found = try #require(try Self.analysis([folder])["perturbations"]?.array?.first)
      #expect(found["compared"] == 0 && found["partings"] == [] && found["trials"] == 3)
      #expect(found["spread"]?["degreesOfFreedom"] == 2)
    }
  }
}
