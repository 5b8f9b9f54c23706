import Foundation
import TestSupport
import Testing
import Text

@testable import Grid

@Suite struct SlurmScriptTests {
  static func script(
    missing: [Int], of count: Int, folder: String, log: String, words: [String],
    _ change: (inout SlurmOptions) throws -> Void = { _ in }
  ) throws -> SlurmScript {
    var options = SlurmOptions()
    options.threadLimit = 256
    try change(&options)
    return SlurmScript(
      plan: "small", ShardCommand(folder: folder, words: words),
      ShardChoice(missing: missing, of: count, limit: 1001), logFolder: log, options: options)
  }

  private func expected(_ name: String) throws -> String {
    try String(contentsOfFile: Repository.fixture("Grid/" + name), encoding: .utf8)
  }

  @Test func aWholeGrid() throws {
    let here = "/home/me/it's here"
    let script = try Self.script(
      missing: Array(0..<6), of: 6, folder: here, log: "/shared/my grid/slurm",
      words: [
        "/opt/seedproof", "grid", here + "/plan.yaml", "--out", "/shared/my grid", "--jobs", "2",
      ]
    ) { options in
      options.jobs = 2
      options.threads = 3
      options.sbatch = try ["--partition=long", "--comment=a \"b\" #1"].map(SbatchOption.init)
    }
    #expect(try script.text() == expected("whole.sbatch"))
  }

  @Test func whatIsMissing() throws {
    let script = try Self.script(
      missing: [0, 3, 4, 5, 19], of: 20, folder: "/home/me", log: "/shared/100%/slurm",
      words: ["/opt/seedproof", "grid", "/home/me/plan.yaml", "--out", "/shared/100%"])
    #expect(try script.text() == expected("rest.sbatch"))
  }

  @Test func anotherTrainerGetsNoThreads() throws {
    let script = try Self.script(missing: [0], of: 1, folder: "/", log: "/x", words: ["/p"]) {
      $0.takesThreads = false
    }
    let text = try script.text()
    #expect(text.hasSuffix("exec /p --shard \"$shard/1\"\n"))
    #expect(!text.contains("threads"))
  }

  /// What bash makes of the script, with the variables that Slurm sets.
  @Test(arguments: [
    (["SLURM_ARRAY_TASK_ID": "0", "SLURM_CPUS_ON_NODE": "8"], "1/20", "4"),
    (["SLURM_ARRAY_TASK_ID": "2", "SLURM_CPUS_ON_NODE": "8"], "5/20", "4"),
    (["SLURM_ARRAY_TASK_ID": "4", "SLURM_CPUS_ON_NODE": "1"], "20/20", "1"),
    (
      ["SLURM_ARRAY_TASK_ID": "3", "SLURM_CPUS_ON_NODE": "64", "SLURM_CPUS_PER_TASK": "6"], "6/20",
      "3"
    ),
    (["SLURM_ARRAY_TASK_ID": "3", "SLURM_CPUS_ON_NODE": "4000"], "6/20", "256"),
  ])
  func aTaskRunsItsShard(variables: [String: String], shard: String, threads: String) throws {
    let place = try TemporaryFolder()
    let (words, status) = try run(in: place, variables)
    #expect(status == 0)
    #expect(words == JobListTests.hostile + ["--shard", shard, "--threads", threads])
  }

  /// Without an index there is no shard: neither the first nor any other.
  @Test(arguments: [
    [:], ["SLURM_ARRAY_TASK_ID": ""], ["SLURM_ARRAY_TASK_ID": "5"], ["SLURM_ARRAY_TASK_ID": "0"],
  ])
  func aTaskWithoutIndexOrProcessorsFails(variables: [String: String]) throws {
    let processors = variables["SLURM_ARRAY_TASK_ID"] == "0" ? [:] : ["SLURM_CPUS_ON_NODE": "8"]
    let (words, status) = try run(in: TemporaryFolder(), variables.merging(processors) { $1 })
    #expect(status != 0)
    #expect(words.isEmpty)
  }

  @Test func aWorkingFolderThatIsNotThereEndsTheTask() throws {
    let place = try TemporaryFolder()
    let variables = ["SLURM_ARRAY_TASK_ID": "0", "SLURM_CPUS_ON_NODE": "8"]
    let (words, status) = try run(in: place, variables, folder: place.file("gone"))
    #expect(status != 0)
    #expect(words.isEmpty)
  }

  private func run(
    in place: TemporaryFolder, _ variables: [String: String], folder: String? = nil
  ) throws -> (words: [String], status: Int32) {
    let script = try Self.script(
      missing: [0, 3, 4, 5, 19], of: 20, folder: folder ?? place.path, log: place.path,
      words: [JobListTests.printer(in: place)] + JobListTests.hostile
    ) { $0.jobs = 2 }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [try place.write(script.text(), to: "script")]
    process.environment = variables
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let words = String(decoding: data, as: UTF8.self).split(
      separator: "\0", omittingEmptySubsequences: false
    ).dropLast().map(String.init)
    return (words, process.terminationStatus)
  }

  @Test func namesThatHaveNoPlaceAreRefused() throws {
    for log in ["/x\ny", "/a\\b"] {
      let script = try Self.script(missing: [0], of: 1, folder: "/", log: log, words: ["/p"])
      #expect(throws: InputError.self) { try script.text() }
    }
    let script = try Self.script(missing: [0], of: 1, folder: "/a\nb", log: "/x", words: ["/p"])
    #expect(throws: InputError.self) { try script.text() }
  }

  @Test(arguments: [
    "--partition=long", "-plong", "--time=10", "--account=array", "--exclusive", "-A",
    "--export=ALL",
    "--no-requeue", "--nice", "--gres=gpu:1", "--comment=a b", "--mem=4G", "-c4",
    "--cpus-per-task=4",
  ])
  func anOptionIsPassedOn(text: String) throws {
    #expect(try SbatchOption(text).text == text)
  }

  @Test(arguments: [
    "", "-", "--", "partition=long", "--array=1-5", "--arr=1", "-a1", "--wait", "-W", "--wrap=x",
    "--parsable", "--quiet", "-Q", "-ox", "--output=x", "-ex", "--chdir=x", "-D/", "-Jx", "--help",
    "-h", "--job-name=x", "--test-only", "--partition=a\nb", "--comment=\u{1b}[2J", "-Mall", "--=x",
    "--comment=" + String(repeating: "x", count: 5000),
  ])
  func anOptionThatIsNoneIsRefused(text: String) {
    let error = #expect(throws: InputError.self) { try SbatchOption(text) }
    #expect((error?.description.utf8.count ?? 0) < 250)
  }
}
