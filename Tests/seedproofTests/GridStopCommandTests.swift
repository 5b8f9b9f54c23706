import Foundation
import Synchronization
import TestSupport
import Testing
import Text

/// Grids whose trials stop early, as users run them.
@Suite struct GridStopCommandTests {
  private static let rule = "start 4, keep 3 at 0.3, keep 1 at 0.6"
  private static let plan = EmbeddedPlan.text(
    name: "ruled",
    [
      "epochs": "1", "learning_rate": "1e-3", "max_length": "32", "max_steps": "13",
      "evaluations_per_epoch": "20", "anchors_per_epoch": "10",
    ], wi: "1...3", do: "1...2")

  private static func withPlan(_ body: (_ folder: TemporaryFolder, _ plan: String) throws -> Void)
    throws
  {
    try withFolder { try body($0, try $0.write(plan, to: "plan.yaml")) }
  }

  private static func files(_ folder: TemporaryFolder, _ grid: String) throws -> [String: [UInt8]] {
    let names = try folder.names(in: grid + "/trials")
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try folder.bytes(of: grid + "/trials/" + $0)) })
  }

  private static func json(_ result: Executable.Result) throws -> JSONValue {
    try JSONParser.parse(result.output.utf8, dialect: .foreign)
  }

  private static func grid(
    _ plan: String, _ out: String, _ stop: String? = rule, _ more: String...
  ) throws -> Executable.Result {
    try Executable.run(
      ["grid", plan, "--out", out, "--json"] + (stop.map { ["--stop", $0] } ?? []) + more)
  }

  private static func outcomes(_ result: Executable.Result) throws -> [String: Int] {
    let members = try json(result)["outcomes"]?.object ?? [:]
    return Dictionary(members.values.compactMap { $0.string.map { ($0, 1) } }, uniquingKeysWith: +)
  }

  /// One, two and three processes, and several trials at a time, end with the same folder.
  @Test func anyNumberOfProcessesStopsTheSameTrials() throws {
    try Self.withPlan { folder, plan in
      let one = try Self.grid(plan, folder.file("one"), Self.rule, "--jobs", "1")
      #expect(one.status == 0, "\(one.error)")
      // Of a rest of two one goes on at each rung, of the four one; the others stop where they are not kept.
      #expect(try Self.outcomes(one) == ["completed": 2, "stopped": 4], "\(one.output)")
      #expect(
        one.errorProse.contains("seedproof: \(Self.rule) (after 4 and 10 of 13 updates): "),
        "\(one.error)")
      #expect(try folder.read("one/experiment.yaml") == Self.plan + "stop: \(Self.rule)\n")
      let expected = try Self.files(folder, "one")
      #expect(expected.count == 6 && expected.keys.allSatisfy { $0.hasSuffix(".golden") })
      _ = try Self.grid(plan, folder.file("four"), Self.rule, "--jobs", "4")
      #expect(try Self.files(folder, "four") == expected)
      for count in [2, 3] {
        let out = folder.file("many-\(count)")
        let results = Mutex<[Executable.Result]>([])
        DispatchQueue.concurrentPerform(iterations: count) { _ in
          if let result = try? Self.grid(plan, out, Self.rule, "--jobs", "1") {
            results.withLock { $0.append(result) }
          }
        }
        #expect(results.withLock { $0.count == count && $0.allSatisfy { $0.status == 0 } })
        #expect(try Self.files(folder, "many-\(count)") == expected)
      }
      for shard in ["2/2", "1/2"] {
        #expect(try Self.grid(plan, folder.file("shards"), Self.rule, "--shard", shard).status == 0)
      }
      #expect(try Self.files(folder, "shards") == expected)
      let list = try Executable.run(
        ["grid", plan, "--out", folder.file("list"), "--engine", "list", "--stop", Self.rule])
      #expect(list.output.split(separator: "\n").count == 2)
      #expect(list.output.contains("--stop '\(Self.rule)'"))
      let verified = try Executable.run(["verify", folder.file("one")])
      #expect(verified.status == 0, "\(verified.output)")
      #expect(!verified.output.contains("stop rule"), "\(verified.output)")
      // One of six was rerun; the scores of its group are not shown.
      let alone = try Executable.run(["verify", folder.file("one"), "--trials", "1:1"])
      #expect(alone.status == 0, "\(alone.output)")
      #expect(
        alone.prose.contains(
          "not shown is that the right trials were stopped: scores of 3 goldens that were not reproduced"
        ),
        "\(alone.output)")
    }
  }

  @Test func aSignalIsNotTheEnd() throws {
    try Self.withPlan { folder, plan in
      _ = try Self.grid(plan, folder.file("one"))
      for milliseconds in [200, 500] {
        let script = "timeout -s TERM \(Double(milliseconds) / 1000) \"$0\" \"$@\""
        _ = try Executable.run(
          ["grid", plan, "--out", folder.file("two"), "--stop", Self.rule], script: script)
      }
      #expect(try Self.grid(plan, folder.file("two")).status == 0)
      #expect(try Self.files(folder, "two") == Self.files(folder, "one"))
    }
  }

  /// Without the rule, and by a wider one, stopped trials go on.
  @Test func stoppedTrialsGoOn() throws {
    try Self.withPlan { folder, plan in
      let out = folder.file("grid")
      #expect(try Self.grid(plan, out).status == 0)
      let stopped = try Self.files(folder, "grid")
      // Another rule is not taken by mistake.
      let refused = try Self.grid(plan, out, nil)
      #expect(refused.status == 64 && refused.error.contains("only the stop rule differs"))
      #expect(try Self.files(folder, "grid") == stopped)
      let wider = "start 4, keep 3 at 0.3, keep 2 at 0.6"
      let more = try Self.grid(plan, out, wider)
      #expect(more.status == 0, "\(more.error)")
      #expect(try Self.outcomes(more) == ["completed": 1], "\(more.output)")
      #expect(try Executable.run(["verify", out]).status == 0)
      let all = try Self.grid(plan, out, "none")
      #expect(try Self.outcomes(all) == ["completed": 3], "\(all.output)")
      #expect(try folder.read("grid/experiment.yaml") == Self.plan)
      #expect(try Self.grid(plan, folder.file("plain"), nil).status == 0)
      #expect(try Self.files(folder, "grid") == Self.files(folder, "plain"))
      // A rule that would throw work away is refused, and the plan stays.
      let late = try Self.grid(plan, out, Self.rule)
      #expect(late.status == 64 && late.error.contains("ends its trial after"), "\(late.error)")
      #expect(try folder.read("grid/experiment.yaml") == Self.plan)
    }
  }

  /// Two commands with the same new rule at a time: both go on.
  @Test func theSameRuleMayBeAskedForTwice() throws {
    try Self.withPlan { folder, plan in
      #expect(try Self.grid(plan, folder.file("one")).status == 0)
      let out = folder.file("two")
      _ = try Executable.run(["grid", plan, "--out", out, "--engine", "list"])
      let results = Mutex<[Executable.Result]>([])
      DispatchQueue.concurrentPerform(iterations: 3) { _ in
        if let result = try? Self.grid(plan, out, Self.rule, "--jobs", "1") {
          results.withLock { $0.append(result) }
        }
      }
      let all = results.withLock { $0 }
      #expect(all.count == 3 && all.allSatisfy { $0.status == 0 }, "\(all.map(\.error))")
      #expect(try Self.files(folder, "two") == Self.files(folder, "one"))
    }
  }

  /// The status counts goldens, whatever rule they were made by, and the best score of all.
  @Test func theStatusOfAChangedRuleIsThatOfItsGoldens() throws {
    try Self.withPlan { folder, plan in
      let out = folder.file("grid")
      func status() throws -> JSONValue {
        try Self.json(Executable.run(["grid", "--status", out, "--json"]))
      }
      #expect(try Self.grid(plan, out).status == 0)
      let before = try status()
      #expect(before["finished"] == 6 && before["stopped"] == 4 && before["unscored"] == 0)
      let wider = "start 4, keep 3 at 0.3, keep 2 at 0.6"
      #expect(try Self.grid(plan, out, wider).status == 0)
      let after = try status()
      #expect(after["finished"] == 6 && after["stopped"] == 3 && after["unscored"] == 0)
      // What one process of one plan would tell.
      #expect(try Self.grid(plan, folder.file("plain"), wider).status == 0)
      let plain = try Self.json(
        Executable.run(["grid", "--status", folder.file("plain"), "--json"]))
      for key in ["bestScore", "bestTrial", "degenerate", "nonfinite", "stopped"] {
        #expect(after[key] == plain[key], "\(key)")
      }
      // By a rule under which the stopped ones are not done they are not counted.
      _ = try Executable.run(["grid", plan, "--out", out, "--stop", "none", "--engine", "list"])
      let reopened = try status()
      #expect(reopened["finished"] == 3 && reopened["stopped"] == 0 && reopened["missing"] == 3)
    }
  }

  /// What the grid refuses a dry run refuses in the same words, and nothing is changed.
  @Test func aDryRunPromisesNothingElse() throws {
    try Self.withPlan { folder, plan in
      let out = folder.file("grid")
      #expect(try Self.grid(plan, out, "none").status == 0)
      let other = try folder.write(
        Self.plan.replacing("wi: 1...3", with: "wi: 1...4"), to: "other.yaml")
      let cases: [(plan: String, more: [String], reason: String)] = [
        (other, [], "is another plan than"),
        (plan, ["--stop", Self.rule], "the plan's stop rule ends its trial after"),
        (plan, ["--stop", Self.rule], "--stop none takes the rule back"),
        (plan, ["--stop", "start 6, keep 1 at 0.99"], "no evaluation before the last one"),
        (plan, ["--keep-checkpoints", "999"], "checkpoint"),
      ]
      for (plan, more, reason) in cases {
        let results = try [[], ["--dry-run"]].map {
          try Executable.run(["grid", plan, "--out", out] + more + $0)
        }
        #expect(results.allSatisfy { $0.status == 64 && $0.error.contains(reason) })
        let lines = results.map { $0.error.split(separator: "\n").last }
        #expect(lines[0] == lines[1])
        #expect(try folder.read("grid/experiment.yaml") == Self.plan)
      }
    }
  }

  /// A shard without trials saves nothing, and a single trial has no group.
  @Test func whereThereIsNothingToCompare() throws {
    try Self.withPlan { folder, plan in
      let empty = try Self.grid(plan, folder.file("grid"), Self.rule, "--shard", "1/3")
      #expect(empty.status == 0 && !empty.error.contains("are saved"), "\(empty.error)")
      let ruled = try folder.write(Self.plan + "stop: \(Self.rule)\n", to: "ruled.yaml")
      let words = ["train", ruled, "--wi", "1", "--do", "1"]
      let trial = try Executable.run(words)
      let remark = "the stop rule is for 'grid'; this trial goes to its end\n"
      #expect(trial.status == 0 && trial.error.hasSuffix(remark), "\(trial.error)")
      #expect(try Executable.run(words + ["--quiet"]).error.isEmpty)
    }
  }

  @Test func whatIsSavedIsToldBefore() throws {
    try Self.withPlan { folder, plan in
      let dry = try Executable.run(["grid", plan, "--dry-run", "--stop", Self.rule])
      #expect(dry.status == 0, "\(dry.error)")
      #expect(
        dry.prose.contains(
          "stop rule: \(Self.rule) (after 4 and 10 of 13 updates): 60 of 78 updates, 23.1% are saved"
        ), "\(dry.output)")
      let json = try Executable.run(["grid", plan, "--dry-run", "--stop", Self.rule, "--json"])
      #expect(try Self.json(json)["stop"]?["updates"] == .integer(60))
      #expect(try Self.json(json)["stop"]?["updatesWithoutRule"] == .integer(78))
      let without = try Executable.run(["grid", plan, "--dry-run", "--json"])
      #expect(try Self.json(without)["stop"] == nil)
      #expect(try folder.names() == ["plan.yaml"])
      for (stop, words) in [
        ("start 4", "is no stop rule"),
        ("start 4, keep 2 at 0.99", "no evaluation before the last one"),
      ] {
        for more in [["--dry-run"], ["--out", folder.file("none")]] {
          let result = try Executable.run(["grid", plan, "--stop", stop] + more)
          #expect(result.status == 64 && result.error.contains(words), "\(result.error)")
        }
      }
      #expect(try folder.names() == ["plan.yaml"])
    }
  }

  @Test func theStatusTellsWhoWaitsAndWhoStopped() throws {
    try Self.withPlan { folder, plan in
      let out = folder.file("grid")
      #expect(try Self.grid(plan, out).status == 0)
      let done = try Executable.run(["grid", "--status", out])
      #expect(done.prose.contains("6 of 6 trials finished, 4 stopped"), "\(done.output)")
      #expect(!done.prose.contains("have none"), "\(done.output)")
      let analyzed = try Executable.run(["analyze", out, "--json"])
      #expect(analyzed.status == 0, "\(analyzed.error)")
      #expect(analyzed.output.contains("\"stopped\":["))
      // A trial whose place is taken fails, and the others of its group wait for it.
      let taken = folder.file("taken")
      _ = try Executable.run([
        "grid", plan, "--out", taken, "--stop", Self.rule, "--engine", "list",
      ])
      try folder.write("not a journal", to: "taken/trials/wi=001,do=002.golden.partial")
      let failed = try Self.grid(plan, taken, Self.rule, "--keep-going", "--jobs", "1")
      #expect(failed.status == 1, "\(failed.error)")
      #expect(try Self.json(failed)["waiting"] == .integer(3))
      let status = try Executable.run(["grid", "--status", taken, "--json"])
      #expect(try Self.json(status)["waiting"] == .integer(3))
      #expect(try Self.json(status)["failed"] == .integer(1))
      try folder.remove("taken/trials/wi=001,do=002.golden.partial")
      #expect(try Self.grid(plan, taken).status == 0)
      #expect(try Self.files(folder, "taken") == Self.files(folder, "grid"))
    }
  }

  /// A stopped golden that the rule keeps is not certified, whatever is drawn; what the rule stops is.
  @Test func certificatesGoByTheRule() throws {
    try Self.withPlan { folder, plan in
      let (out, key) = (folder.file("grid"), folder.file("k"))
      #expect(try Self.grid(plan, out).status == 0)
      #expect(try Executable.run(["certificate", "keygen", "--out", key]).status == 0)
      let create = ["certificate", "create", out, "--key", key + ".key"]
      let good = try Executable.run(create)
      #expect(good.status == 0 && good.output.contains("PASSED"), "\(good.output)\(good.error)")
      let check = ["certificate", "verify", out, "--pub", key + ".pub"]
      #expect(try Executable.run(check).status == 0)
      // The same trials, stopped by another rule.
      let other = folder.file("other")
      #expect(try Self.grid(plan, other, "start 6, keep 1 at 0.3").status == 0)
      let (mine, theirs) = (try Self.files(folder, "grid"), try Self.files(folder, "other"))
      let name = try #require(
        mine.keys.sorted().first { (theirs[$0]?.count ?? 0) < (mine[$0]?.count ?? 0) })
      try folder.write(try #require(theirs[name]), to: "grid/trials/" + name)
      #expect(try Executable.run(check).status == 1)
      let found = try Executable.run(["verify", out])
      #expect(found.status == 3 && found.prose.contains("the plan's stop rule"), "\(found.output)")
      #expect(!found.output.contains("likely cause"), "\(found.output)")
      for challenge in ["1", "2"] {
        let bad = try Executable.run(create + ["--sample", "1", "--challenge", challenge])
        #expect(bad.status == 3 && bad.output.contains("FAILED"), "\(bad.output)")
        let cell = name.replacing("=00", with: "=").replacing(",", with: "/").dropLast(7)
        #expect(bad.prose.contains("malformed: \(cell): the plan's stop rule"), "\(bad.output)")
      }
    }
  }
}
