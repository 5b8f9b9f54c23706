import Files
import Judgement
import Sampling
import Statistics
import Text
import Trajectory

extension Certificate {
  /// What was drawn, and from what, before anything was rerun.
  public struct Choice: Sendable {
    /// Nil where all are rerun.
    public let challenge: Challenge?
    public let count: Int
    public let alpha: Ratio
    /// The share that is to be certified.
    public let fraction: Ratio?

    public init(challenge: Challenge?, count: Int, alpha: Ratio, fraction: Ratio? = nil) {
      (self.challenge, self.count) = (challenge, count)
      (self.alpha, self.fraction) = (alpha, fraction)
    }
  }

  /// Puts together what a folder holds and what reruns found.
  ///
  /// - Throws: `InputError` if the folder changed between the two, or what was found is no base for a certificate.
  public init(
    _ recorded: RecordedGrid, _ report: VerificationReport, _ choice: Choice,
    commitment: Commitment?, harness: Harness, time: SignedTime
  ) throws {
    if case .statistical = report.lane {
      throw InputError(
        "trials that agree within tolerances are not certified",
        advice: "a certificate is about equal bits")
    }
    if let root = report.coverage?.draw?.root, root != recorded.root { throw Self.changed() }
    var found: [TrialSeeds: TrialEvidence] = [:]
    for evidence in report.trials where evidence.isPlanned {
      if let seeds = evidence.seeds { found[seeds] = evidence }
    }
    grid = Grid(recorded)
    // Who drew a text, this process or somebody else, is no matter: the signer says so.
    let challenge = choice.challenge.map { $0.beacon.map { Challenge($0) } ?? Challenge($0.text) }
    draw = Draw(
      challenge: challenge, count: choice.count, alpha: choice.alpha, fraction: choice.fraction)
    cells = try Self.drawn(recorded.trials, draw, root: grid.root).map { trial in
      guard let evidence = found[trial.seeds] else { throw Self.changed() }
      return try Cell(trial, evidence)
    }
    controls = report.controls.map { control in
      Control(
        name: control.control.rawValue.lowercased().replacing(" ", with: "-"),
        isCaught: control.isCaught)
    }
    experiment = Experiment(recorded, isKnown: cells.contains { $0.verdict.isSuccess })
    self.commitment = commitment
    self.harness = harness
    self.time = time
    policy = Self.currentPolicy
    subjects = recorded.subjects
    guard verdict >= report.verdict else { throw Self.changed() }
  }

  private static func changed() -> InputError {
    InputError(
      .unverifiable, "the folder changed while it was certified",
      advice: "start again with a folder that rests")
  }

  /// The trials that a draw takes, in its order.
  static func drawn(
    _ trials: [RecordedGrid.Trial], _ draw: Draw, root: Digest
  ) -> ArraySlice<RecordedGrid.Trial> {
    guard let challenge = draw.challenge else { return trials[...] }
    let seed = SamplingTickets.seed(.oneFolder, root: root, challenge)
    return SamplingTickets.places(trials.map(\.cell), seed: seed).map { trials[$0] }
      .prefix(draw.count)
  }
}

extension Certificate.Cell {
  fileprivate init(_ trial: RecordedGrid.Trial, _ evidence: TrialEvidence) throws {
    seeds = trial.seeds
    var recorded: Digest?
    if case .golden(let golden) = trial.content { recorded = golden.content }
    content = recorded
    verdict = evidence.verdict
    guard !verdict.isSuccess || evidence.contentDigest == recorded else {
      throw InputError(
        .malformed, file: evidence.path, "changed while it was certified",
        advice: "start again with a folder that rests")
    }
    updates = evidence.stepCount
    values = evidence.valueCount
    // Where the folder lies is no matter of the certificate.
    var text = verdict.isSuccess ? nil : evidence.reason ?? evidence.firstDivergence?.line
    if let reason = text, reason.hasPrefix(evidence.path) {
      text = String(reason.dropFirst(evidence.path.count).drop { $0 == ":" || $0 == " " })
    }
    finding = text.map { String($0.unicodeScalars.prefix(Self.findingLimit)) }
  }

  /// Scalars of a finding.
  static let findingLimit = 300
}

extension Certificate.Grid {
  /// Counts what a folder holds.
  public init(_ recorded: RecordedGrid) {
    let goldens = recorded.goldens
    func count(_ outcome: TrialOutcome) -> Int { goldens.count { $0.outcome == outcome } }
    func unsound(_ isMalformed: Bool) -> Int {
      recorded.trials.count { trial in
        if case .unsound(isMalformed, _, _) = trial.content { true } else { false }
      }
    }
    planned = recorded.trials.count
    completed = count(.completed)
    nonfinite = count(.nonfinite)
    stopped = count(.stopped)
    missing = recorded.missingCount
    malformed = unsound(true)
    unreadable = unsound(false)
    unplanned = recorded.unplannedCount
    // What another trainer declares of a trial may differ from trial to trial.
    let setting = goldens.first?.setting
    foreign = recorded.isExternal ? 0 : goldens.count { $0.setting != setting }
    root = recorded.root
  }
}

extension Certificate.Experiment {
  /// - Parameter isKnown: whether a trial was rerun with the inputs that the headers name.
  fileprivate init(_ recorded: RecordedGrid, isKnown: Bool) {
    name = recorded.name
    task = recorded.task
    plan = recorded.plan
    guard isKnown, let header = recorded.header else { return }
    numerics = header["numerics"]?.string
    streams = header["streams"]?.string
    inputs = ["data", "model"].flatMap { part -> [Statement.Subject] in
      let members = header[part]?.object ?? [:]
      return members.keys.sorted().compactMap { key in
        guard let digest = members[key]?.string.flatMap(Digest.init(hex:)) else { return nil }
        return Statement.Subject(name: "\(part)/\(key)", digest: digest)
      }
    }
  }
}

extension RecordedGrid {
  /// The plan, then every file that stands in the place of a golden.
  public var subjects: [Statement.Subject] {
    [Statement.Subject(name: "experiment.yaml", digest: plan)]
      + trials.compactMap { trial in
        let file: Digest? =
          switch trial.content {
          case .missing: nil
          case .unsound(_, let file, _): file
          case .golden(let golden): golden.file
          }
        return file.map { Statement.Subject(name: trial.name, digest: $0) }
      }
  }
}
