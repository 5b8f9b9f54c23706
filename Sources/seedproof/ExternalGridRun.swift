import Experiment
import External
import Foundation
import Grid
import Processes
import Text

/// Runs the missing trials of a plan by another trainer's command.
struct ExternalGridRun {
  let plan: ExperimentPlan
  let out: String
  let jobs: Int
  let options: RunnerOptions
  let output: OutputOptions

  func run() throws -> (ExperimentFolder, GridSummary) {
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
    let folder = try ExperimentFolder.create(out, for: plan)
    let bar = output.progressBar(plan.name)
    interruption.followSignals {
      bar.clear()
      StandardError.print(
        "seedproof: ending the running trials; the same command runs the grid's missing ones")
    }
    // Threads and instruction set are the trainer's own matter.
    let machine = Machine.current(threads: 0, instructionSet: "external")
    let grid = GridRunner(folder: folder, jobs: jobs, machine: machine)
    let summary = try grid.run(
      interruption: interruption,
      progress: { progress in
        let counts = "\(progress.finishedCount) of \(progress.plannedCount) trials"
        bar.update(progress.fraction, counts)
      },
      trial: { request in
        try runner.record(request.cell, to: request.path) { done, planned in
          guard let planned, planned > 0 else { return }
          request.report(min(1, Double(done) / Double(planned)))
        }
      })
    bar.clear()
    return (folder, summary)
  }
}
