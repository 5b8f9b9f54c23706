import ArgumentParser
import Grid

/// How the trials of a grid are run.
struct GridRunOptions: ParsableArguments {
  /// In which form progress is told.
  enum ProgressForm: String, ExpressibleByArgument, CaseIterable { case bar, json }

  @Option(
    help: ArgumentHelp(
      """
      Run this many trials at a time; the default is one for each processor that this process may use, if \
      there are trials and memory for them.
      """, valueName: "n"))
  var jobs: Int?

  @Option(
    name: .customLong("retries"),
    help: ArgumentHelp("Try a trial that failed this many times again.", valueName: "n"))
  var retryCount = 0

  @Flag(
    name: .customLong("keep-going"),
    help: """
      Begin other trials after one that could not be run for a reason that they may share, such as a full disk.
      """)
  var keepsGoing = false

  @Option(
    help: ArgumentHelp(
      """
      Stop trials early by this rule, such as 'start 16, keep 6 at 0.3': of each 16 trials in plan order, the 6 best \
      after 0.3 of their updates go on; further rungs, such as ', keep 2 at 0.6', may follow. The rule becomes a \
      part of the folder's plan; 'none' takes it out, and stopped trials go on.
      """, valueName: "rule"))
  var stop: String?

  @Flag(
    name: .customLong("dry-run"),
    help:
      "Time a few updates, say how many hours, how much memory and disk the grid takes, and write nothing."
  )
  var dryRun = false

  @Flag(
    name: .customLong("record-host"),
    help: "Write the host's name to the ledger, which has a random name of this run otherwise.")
  var recordsHost = false

  @Flag(
    name: .customLong("make-goldens"),
    help: """
      Make goldens where CI is set, also in a folder that is committed with the work tree: there the grid is \
      refused otherwise, as its trials would be verified against themselves.
      """)
  var makesGoldens = false

  @Option(
    name: .customLong("progress"),
    help: ArgumentHelp(
      "Tell progress as a bar on a terminal, or as lines of JSON on standard error.",
      valueName: "form"))
  var progressForm: ProgressForm = .bar

  func validate() throws {
    if let jobs, !(1...GridLoad.jobLimit).contains(jobs) {
      throw ValidationError("--jobs must be 1...\(GridLoad.jobLimit), not \(jobs)")
    }
    guard (0...1000).contains(retryCount) else {
      throw ValidationError("--retries must be 0...1000, not \(retryCount)")
    }
  }

  /// What the grid goes by.
  var grid: GridOptions {
    GridOptions(
      retryCount: retryCount, keepsGoing: keepsGoing, recordsHost: recordsHost,
      logsJSON: progressForm == .json)
  }
}
