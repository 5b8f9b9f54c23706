import Arithmetic
import Experiment
import Foundation
import Grid
import Processes
import Training
import Trajectory

/// Runs the missing trials of a plan in this process.
struct GridRun {
  let plan: ExperimentPlan
  let out: String
  let jobs: Int
  let arithmetic: ArithmeticOptions
  let output: OutputOptions
  /// Checkpoints that each trial keeps.
  let keptCheckpointCount: Int
  /// What the user is told at the first signal.
  let notice: String

  init(
    _ plan: ExperimentPlan, out: String, jobs: Int, keptCheckpointCount: Int = 0,
    _ arithmetic: ArithmeticOptions, _ output: OutputOptions,
    notice: String = "ending at the next update; the same command takes the grid up again"
  ) {
    self.plan = plan
    self.out = out
    self.jobs = jobs
    self.keptCheckpointCount = keptCheckpointCount
    self.arithmetic = arithmetic
    self.output = output
    self.notice = notice
  }

  func run() throws -> (ExperimentFolder, GridSummary) {
    // What can go wrong without a folder does so before there is one.
    let threads = arithmetic.threadCount(jobs: jobs)
    let units = try (0..<jobs).map { _ in try arithmetic.unit(plan.numerics, threads: threads) }
    let inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    _ = try Schedule(plan.protocol, exampleCount: inputs.dataIdentity.trainCount)
      .checkpointSteps(count: keptCheckpointCount)
    inputs.printRemarks()
    let folder = try ExperimentFolder.create(out, for: plan)
    let machine = Machine.current(
      threads: threads, instructionSet: units[0].instructionSet.rawValue)
    let bar = output.progressBar(plan.name)
    let interruption = Interruption()
    interruption.followSignals { [notice] in
      bar.clear()
      StandardError.print("seedproof: \(notice)")
    }
    defer { Interruption.leaveSignals() }
    let runner = GridRunner(folder: folder, jobs: jobs, machine: machine)
    let summary = try runner.run(
      interruption: interruption, progress: { bar.show($0) },
      trial: { [plan, keptCheckpointCount] request in
        let unit = units[request.slot]
        let trial = try Trial(plan.specification(request.cell, inputs, unit), inputs, on: unit)
        return try trial.run(for: request, keptCheckpointCount)
      })
    bar.clear()
    return (folder, summary)
  }
}

extension Trial {
  /// Runs the trial of a grid into its golden.
  fileprivate func run(
    for request: TrialRequest, _ keptCheckpointCount: Int
  ) throws -> TrialOutcome {
    let count = Double(schedule.stepCount)
    let recorded = RecordedTrial(path: request.path, keptCheckpointCount: keptCheckpointCount)
    return try recorded.run(self) { report in
      guard case .event(.step(let record)) = report else { return }
      request.report(Double(record.step + 1) / count)
      try request.interruption.check()
    }.outcome
  }
}

extension ProgressBar {
  fileprivate func show(_ progress: GridProgress) {
    update(progress.fraction, "\(progress.finishedCount) of \(progress.plannedCount) trials")
  }
}
