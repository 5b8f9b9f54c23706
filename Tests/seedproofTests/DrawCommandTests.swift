import Files
import Foundation
import Testing
import Text
import Trajectory

/// What is drawn, and what is said of it.
@Suite struct DrawCommandTests {
  private func json(_ result: Executable.Result) throws -> JSONValue {
    try JSONParser.parse(Array(result.output.utf8.dropLast()))
  }

  /// Every loss is another one, under right digests.
  private func forge(_ path: String) throws {
    var golden = try Golden(path)
    for step in golden.steps.indices { golden.steps[step].lossBits ^= 1 }
    try golden.write(to: path)
  }

  private func copy(_ grid: RecordedGrid, _ name: String) throws -> String {
    let path = grid.path + "/" + name
    try FileManager.default.copyItem(atPath: grid.folder, toPath: path)
    return path
  }

  /// Segments of one cell in two folders have different tickets: both folders are drawn from.
  @Test func segmentsOfEveryFolderAreDrawn() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }", keptCheckpoints: 2)
    let other = try copy(grid, "other")
    try forge(other + "/trials/wi=001,do=001.golden")
    for folders in [[grid.folder, other], [other, grid.folder]] {
      let found = try (0..<8).map { number in
        try Executable.run(
          ["verify"] + folders + ["--segments", "1", "--challenge", "coin \(number)"]
        ).status
      }
      #expect(Set(found) == [0, 1], "\(found)")
    }
    let both = try Executable.run(
      ["verify", grid.folder, other, "--segments", "6", "--challenge", "x", "--json"])
    let document = try json(both)
    #expect(document["scheme"]?.string == "audit-sample-v2")
    #expect(document["coverage"]?["segments"]?.integer == 6)
    let items = document["segments"]?.array?.compactMap { $0["item"]?.string } ?? []
    #expect(items.count == 6 && Set(items).count == 6)
  }

  @Test func severalFoldersAreDrawnFrom() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1...2 }")
    let other = try RecordedGrid(seeds: "{ wi: 2, do: 1...2 }")
    let choice = ["--sample", "3", "--challenge", "a coin"]
    let one = try json(
      Executable.run(["verify", grid.folder, other.folder] + choice + ["--json"]))
    let two = try json(
      Executable.run(["verify", other.folder + "/.", grid.folder + "/"] + choice + ["--json"]))
    #expect(one["verdict"]?.string == "reproduced")
    let coverage = try #require(one["coverage"])
    #expect(coverage["scheme"]?.string == "audit-sample-v2")
    #expect(coverage["planned"]?.integer == 4 && coverage["chosen"]?.integer == 3)
    #expect(coverage["power"]?["detectableForged"]?.integer == 2)
    #expect(two["coverage"]?["root"] == coverage["root"])
    func drawn(_ document: JSONValue) -> [String] {
      document["trials"]?.array?.compactMap { $0["contentDigest"]?.string } ?? []
    }
    #expect(drawn(one) == drawn(two) && drawn(one).count == 3)
    let budget = try Executable.run(["verify", grid.folder, other.folder, "--budget", "1h"])
    #expect(budget.status == 0)
    #expect(budget.output.contains("drawn by audit-sample-v2"))
    #expect(budget.output.contains("coverage: 4 of 4 planned trials (100%)"))
    let alone = try Executable.run(["verify", grid.folder, "--sample", "1"])
    #expect(alone.output.contains("drawn by audit-sample-v1"))
    for wrong in [
      ["--sample", "5"], ["--trials", "1:1"], [grid.golden(1), "--sample", "1"],
    ] {
      let result = try Executable.run(["verify", grid.folder, other.folder] + wrong)
      #expect(result.status == 64, "\(wrong)")
    }
  }

  /// A trial that is named by a link, as a copy or in a copied folder would count as two.
  @Test func oneTrialCountsOnce() throws {
    let grid = try RecordedGrid(keptCheckpoints: 2)
    let files = FileManager.default
    let place = grid.path
    try files.linkItem(atPath: grid.golden(1), toPath: place + "/hard.golden")
    try files.createSymbolicLink(
      atPath: place + "/soft.golden", withDestinationPath: grid.golden(1))
    try files.copyItem(atPath: grid.golden(1), toPath: place + "/copy.golden")
    try files.createSymbolicLink(atPath: place + "/link", withDestinationPath: grid.folder)
    let folder = try copy(grid, "folder")
    let narrowed = try copy(grid, "narrowed")
    try files.removeItem(atPath: narrowed + "/trials/wi=002,do=001.golden")
    let plan = try grid.text(narrowed + "/experiment.yaml")
    try grid.write(
      plan.replacing("wi: 1...2", with: "wi: 1"), to: narrowed + "/experiment.yaml")
    let others = ["/hard.golden", "/soft.golden", "/copy.golden"].map { place + $0 }
    for (named, others) in [
      (grid.golden(1), others + [folder]),
      (grid.folder, others + [place + "/link", folder, narrowed]),
    ] {
      for other in others {
        let result = try Executable.run(["verify", named, other])
        #expect(result.status == 64 && result.output.isEmpty, "\(named) \(other)")
        #expect(result.error.contains("is named twice"))
        #expect(result.error.contains(named) && result.error.contains(other))
      }
    }
    for choice in [["--segments", "1"], ["--sample", "1"], ["--budget", "1s"]] {
      #expect(try Executable.run(["verify", grid.folder, folder] + choice).status == 64)
    }
  }

  /// A draw says what is missing, and what that does to its power.
  @Test func missingGoldensAreSaid() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...3, do: 1 }")
    for wi in 2...3 { try FileManager.default.removeItem(atPath: grid.golden(wi)) }
    let (junit, summary) = (grid.path + "/junit.xml", grid.path + "/summary.md")
    var statuses: Set<Int32> = []
    for number in 0..<12 where statuses.count < 2 {
      let arguments = ["verify", grid.folder, "--sample", "1", "--challenge", "coin \(number)"]
      let result = try Executable.run(
        arguments + ["--junit", junit],
        environment: ["GITHUB_ACTIONS": "1", "GITHUB_STEP_SUMMARY": summary])
      statuses.insert(result.status)
      for text in [result.prose, try grid.text(junit)] {
        #expect(text.contains("missing: 2 of 3 planned trials have no golden"))
        #expect(!text.contains("would have been found"))
        #expect(text.contains("power: none"))
      }
      #expect(try grid.text(summary).contains("2 of 3 planned trials have no golden"))
      let document = try json(Executable.run(arguments + ["--json"]))
      #expect(document["coverage"]?["missing"]?.integer == 2)
      #expect(document["coverage"]?["firstMissing"]?.array?.count == 2)
      #expect(document["coverage"]?["power"] == nil)
    }
    #expect(statuses == [0, 2])
  }

  /// A plan that was narrowed after trials had run is not silently the narrowed one.
  @Test func whatWasPlannedBeforeIsSaid() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...2, do: 1...2 }")
    let planPath = grid.folder + "/experiment.yaml"
    let old = try InputFile(planPath, limit: 1 << 20).digest.description
    try grid.write(
      grid.text(planPath).replacing("wi: 1...2", with: "wi: 1"), to: planPath)
    for dataOrder in 1...2 {
      try FileManager.default.removeItem(atPath: grid.golden(2, dataOrder))
    }
    let said = "4 planned, 4 named, 2 of these without golden here (wi=2,do=1; wi=2,do=2)"
    let (junit, summary) = (grid.path + "/junit.xml", grid.path + "/summary.md")
    for choice in [
      [], ["--sample", "1"], ["--budget", "1h"], ["--segments", "1"], ["--trials", "1:1"],
    ] {
      let result = try Executable.run(
        ["verify", grid.folder, "--junit", junit] + choice,
        environment: ["GITHUB_ACTIONS": "1", "GITHUB_STEP_SUMMARY": summary])
      #expect(result.status == 0, "\(choice)")
      #expect(result.prose.contains(said), "\(choice): \(result.output)")
      #expect(
        try grid.text(junit).contains(
          "<property name=\"earlierPlans\" value=\"an earlier"))
      #expect(try grid.text(summary).contains("an earlier plan stood in"))
      try FileManager.default.removeItem(atPath: summary)
      let document = try json(Executable.run(["verify", grid.folder, "--json"] + choice))
      let plan = try #require(document["earlierPlans"]?.array?.first?["plans"]?.array?.first)
      #expect(plan["plan"]?.string == old)
      #expect(plan["planned"]?.integer == 4 && plan["withoutGolden"]?.integer == 2)
    }
    let again = try Executable.run(["grid", planPath, "--out", grid.folder])
    #expect(again.prose.contains(said))
    let grown = try json(Executable.run(["grid", planPath, "--out", grid.folder, "--json"]))
    #expect(grown["earlierPlans"]?.array?.count == 1)
    let analysis = try Executable.run(["analyze", grid.folder, "--markdown"])
    #expect(analysis.output.contains("an earlier plan stood in"))
    let page = grid.path + "/report.html"
    let report = try Executable.run(["report", grid.folder, "--out", page])
    #expect(report.error.contains(said))
    #expect(try grid.text(page).contains("an earlier plan stood in"))
  }

  /// A ledger is a file of its own, never another one that a link leads to.
  @Test func aLedgerIsARegularFile() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let ledger = grid.folder + "/ledger.jsonl"
    let precious = grid.path + "/precious"
    try grid.write("precious\n", to: precious)
    try FileManager.default.removeItem(atPath: ledger)
    try FileManager.default.createSymbolicLink(atPath: ledger, withDestinationPath: precious)
    let commands = [
      ["grid", grid.path + "/plan.yaml", "--out", grid.folder], ["verify", grid.folder],
      ["analyze", grid.folder],
    ]
    for command in commands {
      let result = try Executable.run(command)
      #expect(result.status == 64, "\(command)")
      #expect(result.error.contains("ledger.jsonl: is a symbolic link, not a ledger"))
    }
    #expect(try grid.text(precious) == "precious\n")
    try FileManager.default.removeItem(atPath: ledger)
    #expect(mkfifo(ledger, 0o644) == 0)
    for command in commands {
      let result = try Executable.run(command)
      #expect(result.status == 64 && result.error.contains("is not a regular file"), "\(command)")
    }
  }

  /// Times that cannot be added up are no reason to crash.
  @Test func impossibleTimesAreNoCrash() throws {
    let grid = try RecordedGrid()
    let ledger = grid.folder + "/ledger.jsonl"
    let text = try grid.text(ledger).replacing(
      /"milliseconds":\d+/, with: "\"milliseconds\":9223372036854775807")
    try grid.write(text + text, to: ledger)
    let result = try Executable.run(["report", grid.folder, "--out", grid.path + "/report.html"])
    #expect(result.status == 0, "\(result.error)")
  }

  /// Lines for people are rolled up.
  @Test func longListsAreShort() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    try grid.write(
      String(repeating: "{}\n", count: 5000) + grid.text(grid.folder + "/ledger.jsonl"),
      to: grid.folder + "/ledger.jsonl")
    let run = try Executable.run(["grid", grid.path + "/plan.yaml", "--out", grid.folder])
    #expect(run.status == 0)
    #expect(run.prose.split(separator: "\n").count == 22)
    #expect(run.prose.contains("and 4980 more lines of "))
    let plan = grid.folder + "/experiment.yaml"
    try grid.write(grid.text(plan).replacing("wi: 1", with: "wi: 1...3000"), to: plan)
    let result = try Executable.run(["verify", grid.folder])
    #expect(result.status == 2)
    #expect(result.output.split(separator: "\n").count < 120)
    #expect(result.output.contains("and 2979 more trials: unverifiable; --json names them all"))
  }
}
