import Arithmetic
import Experiment
import External
import Grid
import Processes
import Report
import Text
import Training
import Trajectory

/// Runs the missing trials of a plan into its folder, with a bar, until they are done or a signal ends them.
struct GridRun {
  let plan: ExperimentPlan
  let out: String
  /// Trials at a time; nil for as many as the machine gives.
  var jobs: Int?
  let output: OutputOptions
  /// Whether it is said how many trials run at a time, and why.
  var tellsLoad = false
  var options = GridOptions()
  /// The part of the plan that is to run; all of it without one.
  var shard: Shard?
  /// What was asked for in the place of the stop rule.
  var stop: StopOption?
  /// The lane of another trainer's trials.
  var lane: LaneName?

  /// Runs them in this process.
  ///
  /// - Parameters:
  ///   - keptCheckpointCount: checkpoints that each trial keeps.
  ///   - notice: what the user is told at the first signal.
  func run(
    _ arithmetic: ArithmeticOptions, keptCheckpointCount: Int = 0,
    notice: String = "ending at the next update; the same command takes the grid up again"
  ) throws -> (ExperimentFolder, GridSummary) {
    // What can go wrong without a folder does so before there is one.
    let inputs = try InputLoader().load(plan)
    try plan.checkPerturbation(inputs)
    let schedule = try StopSchedule(plan, exampleCount: inputs.dataIdentity.trainCount)
    let missing = GridRun.missingCount(plan, in: out, shard, schedule)
    let load = try load(inputs, arithmetic, missing: missing)
    let setting = try arithmetic.setting(
      threads: load.threads, trusting: .kept(quiet: output.progress.quiet))
    let units = try load.units(setting, plan.numerics)
    _ = try Schedule(plan.protocol, exampleCount: inputs.dataIdentity.trainCount)
      .checkpointSteps(count: keptCheckpointCount)
    inputs.printRemarks()
    if setting.device != .processor, missing > 0 {
      // Whether there is room on the device for as many trials is known once they are there.
      _ = try units.map { try plan.trial(plan.cells[0], inputs, $0) }
    }
    if tellsLoad, !output.progress.quiet {
      let budget = schedule.map { RuleBudget($0, trialCount: plannedCount) }
      // A shard may have no trials: then there is nothing to save.
      let saving = budget.flatMap { $0.trialCount > 0 ? $0.line : nil }
      for line in [load.line, saving].compactMap({ $0 }) {
        StandardError.print(TextWrap.fitted("seedproof: \(line)"))
      }
    }
    let machine = Machine.current(
      threads: setting.threads, instructionSet: setting.place,
      recordsHost: options.recordsHost)
    return try run(Interruption(), machine, load.jobs, notice, schedule) { [plan] request in
      let trial = try plan.trial(request.cell, inputs, units[request.slot])
      let recorded = GridTrial(request: request, keptCheckpointCount: keptCheckpointCount)
      return try plan.explainingPerturbation { try recorded.run(trial) }
    }
  }

  /// How many trials run at a time.
  func load(
    _ inputs: TrialInputs, _ arithmetic: ArithmeticOptions, missing: Int
  ) throws -> GridLoad {
    GridLoad(
      jobs: jobs, threads: arithmetic.threads, trialCount: missing,
      trialByteCount: inputs.trialByteCount(plan.protocol),
      sharedByteCount: inputs.sharedByteCount,
      deviceByteCount: try arithmetic.device.device.byteCount(),
      threadLimit: ArithmeticUnit.maximumThreads, .current)
  }

  /// Trials of the plan, or of the shard.
  private var plannedCount: Int { shard?.range(of: plan).count ?? plan.cells.count }

  /// Trials of `plan` that are not done in the folder at `path`, which need not be there.
  static func missingCount(
    _ plan: ExperimentPlan, in path: String?, _ shard: Shard? = nil,
    _ schedule: StopSchedule? = nil, lane: LaneName? = nil
  ) -> Int {
    let cells = shard.map { plan.cells[$0.range(of: plan)] } ?? plan.cells[...]
    guard let path, (try? ExperimentFolder.open(path, lane: lane)) != nil else {
      return cells.count
    }
    let folder = ExperimentFolder(path: path, plan: plan, lane: lane)
    // What cannot be read is told of where the trials are run.
    let reopened = (try? folder.reopenedCells(schedule)) ?? []
    guard shard != nil else {
      return plan.cells.count - folder.goldenCells().subtracting(reopened).count
    }
    return cells.count { !folder.holdsGolden($0) || reopened.contains($0) }
  }

  /// Runs them by another trainer's command.
  func run(_ runnerOptions: RunnerOptions) throws -> (ExperimentFolder, GridSummary) {
    let interruption = Interruption()
    guard plan.task == .external, let runner = try runnerOptions.runner(interruption) else {
      throw InputError(
        file: plan.path,
        plan.task == .external
          ? "is for another trainer, whose command is not given"
          : "is for Seedproof's own trainer, but --runner names another",
        advice: "use --runner with 'task: external', and only there")
    }
    try runner.command.check(plan.cells)
    // Threads and instruction set are the trainer's own matter, and so is how many of it the machine holds.
    let machine = Machine.current(
      threads: 0, instructionSet: "external", recordsHost: options.recordsHost)
    let notice = "ending the running trials; the same command runs the grid's missing ones"
    let first = FirstTrial()
    let isLast: @Sendable (any Error) -> Bool = { [options] _ in
      options.failsFast && first.hasFailed
    }
    return try run(interruption, machine, jobs ?? 1, notice, isLast: isLast) { [lane] request in
      do {
        var isSeen = lane == nil
        return try runner.observe(request.cell, to: request.path) { done, planned, process in
          first.pass()
          try request.checkClaim()
          // Once, when all that it needs is loaded.
          if !isSeen { request.environment(.seen(ofGroup: process)) }
          isSeen = true
          guard let planned, planned > 0 else { return }
          request.report(min(1, Double(done) / Double(planned)))
        }
      } catch {
        first.fail(error)
        throw error
      }
    }
  }

  private func run(
    _ interruption: Interruption, _ machine: Machine, _ jobs: Int, _ notice: String,
    _ schedule: StopSchedule? = nil,
    isLast: @escaping @Sendable (any Error) -> Bool = { _ in false },
    _ trial: @escaping @Sendable (TrialRequest) throws -> TrialOutcome
  ) throws -> (ExperimentFolder, GridSummary) {
    let folder = try ExperimentFolder.create(out, for: plan, stop: stop, lane: lane)
    let log = GridLog(plan.name, output, writesJSON: options.logsJSON)
    interruption.followSignals {
      log.clear()
      StandardError.print("seedproof: \(notice)")
    }
    defer { Interruption.leaveSignals() }
    var runner = GridRunner(folder: folder, jobs: jobs, machine: machine)
    runner.retryCount = options.retryCount
    runner.keepsGoing = options.keepsGoing
    runner.isLast = isLast
    runner.stopSchedule = schedule
    runner.cells = shard.map { Array(folder.cells(of: $0)) }
    let summary = try runner.run(
      interruption: interruption, progress: { log.update($0) }, trial: trial)
    log.clear()
    return (folder, summary)
  }
}

/// How a grid goes on after failures, and what it notes.
struct GridOptions {
  var retryCount = 0
  var keepsGoing = false
  var recordsHost = false
  /// Whether no other trial begins once the first one of another trainer ended without an update.
  var failsFast = false
  /// Whether progress is told as lines of JSON.
  var logsJSON = false
}

extension GridLoad {
  /// A unit for each trial that runs at a time.
  func units(
    _ setting: ArithmeticSetting, _ numerics: NumericsProfile
  ) throws -> [ArithmeticUnit] {
    try (0..<jobs).map { _ in try setting.unit(numerics.backend) }
  }
}
