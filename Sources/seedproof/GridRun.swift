import Arithmetic
import Experiment
import External
import Grid
import Processes
import Text
import Training
import Trajectory

/// Runs the missing trials of a plan into its folder, with a bar, until they are done or a signal ends them.
struct GridRun {
  let plan: ExperimentPlan
  let out: String
  let jobs: Int
  /// The part of the plan that is to run.
  var shard: Shard?
  let output: OutputOptions

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
    let units = try (0..<jobs).map { _ in try arithmetic.unit(plan.numerics, jobs: jobs) }
    let inputs = try InputLoader().load(plan)
    _ = try Schedule(plan.protocol, exampleCount: inputs.dataIdentity.trainCount)
      .checkpointSteps(count: keptCheckpointCount)
    inputs.printRemarks()
    let machine = Machine.current(
      threads: units[0].threads, instructionSet: units[0].instructionSet.rawValue)
    return try run(Interruption(), machine, notice) { [plan] request in
      let trial = try plan.trial(request.cell, inputs, units[request.slot])
      let count = Double(trial.schedule.stepCount)
      let recorded = RecordedTrial(path: request.path, keptCheckpointCount: keptCheckpointCount)
      return try recorded.run(trial) { report in
        guard case .event(.step(let record)) = report else { return }
        request.report(Double(record.step + 1) / count)
        try request.interruption.check()
      }.outcome
    }
  }

  /// Runs them by another trainer's command.
  func run(_ options: RunnerOptions) throws -> (ExperimentFolder, GridSummary) {
    let interruption = Interruption()
    guard plan.task == .external, let runner = try options.runner(interruption) else {
      throw InputError(
        file: plan.path,
        plan.task == .external
          ? "is for another trainer, whose command is not given"
          : "is for Seedproof's own trainer, but --runner names another",
        advice: "use --runner with 'task: external', and only there")
    }
    try runner.command.check(plan.cells)
    // Threads and instruction set are the trainer's own matter.
    let machine = Machine.current(threads: 0, instructionSet: "external")
    let notice = "ending the running trials; the same command runs the grid's missing ones"
    return try run(interruption, machine, notice) { request in
      try runner.record(request.cell, to: request.path) { done, planned in
        guard let planned, planned > 0 else { return }
        request.report(min(1, Double(done) / Double(planned)))
      }
    }
  }

  private func run(
    _ interruption: Interruption, _ machine: Machine, _ notice: String,
    _ trial: @escaping @Sendable (TrialRequest) throws -> TrialOutcome
  ) throws -> (ExperimentFolder, GridSummary) {
    let folder = try ExperimentFolder.create(out, for: plan)
    let bar = output.progressBar(plan.name)
    interruption.followSignals {
      bar.clear()
      StandardError.print("seedproof: \(notice)")
    }
    defer { Interruption.leaveSignals() }
    let summary = try GridRunner(folder: folder, jobs: jobs, shard: shard, machine: machine).run(
      interruption: interruption,
      progress: { bar.update($0.fraction, "\($0.finishedCount) of \($0.plannedCount) trials") },
      trial: trial)
    bar.clear()
    return (folder, summary)
  }
}
