import Text

/// The batch script of a grid: a pure function of the shards, their command and the options.
///
/// - Each task runs the shard at its index. Indices begin at 0 whatever the shards, since a cluster takes small ones
///   only.
/// - The last line is an `exec`: Slurm's SIGTERM reaches the program, which has 30 s to write its checkpoints.
/// - Logs are appended to, since a requeued task would empty its own; nothing of the submitter's environment comes
///   along; every path is whole, and a working directory that is missing on the node ends the task.
public struct SlurmScript: Sendable, Equatable {
  /// The name of the job: `seedproof-` and the plan's.
  public let jobName: String
  public let command: ShardCommand
  public let choice: ShardChoice
  /// Where the logs go; a whole path, of a folder that is there.
  public let logFolder: String
  public let options: SlurmOptions

  public init(
    plan: String, _ command: ShardCommand, _ choice: ShardChoice, logFolder: String,
    options: SlurmOptions
  ) {
    precondition(!choice.shards.isEmpty, "an array without tasks")
    precondition(logFolder.hasPrefix("/"), "\(logFolder) is no whole path")
    jobName = Self.jobName(plan)
    self.command = command
    self.choice = choice
    self.logFolder = logFolder
    self.options = options
  }

  static func jobName(_ plan: String) -> String { "seedproof-" + plan }

  /// The whole text.
  ///
  /// - Throws: `InputError` for a name that has no place on a line.
  public func text() throws -> String {
    _ = try ShardCommand.quote(logFolder)
    guard !logFolder.contains("\\") else {
      // In the name of a log sbatch takes a backslash for the end of all patterns.
      throw InputError(
        file: logFolder, "holds a backslash, which Slurm does not take in the name of a log",
        advice: "choose another --out")
    }
    let head = settings.map(SbatchOption.line) + options.sbatch.map { SbatchOption.line($0.text) }
    let last = "exec \(try command.shellWords()) --shard \"$shard/\(choice.count)\""
    let lines =
      ["#!/bin/bash"] + head + [
        "# Written by 'seedproof grid --engine slurm'. Shards of the plan, of \(choice.count) in all, by index:",
        "shards=(\(ranges))",
        "set -eu",
        ": \"${SLURM_ARRAY_TASK_ID:?is set by Slurm for each task of an array}\"",
        "shard=${shards[SLURM_ARRAY_TASK_ID]}",
      ] + threads + [
        "cd -- \(try command.shellFolder())",
        last + (options.takesThreads ? " --threads \"$threads\"" : ""),
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the grid asks of Slurm.
  private var settings: [String] {
    let log = logFolder.replacing("%", with: "%%") + "/%A_%a.log"
    return [
      "--job-name=\(jobName)", "--array=0-\(choice.shards.count - 1)", "--chdir=\(logFolder)",
      "--output=\(log)", "--open-mode=append", "--export=NONE", "--requeue",
    ] + (options.threads.map { ["--cpus-per-task=\($0 * options.jobs)"] } ?? [])
  }

  /// The numbers of the shards, as bash expands them: `1 {4..16}`.
  private var ranges: String {
    var ranges: [ClosedRange<Int>] = []
    for number in choice.shards.map(\.number) {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map {
      $0.count == 1 ? "\($0.lowerBound)" : "{\($0.lowerBound)..\($0.upperBound)}"
    }.joined(separator: " ")
  }

  /// The threads of each trial: the processors that Slurm gave the task, never those of the node.
  private var threads: [String] {
    guard options.takesThreads else { return [] }
    if let threads = options.threads { return ["threads=\(threads)"] }
    return [
      "threads=$((${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE} / \(options.jobs)))",
      "threads=$((threads < 1 ? 1 : threads > \(options.threadLimit) ? \(options.threadLimit) : threads))",
    ]
  }
}

/// How a grid is handed to Slurm.
public struct SlurmOptions: Sendable, Equatable {
  /// The most tasks; as many as the cluster allows without it.
  public var arraySize: Int?
  public var sbatch: [SbatchOption] = []
  /// Trials at a time in a task.
  public var jobs = 1
  /// Threads of each trial; the task's processors are shared out without it.
  public var threads: Int?
  /// The most threads that a trial can have.
  public var threadLimit = 64
  /// Whether the command takes `--threads`; another trainer's threads are its own matter.
  public var takesThreads = true
  /// Whether to stay until the job has ended.
  public var waits = false

  public init() {}
}
