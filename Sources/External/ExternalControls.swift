import Experiment
import Files
import Trajectory
import Verification

/// The beginning of a rerun, against which controls run: up to its eighth update, first evaluation and first
/// anchor, whichever is last, as far as the trial has them.
struct ExternalSample: ControlMaterial {
  let specification: ExternalSpecification
  private(set) var events: [TrajectoryEvent] = []
  private var stepCount = 0
  private var hasEvaluation: Bool
  private var hasAnchor: Bool

  /// As of Seedproof's own trainer: update 0 often has a rate of 0, so only later ones can tell runs apart.
  static let stepMinimum = 8

  init(_ specification: ExternalSpecification) {
    self.specification = specification
    hasEvaluation = specification.schema.evaluation == .none
    hasAnchor = specification.schema.anchorComponents.isEmpty
  }

  var isComplete: Bool { stepCount >= Self.stepMinimum && hasEvaluation && hasAnchor }

  /// Whether there is anything to alter.
  var isUsable: Bool { stepCount > 0 }

  mutating func append(_ event: TrajectoryEvent) {
    guard !isComplete else { return }
    events.append(event)
    switch event {
    case .step: stepCount += 1
    case .evaluation: hasEvaluation = true
    case .anchor: hasAnchor = true
    }
  }
}

/// Executes the negative controls on another trainer's trial.
///
/// Forgotten moments cannot be tried: how another trainer resumes is not known.
struct ExternalControls {
  let runner: Runner
  let sample: ExternalSample
  let comparison: any Comparison
  /// nil in the exact lane.
  let tolerances: Tolerances?

  func results() -> [VerificationReport.ControlResult] {
    let controls: [NegativeControl] =
      tolerances == nil
      ? [.oneULP, .flippedByte, .neighbourSeed] : [.beyondTolerance, .neighbourSeed]
    return controls.map { control in
      // A control that cannot be run is not caught.
      VerificationReport.ControlResult(
        control: control, isCaught: (try? isCaught(control)) ?? false)
    }
  }

  private func isCaught(_ control: NegativeControl) throws -> Bool {
    switch control {
    case .oneULP:
      guard let altered = ControlAlteration.nextLoss(sample.events) else { return false }
      return try differs(altered)
    case .flippedByte:
      let columns = sample.specification.schema.stepColumns
      let altered = ControlAlteration.all.filter { alteration in
        // A column that is not recorded has nothing to flip.
        switch alteration {
        case .gradientNorm: columns.contains(.gradientNorm)
        case .batchDigest: columns.contains(.batchDigest)
        default: true
        }
      }.compactMap { $0.apply(to: sample.events) }
      return try altered.allSatisfy { try differs($0) }
        && differs(sample.events, outcome: .nonfinite)
    case .beyondTolerance:
      guard let tolerances else { return false }
      let columns = BeyondTolerance.allCases.filter {
        $0.isRecorded(in: sample.events, sample.specification.schema)
      }
      for column in columns {
        // A tolerance that cannot be exceeded compares nothing.
        guard let altered = column.apply(to: sample.events, tolerances), try differs(altered)
        else { return false }
      }
      return try differs(sample.events, outcome: .nonfinite)
    case .neighbourSeed: return try neighbours.allSatisfy(neighbourDiffers)
    case .forgottenMoments: return false
    }
  }

  /// Whether the comparison tells the sample from a golden made of `expected`.
  private func differs(
    _ expected: [TrajectoryEvent], outcome: TrialOutcome = .completed
  ) throws -> Bool {
    var replay = try replay(expected, outcome)
    for event in sample.events where try replay.compare(event) != nil { return true }
    return try replay.finish(.completed) != nil
  }

  /// The trials in which one seed that the command holds is another; at least one.
  private var neighbours: [Cell] {
    let own = sample.specification.cell
    var cells: [Cell] = []
    if runner.command.holdsWI { cells.append(Cell(wi: own.wi == 0 ? 1 : own.wi - 1, do: own.do)) }
    if runner.command.holdsDO { cells.append(Cell(wi: own.wi, do: own.do == 0 ? 1 : own.do - 1)) }
    return cells
  }

  /// Runs the trial of a neighbouring seed, until it differs from the sample or the sample ends.
  private func neighbourDiffers(_ neighbour: Cell) throws -> Bool {
    var replay = try replay(sample.events, .completed)
    var transcript = Transcript(neighbour, schema: sample.specification.schema)
    var left = sample.events.count
    var isDifferent = false
    try runner.run(neighbour) { line in
      for meaning in try transcript.take(line) where left > 0 && !isDifferent {
        switch meaning {
        case .declared: break
        case .event(let event):
          isDifferent = try replay.compare(event) != nil
          left -= 1
        case .misshapen, .end: isDifferent = true
        }
      }
      return isDifferent || left == 0 ? .stops : .goesOn
    }
    return isDifferent
  }

  /// With the true header and all digests right, so that only the comparison of values can tell.
  private func replay(_ events: [TrajectoryEvent], _ outcome: TrialOutcome) throws -> Replay {
    var golden = Golden(header: sample.specification.header, outcome: outcome)
    for event in events { golden.append(event) }
    let reader = try GoldenReader(bytes: golden.encoded().bytes, name: "control")
    return Replay(reader, comparison: comparison)
  }
}
