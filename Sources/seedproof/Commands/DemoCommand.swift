import ArgumentParser
import Experiment
import Files
import Foundation
import Verification

/// `seedproof demo`
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Trains a 3 x 3 grid of the embedded experiment and verifies the committed goldens.",
    discussion: """
      Nine trials of a small encoder are trained here, and each is compared, bit for bit, with the \
      golden that was recorded elsewhere. Nothing is downloaded and nothing is kept.
      """)

  @Option(help: ArgumentHelp("Verify the goldens of this folder.", valueName: "folder"))
  var golden = "golden/acceptability"

  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let folder = try ExperimentFolder.open(golden)
    let jobs = min(ProcessInfo.processInfo.activeProcessorCount, folder.plan.cells.count)
    try train(folder.plan, jobs: jobs)
    let selection = try TrialSelection(.all, of: golden)
    let bar = output.progressBar("verify")
    let verifier = TrialVerifier(
      instructionSet: try arithmetic.instructionSet(),
      threads: arithmetic.threadCount(jobs: jobs),
      progress: { bar.update($0, "\(selection.goldens.count) trials") })
    let report = verifier.verify(selection, jobs: jobs)
    bar.clear()
    print(output.json ? report.json.canonical : report.table)
    if report.verdict != .reproduced { throw ExitCode(report.verdict.exitCode) }
  }

  /// Trains the grid, prints its scores, and leaves nothing behind.
  private func train(_ plan: ExperimentPlan, jobs: Int) throws {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let (trained, summary) = try GridRun(plan: plan, out: scratch.path, jobs: jobs, output: output)
      .run(arithmetic, notice: "ending at the next update")
    if summary.isInterrupted { throw ExitCode(ExitStatus.interrupted) }
    if !output.json { print(try ScoreTable(trained).text) }
  }
}
