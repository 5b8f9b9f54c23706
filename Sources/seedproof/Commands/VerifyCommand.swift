import ArgumentParser
import Arithmetic
import Experiment
import Files
import Foundation
import Training
import Verification

/// `seedproof verify`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reruns trials and compares them, bit for bit, with their goldens.",
    discussion: """
      The verdict is reproduced (exit 0), diverged (1), unverifiable (2) or malformed (3). Model and \
      data are those of the experiment.yaml beside or above the golden, unless --model and --data \
      name others; in any case they must be the ones that the golden was recorded with.
      """)

  @Argument(help: "Goldens, or experiment folders of which every planned trial is verified.")
  var paths: [String]

  @Option(help: ArgumentHelp("Verify this many trials at a time.", valueName: "n"))
  var jobs = 1

  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs must be 1...256, not \(jobs)")
    }
  }

  func run() throws {
    let overrides = FolderOverrides(data: folders.data, model: folders.model)
    let goldens = try paths.flatMap { try ChosenGolden.all(at: $0, overrides) }
    let bar = output.progressBar("verify")
    let verifier = TrialVerifier(
      instructionSet: try arithmetic.instructionSet(), threads: arithmetic.threadCount(jobs: jobs),
      progress: { bar.update($0, goldens.count == 1 ? "1 trial" : "\(goldens.count) trials") })
    let report = verifier.verify(goldens, jobs: jobs)
    bar.clear()
    print(output.json ? report.json.canonical : report.table)
    if report.verdict != .reproduced { throw ExitCode(report.verdict.exitCode) }
  }
}
