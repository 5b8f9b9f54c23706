import ArgumentParser
import Arithmetic
import Files
import Foundation
import Judgement
import Training
import Verification

/// `seedproof verify`
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reruns trials and compares them, bit for bit, with their goldens.",
    discussion: """
      The verdict is reproduced (exit 0), diverged (1), unverifiable (2) or malformed (3); of \
      segments only, segments agree (0); of first updates only, prefix agrees (0). A golden \
      that no plan mentions makes its folder malformed, whatever is chosen. A trial that differs is \
      run up to there. Where GITHUB_ACTIONS is set, annotations and a summary are written. Model and \
      data are those of the experiment.yaml beside or above the golden, unless --model and --data \
      name others; in any case they must be the ones that the golden was recorded with. Trials of \
      another trainer are rerun by --runner, and with --tolerance the verdict is agrees (0) or \
      disagrees (1); which of them are the same bit for bit is said too. Where goldens lie in lanes, one \
      is verified, by --lane, and it is said where the others differ from it.
      """)

  @Argument(help: "Goldens, or experiment folders of which every planned trial is verified.")
  var paths: [String]

  @Option(help: ArgumentHelp("Verify this many trials at a time.", valueName: "n"))
  var jobs = 1

  @Option(help: ArgumentHelp("Write the report to this file as JUnit XML.", valueName: "file"))
  var junit: String?

  @OptionGroup(title: "Choice of trials") var choice: ChoiceOptions
  @OptionGroup(title: "New results") var results: RecordOptions
  @OptionGroup(title: "Narrowing down") var bisection: BisectionOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var runner: RunnerOptions
  @OptionGroup var failFast: FailFastOptions

  @OptionGroup var lane: LaneOptions
  @OptionGroup var tolerance: ToleranceOptions

  @Option(
    name: .customLong("resume-at"),
    help: ArgumentHelp(
      """
      Kill another trainer's trial in this update, counted from 0, run it again with the folder {resume} that it \
      left, and compare both runs with the golden.
      """, valueName: "update"))
  var resumeAt: Int?

  @OptionGroup var output: FormatOptions<VerdictForms>
  @OptionGroup var progress: ProgressOptions

  /// For people, for programs, as JUnit XML, as the summary of a step of GitHub Actions, or short, for a pull request.
  enum VerdictForms: OutputFormats {
    static var all: [OutputFormat] { [.text, .json, .junit, .github, .markdown] }
  }

  @Flag(help: "Print a short report in Markdown, for a pull request.")
  var markdown = false

  private func form() throws -> OutputFormat {
    try output.chosen(short: [(markdown, .markdown)])
  }

  func validate() throws {
    _ = try form()
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs must be 1...256, not \(jobs)")
    }
    for (name, isGiven) in [("tolerance", !tolerance.isEmpty), ("lane", lane.lane != nil)]
    where isGiven && runner.runner == nil {
      throw ValidationError("--\(name) is for trials of another trainer; name it by --runner")
    }
    guard runner.runner == nil || (choice.segmentCount == nil && !bisection.bisect) else {
      throw ValidationError("--runner excludes --segments and --bisect")
    }
    guard choice.segmentCount == nil || !bisection.bisect && !results.keepsAny else {
      throw ValidationError("--segments excludes --bisect, --keep-actual and --record")
    }
    guard choice.updates == nil || !bisection.bisect && !results.keepsAny else {
      throw ValidationError("--updates excludes --bisect, --keep-actual and --record")
    }
    if let resumeAt {
      guard runner.runner != nil else {
        throw ValidationError(
          "--resume-at is for trials of another trainer; name it by --runner. Seedproof's own are resumed by certify"
        )
      }
      guard resumeAt >= 1 else {
        throw ValidationError("--resume-at must be at least 1: before it nothing can be resumed")
      }
      guard choice.updates == nil, !results.keepsAny else {
        throw ValidationError("--resume-at excludes --updates, --keep-actual and --record")
      }
    }
    try failFast.refuse(without: runner.runner)
  }

  func run() throws {
    try runner.refuse(folders, arithmetic)
    let setting = try arithmetic.setting(jobs: jobs, trusting: .anew(quiet: progress.quiet))
    try bisection.examineDevice(setting)
    let stated = try tolerance.stated()
    let overrides = FolderOverrides(
      data: folders.data, model: folders.model, lane: lane.lane)
    let selection = try choice.selection(at: paths, overrides)
    try selection.require(setting.device)
    if let junit { try JUnitPlace.check(junit, selection) }
    try ContinuousIntegration.checkSummary()
    let tolerances = try stated.chosen(for: selection)
    let kept = try results.kept(at: paths, lane: lane.lane)
    try kept?.prepare(for: selection)
    let bar = progress.bar("verify")
    let count = selection.goldens.count
    let show: @Sendable (Double) -> Void = {
      bar.update($0, count == 1 ? "1 trial" : "\(count) trials")
    }
    defer { bar.clear() }
    if let report = try runner.verify(
      selection, updates: choice.updates, jobs: jobs, tolerances: tolerances, keeping: kept,
      resumeAt: resumeAt, failsFast: failFast.isOn, show)
    {
      bar.clear()
      return try end(report)
    }
    let verifier = TrialVerifier(setting, keeping: kept, progress: show)
    if let report = choice.segments(verifier, selection, jobs: jobs) {
      bar.clear()
      return try end(report)
    }
    var report = try verifier.verify(selection, updates: choice.updates, jobs: jobs)
    let failure = bisection.add(to: &report, verifier, selection.goldens, overrides)
    bar.clear()
    try end(report)
    if let failure { throw failure }
  }

  /// Prints the report, writes what others read, and ends with the verdict's status.
  private func end(_ report: VerificationReport) throws {
    let form = try form()
    switch form {
    case .json: OutputSchema.verify.print(report.json)
    case .junit: print(report.junit, terminator: "")
    case .github: print(report.summary, terminator: "")
    case .markdown: print(report.markdown, terminator: "")
    default: print(report.table)
    }
    ContinuousIntegration.publish(report, outputIsDocument: form != .text)
    if let junit { try AtomicFile.write(Array(report.junit.utf8), to: junit) }
    if !report.verdict.isSuccess { throw ExitCode(report.verdict.exitCode) }
  }
}
