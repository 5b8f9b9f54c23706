import ArgumentParser
import Experiment
import Grid
import Text

/// `seedproof grid`
struct GridCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "Runs every trial of an experiment that has no golden yet.",
    discussion: """
      The folder receives the plan, a ledger, and one golden per finished trial. The same \
      command resumes an interrupted grid; finished trials are kept. It may be given several times at once, \
      also on several machines that share the folder: each process claims a trial before it runs it, and takes \
      over those of processes that died. With --runner another trainer runs the trials. With --status nothing is \
      run: it is said how far the grid of a folder is. With --lane the goldens lie in 'trials/NAME', beside those \
      of other machines. With --engine slurm a cluster does the work; the same \
      command submits again what is missing. With --engine list the commands are printed, one a line, each \
      for a shard of the plan. With --stop, or a plan that has 'stop:', trials are compared while they run, \
      and those that are not kept end early, with goldens of their own.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String?

  @Option(help: ArgumentHelp("Write the experiment folder here.", valueName: "folder"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Say how far the grid of this folder is, and run nothing.", valueName: "folder"))
  var status: String?

  @OptionGroup var running: GridRunOptions
  @OptionGroup var kept: CheckpointOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var runner: RunnerOptions
  @OptionGroup var failFast: FailFastOptions
  @OptionGroup var lane: LaneOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard status == nil else {
      guard experiment == nil, out == nil, !running.dryRun, engine.isPlain else {
        throw ValidationError(
          "--status takes a folder, and neither an experiment, --out, --dry-run nor an engine")
      }
      return
    }
    guard !running.dryRun || engine.engine == .local else {
      throw ValidationError("--dry-run is for --engine local")
    }
    guard experiment != nil else {
      throw ValidationError("Missing expected argument '<experiment>'")
    }
    guard out != nil || running.dryRun else {
      throw ValidationError("Missing expected argument '--out <folder>'")
    }
    guard !running.dryRun || runner.runner == nil else {
      throw ValidationError("--dry-run is for trials of this trainer, and --runner names another")
    }
    guard lane.lane == nil || runner.runner != nil else {
      throw ValidationError("--lane is for trials of another trainer; name it by --runner")
    }
    try failFast.refuse(without: runner.runner)
  }

  func run() throws {
    if let status { return try printStatus(of: status) }
    guard let experiment else { preconditionFailure("a grid without an experiment") }
    let stop = try stopOption()
    let plan = try ExperimentPlan.read(
      experiment, data: folders.data, model: folders.model, stop: stop)
    let isExternal = plan.task == .external || runner.runner != nil
    try runner.refuse(folders, arithmetic)
    guard !isExternal || kept.keptCheckpointCount == 0 else {
      throw InputError("--keep-checkpoints is for trials of this trainer")
    }
    var options = running.grid
    options.failsFast = failFast.isOn
    let grid = GridRun(
      plan: plan, out: out ?? "", jobs: running.jobs, output: output, tellsLoad: true,
      options: options, shard: engine.shard, stop: stop, lane: lane.lane)
    if running.dryRun { return try printEstimate(grid) }
    if engine.engine != .list, !running.makesGoldens {
      try CommittedFolder.refuse(
        out ?? "",
        missingCount: GridRun.missingCount(plan, in: out, engine.shard, lane: lane.lane))
    }
    guard engine.engine == .local else {
      return try EngineRun(plan, experiment, out ?? "", self).run(engine.engine)
    }
    let (folder, summary) =
      isExternal
      ? try grid.run(runner)
      : try grid.run(arithmetic, keptCheckpointCount: kept.keptCheckpointCount)
    print(
      output.json
        ? OutputSchema.grid.text(of: summary.json(folder)) : summary.line(folder, engine.shard))
    if summary.isInterrupted { throw ExitCode(ExitStatus.interrupted) }
    if !summary.failures.isEmpty { throw ExitCode(ExitStatus.differs) }
  }

  /// What was asked for in the place of the plan's stop rule.
  func stopOption() throws -> StopOption? { try running.stop.map { try StopOption($0) } }

  private func printStatus(of path: String) throws {
    let status = try GridStatus(of: ExperimentFolder.open(path, lane: lane.lane))
    print(output.json ? OutputSchema.gridStatus.text(of: status.json) : status.text)
  }

  private func printEstimate(_ grid: GridRun) throws {
    let estimate = try GridDryRun(grid: grid, out: out)
      .estimate(arithmetic, keptCheckpointCount: kept.keptCheckpointCount)
    print(output.json ? OutputSchema.gridEstimate.text(of: estimate.json) : estimate.text)
  }
}
