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
      command resumes an interrupted grid; finished trials are kept. With --runner another trainer \
      runs the trials. With --engine slurm a cluster does the work, in a folder that its nodes share; \
      the same command submits again what is missing. With --engine list the commands are printed, \
      one a line, each for a shard of the plan.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String

  @Option(help: ArgumentHelp("Write the experiment folder here.", valueName: "folder"))
  var out: String

  @Option(help: ArgumentHelp("Run this many trials at a time.", valueName: "n"))
  var jobs = 1

  @OptionGroup var kept: CheckpointOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var runner: RunnerOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs must be 1...256, not \(jobs)")
    }
  }

  func run() throws {
    let plan = try ExperimentPlan.read(experiment, data: folders.data, model: folders.model)
    let isExternal = plan.task == .external || runner.runner != nil
    try runner.refuse(folders, arithmetic)
    guard !isExternal || kept.keptCheckpointCount == 0 else {
      throw InputError("--keep-checkpoints is for trials of this trainer")
    }
    guard engine.engine == .local else {
      return try EngineRun(plan, self).run(engine.engine)
    }
    let grid = GridRun(plan: plan, out: out, jobs: jobs, shard: engine.shard, output: output)
    let (folder, summary) =
      isExternal
      ? try grid.run(runner)
      : try grid.run(arithmetic, keptCheckpointCount: kept.keptCheckpointCount)
    print(output.json ? summary.json(folder).canonical : summary.line(folder, engine.shard))
    if summary.isInterrupted { throw ExitCode(ExitStatus.interrupted) }
    if !summary.failures.isEmpty { throw ExitCode(ExitStatus.differs) }
  }
}

extension GridSummary {
  func json(_ folder: ExperimentFolder) -> JSONValue {
    let byName = outcomes.map { ($0.key.description, JSONValue.string($0.value.rawValue)) }
    let failed = failures.map { ($0.key.description, JSONValue.string($0.value)) }
    let earlier = earlierPlans.map { $0.isEmpty ? [] : [$0.json] } ?? []
    return [
      "folder": .string(folder.path), "planned": .integer(Int64(folder.plan.cells.count)),
      "kept": .integer(Int64(keptCount)), "missing": .integer(Int64(missingCount)),
      "interrupted": .bool(isInterrupted),
      "unreadableLedgerLines": .array(unreadableLedgerLines.first.map { .integer(Int64($0)) }),
      "unreadableLedgerLineCount": .integer(Int64(unreadableLedgerLines.count)),
      "earlierPlans": .array(earlier),
      "outcomes": .object(Dictionary(uniqueKeysWithValues: byName)),
      "failures": .object(Dictionary(uniqueKeysWithValues: failed)),
    ]
  }

  /// The summary for people: a line for each of the first failures, then the counts.
  func line(_ folder: ExperimentFolder, _ shard: Shard? = nil) -> String {
    let all = folder.plan.cells.indices
    let plannedCount = (shard?.range(of: all.count) ?? all).count
    let failed = failures.sorted { $0.key < $1.key }.map { "failed \($0.key): \($0.value)" }
    let counts =
      (shard.map { "shard \($0) of " } ?? "")
      + "\(folder.path): \(outcomes.count) run, \(keptCount) kept, \(failures.count) failed, "
      + "\(missingCount) of \(plannedCount) missing"
    let torn = unreadableLedgerLines.first.map {
      "\(folder.ledgerPath):\($0): cannot be read: a crash tore this line"
    }
    let lines =
      Self.shortened(torn, of: unreadableLedgerLines.count, "lines of \(folder.ledgerPath)")
      + Self.shortened(failed, of: failed.count, "failed trials; --json names them all")
      + (earlierPlans?.lines ?? []) + [counts]
    return lines.map(Escaping.terminal).joined(separator: "\n")
  }

  /// The first of `lines`, and how many there are beyond them.
  private static func shortened(_ lines: [String], of count: Int, _ what: String) -> [String] {
    let shown = lines.prefix(20)
    return shown + (count > shown.count ? ["and \(count - shown.count) more \(what)"] : [])
  }
}
