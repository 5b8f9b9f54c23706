import Experiment
import Judgement
import Sampling
import Text
import Trajectory
import Verification

/// Reruns trials of another trainer and compares them with their goldens: bit for bit, or, in the statistical
/// lane, within stated tolerances.
public struct ExternalVerifier: Sendable {
  private let runner: Runner
  private let tolerances: Tolerances?
  private let comparison: any Comparison
  private let kept: KeptResults?
  private let failsFast: Bool
  private let resumeAt: Int?
  private let progress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - tolerances: those of the statistical lane; nil to compare bit for bit.
  ///   - comparison: another than that of the lane, for tests.
  ///   - kept: which new results are kept.
  ///   - resumeAt: the update in which each trial is killed, to be taken up by its trainer; nil for none.
  ///   - failsFast: whether no trial is begun after a first one whose trainer did no update.
  ///   - progress: is told which share of all trials is done; from several threads.
  public init(
    _ runner: Runner, tolerances: Tolerances? = nil, comparison: (any Comparison)? = nil,
    keeping kept: KeptResults? = nil, resumeAt: Int? = nil, failsFast: Bool = false,
    progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    self.runner = runner
    self.tolerances = tolerances
    self.comparison =
      comparison ?? tolerances.map { ToleranceComparison(tolerances: $0) } ?? ExactComparison()
    self.kept = kept
    self.failsFast = failsFast
    self.resumeAt = resumeAt
    self.progress = progress
  }

  /// Verifies the chosen trials, `jobs` at a time, then runs the controls.
  ///
  /// - Parameter updates: how many of each trial are compared; nil for the whole.
  /// - Throws: as `verify` of goldens, and `InputError` if a golden has fewer updates.
  public func verify(
    _ selection: TrialSelection, updates: Int? = nil, jobs: Int = 1
  ) throws -> VerificationReport {
    let part = try TrialPart.first(updates, of: selection.goldens.lazy.map(\.path))
    try checkTolerances(selection.goldens)
    try checkResume(selection.goldens)
    var report = try verify(
      selection.goldens, part, jobs: jobs, challenge: selection.controlChallenge,
      mayBegin: selection.mayBegin())
    report.take(selection)
    report.laneComparisons = try selection.laneComparisons()
    report.prefix = updates
    report.resumeAt = resumeAt
    return report
  }

  /// Refuses a resume that the command or a golden has no place for.
  private func checkResume(_ goldens: [ChosenGolden]) throws {
    guard let resumeAt else { return }
    guard runner.command.holdsResume else {
      throw InputError(
        "--resume-at needs {resume} in the command of --runner",
        advice:
          "give the trainer the folder from which it may resume, such as --resume-from {resume}")
    }
    for golden in goldens {
      guard let outline = try? GoldenOutline(golden.path), outline.stepCount <= resumeAt else {
        continue
      }
      throw InputError(
        file: golden.path,
        "has \(outline.stepCount) updates: its trial cannot be killed in update \(resumeAt)",
        advice: "name an update from 1 to \(max(1, outline.stepCount - 1)) by --resume-at")
    }
  }

  /// Refuses a tolerance for a series that no golden has. Goldens that cannot be read are judged as they are met.
  private func checkTolerances(_ goldens: [ChosenGolden]) throws {
    guard let tolerances, tolerances.namesSeries else { return }
    try tolerances.check(
      goldens.compactMap { golden in
        guard golden.isThere, let outline = try? GoldenOutline(golden.path) else { return nil }
        return outline.header.schema
      })
  }

  /// Verifies goldens, `jobs` at a time, then runs the controls. Whatever is wrong with a golden or the trainer
  /// is in the report.
  ///
  /// - Throws: `InputError` if the trials differ in a seed that the command does not hold; `Interrupted`.
  public func verify(
    _ goldens: [ChosenGolden], _ part: TrialPart = .whole, jobs: Int = 1,
    challenge: String = Challenge.random().text,
    mayBegin: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) throws -> VerificationReport {
    try runner.command.check(goldens.lazy.compactMap(\.cell))
    let lane = tolerances.map { Lane.statistical($0.description) } ?? .external
    let judge = Judge(lane, comparison: comparison)
    let first = failsFast ? FirstTrial() : nil
    let trials = goldens.map { golden in
      let isKept = kept?.mayKeepReruns == true && resumeAt == nil && golden.isPlanned
      let record = isKept ? golden.cell.map { RunnerRecord($0) } : nil
      let trial = ExternalTrial(
        golden: golden, runner: runner, kept: kept, first: first, resumeAt: resumeAt,
        record: record)
      return (trial: trial, part: part)
    }
    let heard = judge.hear(
      trials, jobs: jobs,
      mayBegin: { [interruption = runner.interruption] in
        !interruption.isRequested && first?.hasFailed != true && mayBegin($0)
      }, progress: progress)
    try runner.interruption.check()
    // A golden of any name says its seeds only inside.
    try runner.command.check(heard.evidence.compactMap(\.seeds).map { Cell($0) })
    var evidence = heard.evidence
    if first?.hasFailed == true {
      evidence += goldens.dropFirst(evidence.count).map { FirstTrial.evidence(of: $0, lane, part) }
    }
    let controls = judge.control(heard, challenge: challenge, tolerances, threads: jobs)
    try runner.interruption.check()
    return VerificationReport(
      Evidence(trials: evidence.countedOnce(), controls: controls), lane: lane)
  }
}
