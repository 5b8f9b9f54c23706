import Experiment
import Files
import Foundation
import Processes
import Text

/// Hands the missing trials of a folder to Slurm, as an array of tasks with a shard each.
///
/// The folder is shared by the nodes. What is done is told by its goldens alone: Slurm's exit status is 0 for several
/// kinds of failure. The same call submits again what is missing.
///
///     slurm/grid.sbatch   the script that was submitted last
///     slurm/job           the number of its job
///     slurm/123_4.log     what task 4 of job 123 wrote
public struct SlurmGrid: Sendable {
  public let folder: ExperimentFolder
  public let command: ShardCommand
  public let options: SlurmOptions
  /// The plan's stop rule on its data.
  public var stopSchedule: StopSchedule?
  let tool: SlurmTool
  /// Waits between two looks; the tests do not wait.
  let pause: @Sendable (Duration, Interruption) -> Void

  /// The folder of script and logs.
  public var place: String { folder.slurmPath }
  /// The script that is submitted.
  public var scriptPath: String { place + "/grid.sbatch" }
  private var jobPath: String { place + "/job" }

  /// The most tasks of an array, as the controller says.
  ///
  /// Asked before there is a folder: where there is no Slurm nothing is written.
  ///
  /// - Throws: `InputError`: usage where Slurm is not there or arrays are smaller than `options` ask, unverifiable
  ///   where the controller does not answer.
  public static func taskLimit(_ options: SlurmOptions) throws -> Int {
    try taskLimit(options, .system())
  }

  static func taskLimit(_ options: SlurmOptions, _ tool: SlurmTool) throws -> Int {
    let answer = try tool.run(["scontrol", "show", "config"])
    guard answer.status == 0 else {
      throw InputError(
        .unverifiable, "Slurm's controller does not answer: \(answer.reason)",
        advice: "see whether it runs: scontrol ping")
    }
    let line = answer.output.split(whereSeparator: \.isNewline).first {
      $0.hasPrefix("MaxArraySize")
    }
    guard let limit = line?.split(separator: " ").last.flatMap({ Int($0) }), limit >= 0 else {
      throw InputError(.unverifiable, "Slurm does not say its MaxArraySize")
    }
    guard limit > 0 else { throw InputError("this cluster takes no arrays: its MaxArraySize is 0") }
    guard let size = options.arraySize else { return limit }
    guard size <= limit else {
      throw InputError(
        "--array-size \(size) is too large: this cluster's arrays have at most \(limit) tasks",
        advice: "use at most \(limit); a task runs several trials then")
    }
    return size
  }

  /// - Parameter command: runs one shard, on a node.
  public init(_ folder: ExperimentFolder, _ command: ShardCommand, _ options: SlurmOptions) {
    self.init(folder, command, options, .system()) { time, interruption in
      let end = ContinuousClock.now + time
      while ContinuousClock.now < end, !interruption.isRequested { usleep(100_000) }
    }
  }

  init(
    _ folder: ExperimentFolder, _ command: ShardCommand, _ options: SlurmOptions,
    _ tool: SlurmTool, pause: @escaping @Sendable (Duration, Interruption) -> Void
  ) {
    self.folder = folder
    self.command = command
    self.options = options
    self.tool = tool
    self.pause = pause
  }

  /// Submits what is missing, unless nothing is or a job of this folder is still there.
  ///
  /// - Parameter limit: the most tasks, see `taskLimit`.
  /// - Throws: `InputError` if the job cannot be submitted, or one is there and nobody waits.
  public func submit(limit: Int) throws -> SlurmSubmission {
    let choice = try ShardChoice(folder, stopSchedule, limit: limit)
    guard choice.missingCount > 0 else { return .none }
    if let job = earlierJob(), case .tasks(let tasks) = try queue(job) {
      guard options.waits else {
        throw InputError(
          file: folder.path,
          "\(tasks.count) tasks of its job \(job) are still in Slurm's queue",
          advice: "wait for them with --wait, or end them: scancel \(job)")
      }
      return .earlier(job)
    }
    let script = SlurmScript(
      plan: folder.plan.name, command, choice, logFolder: place, options: options)
    let text = try script.text()
    try OutputPlace.checkFolder(place)
    try OutputPlace.makeFolder(place)
    for path in [scriptPath, jobPath] { StrayFiles.remove(of: path) }
    try AtomicFile.write(text.utf8, to: scriptPath)
    let job = try submit(scriptPath)
    try AtomicFile.write((job + "\n").utf8, to: jobPath)
    return .submitted(job, taskCount: choice.shards.count)
  }

  private func submit(_ path: String) throws -> String {
    let answer = try tool.run(["sbatch", "--parsable", path])
    guard answer.status == 0 else {
      throw InputError(
        file: path, "was refused by sbatch: \(answer.reason)",
        advice: "correct --sbatch, or ask who runs the cluster")
    }
    // The number, and the cluster where there are several.
    let number = answer.output.prefix { $0 != ";" && !$0.isNewline }
    guard number.isDigits else {
      throw InputError(
        .unverifiable, file: path, "was submitted, but sbatch does not say under which number",
        advice: "look for the job: squeue --name=\(SlurmScript.jobName(folder.plan.name))")
    }
    return String(number)
  }

  /// The job that was submitted last.
  private func earlierJob() -> String? {
    guard let file = try? InputFile(jobPath, limit: 64), let text = try? file.text() else {
      return nil
    }
    let number = text.prefix { !$0.isNewline }
    return number.isDigits ? String(number) : nil
  }

  private func queue(_ job: String) throws -> SlurmQueue {
    try SlurmQueue(job: job, name: SlurmScript.jobName(folder.plan.name), tool)
  }
}

/// What was handed to Slurm.
public enum SlurmSubmission: Sendable, Equatable {
  /// Nothing is missing.
  case none
  case submitted(String, taskCount: Int)
  /// A job of before is still there.
  case earlier(String)
}

// MARK: Waiting

/// How far a grid on Slurm is.
public struct SlurmProgress: Sendable, Equatable {
  public var plannedCount: Int
  /// Trials with a golden.
  public var finishedCount = 0
  public var runningTaskCount = 0
  /// Tasks that wait for their turn, or for somebody.
  public var waitingTaskCount = 0
}

extension SlurmGrid {
  /// Stays until every trial has a golden or the job has ended, and tells how far it is by the folder.
  ///
  /// A controller that does not answer for a while is waited for.
  ///
  /// - Throws: `InputError` of kind unverifiable if the job ended and trials are missing, or its last tasks can never
  ///   run; `Interrupted`.
  public func wait(
    for job: String, interruption: Interruption, progress: (SlurmProgress) -> Void
  ) throws {
    let plannedCount = folder.plan.cells.count
    // What an earlier rule stopped counts once it has a golden of this one.
    var reopened = try folder.reopenedCells(stopSchedule)
    var delay = Duration.seconds(1)
    // A shared folder may show a file later than Slurm tells of its task's end.
    var endedLookCount = 0
    while true {
      var now = SlurmProgress(plannedCount: plannedCount)
      let queue = try queue(job)
      if !reopened.isEmpty { reopened = try folder.reopenedCells(stopSchedule) }
      now.finishedCount = folder.listedCells().subtracting(reopened).count
      if case .tasks(let tasks) = queue {
        now.runningTaskCount = tasks.count { $0.state == "RUNNING" }
        now.waitingTaskCount = tasks.count - now.runningTaskCount
      }
      progress(now)
      let missingCount = plannedCount - now.finishedCount
      if missingCount == 0 { return }
      switch queue {
      case .ended:
        endedLookCount += 1
        if endedLookCount == 3 { throw failure(job, missingCount, "has ended") }
      case .tasks(let tasks):
        endedLookCount = 0
        if !tasks.contains(where: \.canEnd) {
          throw failure(job, missingCount, "waits for ever: \(tasks[0].state), \(tasks[0].reason)")
        }
      case .unknown: endedLookCount = 0
      }
      pause(delay, interruption)
      try interruption.check()
      delay = min(delay * 3 / 2, .seconds(10))
    }
  }

  private func failure(_ job: String, _ missingCount: Int, _ why: String) -> InputError {
    InputError(
      .unverifiable, file: folder.path,
      "\(missingCount) of \(folder.plan.cells.count) trials have no golden, and job \(job) \(why)",
      advice: "see the logs in \(place); the same command submits what is missing")
  }
}
