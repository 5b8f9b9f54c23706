import Foundation
import TestSupport
import Testing
import Text

/// `grid` with other engines than this process.
@Suite("seedproof grid --engine", .timeLimit(.minutes(10))) struct EngineCommandTests {
  private static func plan() throws -> String {
    try ShortPlan.text(seeds: "{ wi: 1...2, do: 1...2 }", steps: 4)
  }

  /// Runs a line of a list as a shell does.
  private func runLine(_ line: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test func aListMakesTheSameGoldens() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "a plan.yaml")
      let whole = folder.file("whole")
      #expect(try Executable.run(["grid", plan, "--out", whole]).status == 0)
      let parts = folder.file("it's in parts")
      let words = ["grid", plan, "--out", parts, "--engine", "list", "--threads", "1"]
      let list = try Executable.run(words)
      #expect(list.status == 0, "\(list.error)")
      let lines = list.output.split(separator: "\n").map(String.init)
      #expect(lines.count == 4)
      #expect(lines.allSatisfy { $0.contains(" --threads 1 --shard ") })
      #expect(try runLine(lines[2]) == 0)
      // What is done is not listed again, whatever the size.
      let rest = try Executable.run(words + ["--array-size", "2"])
      #expect(rest.output.split(separator: "\n").count == 2)
      // Both at once, as the document says.
      let jobs = try folder.write(rest.output, to: "jobs")
      #expect(try runLine("xargs -d '\\n' -P 2 -I {} sh -c {} <'\(jobs)'") == 0)
      let trials = try folder.names(in: "whole/trials")
      #expect(trials.count == 4)
      #expect(try folder.names(in: "it's in parts/trials") == trials)
      for name in trials {
        #expect(
          try folder.bytes(of: "whole/trials/" + name)
            == folder.bytes(of: "it's in parts/trials/" + name))
      }
      let none = try Executable.run(words)
      #expect(none.status == 0 && none.output.isEmpty)
      #expect(none.error.contains("nothing is missing"))
    }
  }

  @Test func aMatrixIsJSON() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "plan.yaml")
      let words = ["grid", plan, "--out", folder.file("grid"), "--engine", "list"]
      let matrix = try Executable.run(words + ["--matrix", "--array-size", "2"])
      #expect(matrix.output == #"{"shard":["1/2","2/2"]}"# + "\n")
      let json = try Executable.run(words + ["--json"])
      let document = try JSONParser.parse(json.output.utf8)
      #expect(document["missing"] == 4)
      #expect(document["commands"]?.array?.count == 4)
    }
  }

  @Test func aShardIsRunAlone() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "plan.yaml")
      let result = try Executable.run([
        "grid", plan, "--out", folder.file("grid"), "--shard", "2/4",
      ])
      #expect(result.status == 0)
      #expect(result.prose.hasPrefix("shard 2/4 of "))
      #expect(result.prose.contains("1 run (1 degenerate), 0 kept, 0 failed, 3 of 4 missing"))
      #expect(try folder.names(in: "grid/trials") == ["wi=001,do=002.golden"])
    }
  }

  /// Commands of Slurm that do what the arguments say, and write down how they were called.
  private func slurm(in folder: TemporaryFolder, sbatch: String) throws -> [String: String] {
    let scripts = [
      "scontrol": "echo 'MaxArraySize            = 1001'",
      "sbatch": "echo \"$@\" >>'\(folder.file("calls"))'; \(sbatch)", "squeue": "exit 0",
    ]
    for (name, text) in scripts {
      let path = try folder.write("#!/bin/sh\n\(text)\n", to: "bin/" + name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    let own = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return ["PATH": folder.file("bin") + ":" + own]
  }

  @Test func aClusterGetsTheScript() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "plan.yaml")
      // A cluster that runs each task at once.
      let task =
        "for i in 0 1; do SLURM_ARRAY_TASK_ID=$i SLURM_CPUS_ON_NODE=1 bash \"$2\" >/dev/null; done; echo 5"
      let environment = try slurm(in: folder, sbatch: task)
      let words = [
        "grid", plan, "--out", folder.file("grid"), "--engine", "slurm", "--array-size", "2",
        "--sbatch", "--partition=long",
      ]
      let result = try Executable.run(words + ["--wait"], environment: environment)
      #expect(result.status == 0, "\(result.error)")
      #expect(result.output.contains("job 5 with 2 tasks, 0 of 4 missing"))
      #expect(try folder.names(in: "grid/trials").count == 4)
      #expect(try folder.read("grid/slurm/grid.sbatch").contains("#SBATCH --partition=long\n"))
      let again = try Executable.run(words + ["--json"], environment: environment)
      let document = try JSONParser.parse(again.output.utf8)
      #expect(document["job"] == .null && document["missing"] == 0 && document["tasks"] == 0)
      #expect(try folder.read("calls").split(separator: "\n").count == 1)
    }
  }

  @Test func aJobThatEndsTooEarlyIsNoSuccess() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "plan.yaml")
      let environment = try slurm(in: folder, sbatch: "echo 5")
      let result = try Executable.run(
        ["grid", plan, "--out", folder.file("grid"), "--engine", "slurm", "--wait"],
        environment: environment)
      #expect(result.status == 2)
      #expect(result.output.isEmpty)
      #expect(result.error.contains("4 of 4 trials have no golden, and job 5 has ended"))
    }
  }

  @Test func whereSlurmIsNotNothingIsWritten() throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "plan.yaml")
      let words = ["grid", plan, "--out", folder.file("grid"), "--engine", "slurm"]
      let absent = try Executable.run(words, environment: ["PATH": folder.file("empty")])
      #expect(absent.status == 64)
      #expect(absent.error.contains("Slurm's 'scontrol' cannot be started"))
      let environment = try slurm(in: folder, sbatch: "echo no such partition >&2; exit 1")
      let large = try Executable.run(
        words + ["--array-size", "1002"], environment: environment)
      #expect(large.status == 64)
      #expect(large.error.contains("at most 1001 tasks"))
      #expect(try folder.names() == ["bin", "plan.yaml"])
      let refused = try Executable.run(words, environment: environment)
      #expect(refused.status == 64)
      #expect(refused.error.contains("was refused by sbatch: no such partition"))
    }
  }

  @Test(arguments: [
    (["--shard", "3/2"], "there is no shard 3/2: of I/N, I is 1 to N"),
    (["--shard", "0/2"], "there is no shard 0/2: of I/N, I is 1 to N"),
    (["--shard", "1/10000001"], "N is at most 10000000"),
    (["--shard", "03/4"], "write --shard I/N as in 3/16"),
    (["--shard", "x"], "write --shard I/N as in 3/16"),
    (["--engine", "slurm", "--shard", "1/2"], "--shard is for --engine local"),
    (["--array-size", "2"], "--array-size is for --engine slurm or --engine list"),
    (["--engine", "list", "--array-size", "0"], "--array-size must be at least 1"),
    (["--wait"], "--wait is for --engine slurm"),
    (["--engine", "list", "--sbatch", "-pq"], "--sbatch is for --engine slurm"),
    (["--engine", "slurm", "--matrix"], "--matrix is for --engine list"),
    (["--engine", "list", "--dry-run"], "--dry-run is for --engine local"),
    (["--engine", "pbs"], "'local', 'slurm' or 'list'"),
    (["--engine", "slurm", "--sbatch", "--array=1"], "sets --array, which the grid sets itself"),
  ])
  func wrongUse(words: [String], reason: String) throws {
    try withFolder { folder in
      let plan = try folder.write(Self.plan(), to: "plan.yaml")
      let result = try Executable.run(["grid", plan, "--out", folder.file("grid")] + words)
      #expect(result.status == 64)
      #expect(result.error.contains(reason), "\(result.error)")
      #expect(try folder.names() == ["plan.yaml"])
    }
  }

  /// An option of `grid` is passed on to the tasks, or is for the one who hands them out.
  @Test func noOptionIsForgotten() throws {
    let dump = try Executable.run(["--experimental-dump-help"]).output
    let root = try #require(try JSONParser.parse(dump.utf8, dialect: .foreign)["command"])
    let grid = root["subcommands"]?.array?.first { $0["commandName"]?.string == "grid" }
    let here = [
      "engine", "shard", "array-size", "sbatch", "wait", "matrix", "format", "json", "quiet",
      "verbose", "help", "version", "status", "dry-run", "progress",
    ]
    let options = (grid?["arguments"]?.array ?? []).flatMap { argument in
      (argument["names"]?.array ?? []).compactMap { $0["name"]?.string }
    }
    #expect(options.count > 15)
    try withFolder { folder in
      let plan = try folder.write(
        "name: f\ntask: external\nseeds: { wi: 1, do: 1 }\n", to: "external.yaml")
      for name in ["train.tsv", "dev.tsv"] {
        try folder.write("text\tgood\na b\tyes\nc d\tno\n", to: "data/" + name)
      }
      let tsv = """
        name: own
        task: tsv
        data: gone
        files: { train: train.tsv, dev: dev.tsv }
        columns: { first: text, label: good }
        labels: ["no", "yes"]
        model: gone
        protocol: { max_length: 32 }
        seeds: { wi: 1, do: 1 }

        """
      let first = try Executable.run([
        "grid", folder.write(tsv, to: "own.yaml"), "--out", folder.file("a"), "--engine", "list",
        "--jobs", "2", "--retries", "1", "--keep-going", "--record-host", "--threads", "1",
        "--instruction-set", "generic", "--device", "opencl:0", "--keep-checkpoints", "1",
        "--stop", "start 2, keep 1 at 0.5",
        "--data", folder.file("data"), "--model", Repository.fixture("Encoder/two-labels"),
      ]).output
      let second = try Executable.run([
        "grid", plan, "--out", folder.file("b"), "--engine", "list", "--runner", "true {wi} {do}",
        "--runner-timeout", "7", "--runner-silence", "8", "--fail-fast", "--make-goldens",
        "--lane", "cpu",
      ]).output
      let third = try Executable.run([
        "grid", plan, "--out", folder.file("c"), "--engine", "list", "--runner", "true {wi} {do}",
        "--no-fail-fast",
      ]).output
      #expect(second.contains("--runner-timeout 7 --runner-silence 8"))
      for option in options where !here.contains(option) && option.count > 1 {
        #expect((first + second + third).contains("--\(option) "), "--\(option)")
      }
    }
  }
}
