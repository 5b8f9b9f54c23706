import Foundation
import Synchronization
import TestSupport
import Testing
import Text

/// Grids as users run them.
@Suite struct GridCommandTests {
  private func withPlan(_ body: (_ folder: TemporaryFolder, _ plan: String) throws -> Void) throws {
    try withFolder { try body($0, try $0.write(ShortPlan.text(), to: "plan.yaml")) }
  }

  private func goldens(_ folder: TemporaryFolder, _ grid: String) throws -> [String: [UInt8]] {
    let names = try folder.names(in: grid + "/trials")
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try folder.bytes(of: grid + "/trials/" + $0)) })
  }

  private func json(_ result: Executable.Result) throws -> JSONValue {
    try JSONParser.parse(result.output.utf8, dialect: .foreign)
  }

  /// Two and three processes on one folder end with the goldens of one.
  @Test(arguments: [2, 3])
  func processesShareAFolder(count: Int) throws {
    try withPlan { folder, plan in
      #expect(try Executable.run(["grid", plan, "--out", folder.file("one")]).status == 0)
      let command = ["grid", plan, "--out", folder.file("many"), "--jobs", "1", "--json"]
      let results = Mutex<[Executable.Result]>([])
      DispatchQueue.concurrentPerform(iterations: count) { _ in
        if let result = try? Executable.run(command) { results.withLock { $0.append(result) } }
      }
      let all = results.withLock { $0 }
      #expect(all.count == count && all.allSatisfy { $0.status == 0 }, "\(all.map(\.error))")
      #expect(try goldens(folder, "many") == goldens(folder, "one"))
      let outcomes = try all.map { try json($0)["outcomes"]?.object?.count ?? 0 }
      #expect(outcomes.reduce(0, +) == 6)
      let names = try folder.names(in: "many")
      #expect(names.first == "experiment.yaml" && names.last == "trials")
      #expect(names.dropFirst().dropLast().allSatisfy { $0.hasPrefix("ledger") })
      let verified = try Executable.run(["verify", folder.file("many")])
      #expect(verified.status == 0, "\(verified.output)")
      let ledgers = names.filter { $0.hasPrefix("ledger") }
      let text = try ledgers.map { try folder.read("many/" + $0) }.joined()
      #expect(text.contains("\"writer\"") && !text.contains("\"host\""))
    }
  }

  /// The program says how many trials run at a time, and why; not where it is to be quiet.
  @Test func theLoadIsTold() throws {
    try withPlan { folder, plan in
      let out = ["--out", folder.file("grid")]
      let told = try Executable.run(["grid", plan] + out + ["--jobs", "2", "--threads", "1"])
      #expect(told.errorProse.contains("seedproof: 2 jobs x 1 thread: "), "\(told.error)")
      #expect(told.errorProse.contains("--jobs and --threads as given"))
      #expect(try Executable.run(["grid", plan, "--quiet"] + out).error.isEmpty)
    }
  }

  /// A mask of one processor is obeyed, whatever the machine has.
  @Test func theMaskIsObeyed() throws {
    try withPlan { folder, plan in
      let result = try Executable.run(
        ["grid", plan, "--out", folder.file("grid"), "--json"],
        script: "exec taskset -c 0 \"$0\" \"$@\"")
      #expect(result.status == 0, "\(result.error)")
      #expect(result.error.contains("1 job x 1 thread: "), "\(result.error)")
    }
  }

  @Test func aStatusIsTold() throws {
    try withPlan { folder, plan in
      let grid = folder.file("grid")
      #expect(try Executable.run(["grid", plan, "--out", grid]).status == 0)
      try folder.remove("grid/trials/wi=002,do=003.golden")
      let status = try json(Executable.run(["grid", "--status", grid, "--json"]))
      #expect(status["planned"]?.integer == 6 && status["finished"]?.integer == 5)
      #expect(status["missing"]?.integer == 1 && status["unscored"]?.integer == 0)
      #expect(status["bestTrial"]?.string?.hasPrefix("wi=") == true)
      let text = try Executable.run(["grid", "--status", grid])
      #expect(text.prose.contains("grid: 5 of 6 trials finished"), "\(text.output)")
      #expect(text.output.contains("best score "))
      #expect(text.prose.hasSuffix("1 missing\n"))
      // What is in a golden's place and is none is named.
      let golden = "grid/trials/wi=001,do=001.golden"
      try folder.write(try folder.bytes(of: golden).dropLast(9), to: golden)
      let cut = try Executable.run(["grid", "--status", grid])
      #expect(cut.prose.contains("wi=001,do=001.golden is no whole golden; move it away"))
      #expect(cut.prose.contains("4 of 6 trials finished, 1 malformed, 2 missing"))
      let absent = try Executable.run(["grid", "--status", folder.file("none")])
      #expect(absent.status == 64 && absent.error.contains("no such folder"))
    }
  }

  /// A dry run says what the grid takes, and writes nothing.
  @Test func aDryRunWritesNothing() throws {
    try withPlan { folder, plan in
      let before = try folder.names()
      let result = try Executable.run(["grid", plan, "--dry-run", "--json"])
      #expect(result.status == 0, "\(result.error)")
      let estimate = try json(result)
      #expect(estimate["missing"]?.integer == 6)
      for key in ["jobs", "threads", "memoryBytes", "diskBytes"] {
        #expect(estimate[key]?.integer ?? 0 > 0, "\(key)")
      }
      #expect(estimate["reason"]?.string?.contains("processor") == true)
      let text = try Executable.run(["grid", plan, "--dry-run", "--out", folder.file("grid")])
      #expect(text.output.contains("time: ") && text.output.contains("disk: at most "))
      #expect(try folder.names() == before)
    }
  }

  @Test func progressIsALogOfLines() throws {
    try withPlan { folder, plan in
      let result = try Executable.run([
        "grid", plan, "--out", folder.file("grid"), "--progress", "json", "--jobs", "1",
      ])
      let lines = result.error.split(separator: "\n").filter { $0.hasPrefix("{") }
      let entries = try lines.map { try JSONParser.parse($0.utf8, dialect: .foreign) }
      #expect(entries.count >= 6)
      #expect(entries.last?["finished"]?.integer == 6 && entries.last?["planned"]?.integer == 6)
      #expect(entries.last?["bestScore"] != nil && entries.last?["trialsPerHour"] != nil)
    }
  }

  @Test(arguments: [
    (["grid"], "Missing expected argument '<experiment>'"),
    (["grid", "x.yaml"], "Missing expected argument '--out <folder>'"),
    (["grid", "x.yaml", "--status", "y"], "--status takes a folder"),
    (["grid", "--status", "y", "--out", "z"], "--status takes a folder"),
    (["grid", "x.yaml", "--out", "y", "--retries", "-1"], "--retries must be 0...1000, not -1"),
    (["grid", "x.yaml", "--out", "y", "--retries=-1"], "--retries must be 0...1000, not -1"),
    (["grid", "x.yaml", "--out", "y", "--shard", "3/2"], "I is 1 to N"),
    (["grid", "x.yaml", "--out", "y", "--shard", "-1/2"], "I is 1 to N"),
    (["grid", "x.yaml", "--out", "y", "--jobs", "0"], "--jobs must be 1...256"),
    (["grid", "x.yaml", "--dry-run", "--runner", "true {wi} {do}"], "--dry-run is for trials of"),
    (["grid", "x.yaml", "--out", "y", "--progress", "loud"], "'loud' is invalid"),
  ])
  func wrongUseIsRefused(arguments: [String], reason: String) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains(reason), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1)
  }

  /// A file that may not grow stands for a full disk: a clear error, and nothing is done that is not.
  @Test func aFullDiskIsAnError() throws {
    try withPlan { folder, plan in
      let grid = folder.file("grid")
      let script = "ulimit -f 2; exec \"$0\" \"$@\""
      let result = try Executable.run(["grid", plan, "--out", grid, "--jobs", "1"], script: script)
      #expect(result.status == 64, "\(result.status) \(result.error)")
      #expect(result.error.contains("cannot be written"), "\(result.error)")
      #expect(try folder.names(in: "grid/trials").allSatisfy { !$0.hasSuffix(".golden") })
      #expect(try Executable.run(["grid", plan, "--out", grid]).status == 0)
      #expect(try folder.names(in: "grid") == ["experiment.yaml", "ledger.jsonl", "trials"])
    }
  }
}
