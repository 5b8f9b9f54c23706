import ArgumentParser
import Arithmetic
import Experiment
import Files
import Foundation
import Grid
import Processes
import Text

/// Hands the missing trials of a plan to another engine than this process.
struct EngineRun {
  private let plan: ExperimentPlan
  private let experiment: String
  private let out: String
  private let grid: GridCommand
  private let place: String
  private let stop: StopOption?

  init(
    _ plan: ExperimentPlan, _ experiment: String, _ out: String, _ grid: GridCommand
  ) throws {
    self.plan = plan
    self.experiment = experiment
    self.out = out
    self.grid = grid
    stop = try grid.stopOption()
    place = Self.workingFolder
  }

  func run(_ engine: GridEngine) throws {
    let schedule = try checkRunner()
    switch engine {
    case .local: preconditionFailure("this process is no other engine")
    case .list: try printList(schedule)
    case .slurm: try submit(schedule)
    }
  }

  /// What the nodes would find out, one after another.
  ///
  /// - Returns: the plan's stop rule on its data.
  private func checkRunner() throws -> StopSchedule? {
    let runner = try grid.runner.runner(Interruption())
    guard (plan.task == .external) == (runner != nil) else {
      throw InputError(
        file: plan.path,
        runner == nil
          ? "is for another trainer, whose command is not given"
          : "is for Seedproof's own trainer, but --runner names another",
        advice: "use --runner with 'task: external', and only there")
    }
    try runner?.command.check(plan.cells)
    guard runner == nil else { return nil }
    try grid.arithmetic.device.device.require(plan.numerics.backend)
    let inputs = try InputLoader().load(plan)
    try plan.checkPerturbation(inputs)
    return try StopSchedule(plan, exampleCount: inputs.dataIdentity.trainCount)
  }

  // MARK: The command of a shard

  /// The working directory as the user came to it: on other machines its links may lead elsewhere.
  private static var workingFolder: String {
    let here = FileManager.default.currentDirectoryPath
    guard let named = ProcessInfo.processInfo.environment["PWD"], named.hasPrefix("/"),
      let identity = FileIdentity(named), identity == FileIdentity(here)
    else { return here }
    return named
  }

  private func wholePath(_ path: String) -> String {
    path.hasPrefix("/") ? path : FilePlace.path(of: path, in: place)
  }

  /// Trials at a time in one task; the tasks run beside each other.
  private var jobs: Int { grid.running.jobs ?? 1 }

  /// - Parameter addsThreads: whether the engine adds the threads itself.
  private func command(addsThreads: Bool) throws -> ShardCommand {
    guard let program = ProgramArguments.program else {
      throw InputError("the path of this program cannot be found out on this system")
    }
    var words = [program, "grid", wholePath(experiment), "--out", wholePath(out)]
    func add(_ name: String, _ value: String?) { words += value.map { [name, $0] } ?? [] }
    add("--data", grid.folders.data.map(wholePath))
    add("--model", grid.folders.model.map(wholePath))
    add("--stop", stop?.description)
    add("--jobs", "\(jobs)")
    add("--retries", grid.running.retryCount == 0 ? nil : "\(grid.running.retryCount)")
    if grid.running.keepsGoing { words.append("--keep-going") }
    if grid.running.recordsHost { words.append("--record-host") }
    if grid.running.makesGoldens { words.append("--make-goldens") }
    words += grid.failFast.words
    add("--threads", addsThreads ? nil : grid.arithmetic.threads.map(String.init))
    add("--instruction-set", grid.arithmetic.instructionSetName)
    // Which devices the nodes have is not known here.
    add("--device", grid.arithmetic.device.word)
    let kept = grid.kept.keptCheckpointCount
    add("--keep-checkpoints", kept == 0 ? nil : "\(kept)")
    if let runner = grid.runner.runner {
      add("--runner", runner)
      add("--lane", grid.lane.lane?.description)
      func text(_ seconds: Double) -> String { Int(exactly: seconds)?.description ?? "\(seconds)" }
      add("--runner-timeout", text(grid.runner.timeout))
      add("--runner-silence", text(grid.runner.silence))
    }
    return ShardCommand(folder: place, words: words)
  }

  // MARK: A list

  private func printList(_ schedule: StopSchedule?) throws {
    let folder = try ExperimentFolder.create(
      out, for: plan, stop: stop, lane: grid.lane.lane)
    let standard = grid.engine.matrix ? JobList.matrixLimit : nil
    let choice = try ShardChoice(folder, schedule, limit: grid.engine.arraySize ?? standard)
    let list = JobList(try command(addsThreads: false), choice)
    if grid.engine.matrix { return print(list.matrix.canonical) }
    let lines = try list.lines()
    if grid.output.json {
      let document: JSONValue = [
        "folder": .string(folder.path), "planned": .integer(plan.cells.count),
        "missing": .integer(choice.missingCount), "commands": .array(lines.map(JSONValue.string)),
      ]
      return OutputSchema.gridList.print(document)
    }
    for line in lines { print(line) }
    guard lines.isEmpty else { return }
    StandardError.print("seedproof: \(folder.path.printable): nothing is missing")
  }

  // MARK: Slurm

  private func submit(_ schedule: StopSchedule?) throws {
    var options = SlurmOptions()
    options.arraySize = grid.engine.arraySize
    options.sbatch = try grid.engine.sbatch.map(SbatchOption.init)
    options.jobs = jobs
    options.threads = grid.arithmetic.threads
    options.threadLimit = ArithmeticUnit.maximumThreads
    options.takesThreads = grid.runner.runner == nil
    options.waits = grid.engine.wait
    let limit = try SlurmGrid.taskLimit(options)
    let folder = try ExperimentFolder.create(
      wholePath(out), for: plan, stop: stop, lane: grid.lane.lane)
    var slurm = SlurmGrid(folder, try command(addsThreads: options.takesThreads), options)
    slurm.stopSchedule = schedule
    let submission = try slurm.submit(limit: limit)
    if grid.engine.wait, let job = submission.job { try wait(slurm, job) }
    try report(folder, submission, schedule)
  }

  /// Waits for the job, with a bar.
  private func wait(_ slurm: SlurmGrid, _ job: String) throws {
    let interruption = Interruption()
    let bar = grid.output.progressBar(plan.name)
    interruption.followSignals {
      bar.clear()
      StandardError.print("seedproof: job \(job) goes on; end it by 'scancel \(job)'")
    }
    defer {
      Interruption.leaveSignals()
      bar.clear()
    }
    do {
      try slurm.wait(for: job, interruption: interruption) { now in
        bar.update(
          Double(now.finishedCount) / Double(now.plannedCount),
          "\(now.finishedCount) of \(now.plannedCount) trials, \(now.runningTaskCount) tasks run")
      }
    } catch is Interrupted {
      throw ExitCode(ExitStatus.interrupted)
    }
  }

  private func report(
    _ folder: ExperimentFolder, _ submission: SlurmSubmission, _ schedule: StopSchedule?
  ) throws {
    let done = folder.listedCells().subtracting(try folder.reopenedCells(schedule))
    let missing = plan.cells.count - done.count
    let counts = "\(missing) of \(plan.cells.count) missing"
    if grid.output.json {
      let document: JSONValue = [
        "folder": .string(folder.path), "planned": .integer(plan.cells.count),
        "missing": .integer(missing),
        "job": submission.job.map(JSONValue.string) ?? .null,
        "tasks": .integer(submission.taskCount),
      ]
      return OutputSchema.gridSlurm.print(document)
    }
    let what =
      switch submission {
      case .none: "nothing to submit"
      case .submitted(let job, let taskCount): "job \(job) with \(taskCount) tasks"
      case .earlier(let job): "job \(job), which was there already"
      }
    print("\(folder.path): \(what), \(counts)".printable)
  }
}

extension SlurmSubmission {
  /// The number of the job; nil where none was needed.
  fileprivate var job: String? {
    switch self {
    case .none: nil
    case .submitted(let job, _), .earlier(let job): job
    }
  }

  /// The tasks that were submitted now.
  fileprivate var taskCount: Int {
    if case .submitted(_, let count) = self { count } else { 0 }
  }
}
