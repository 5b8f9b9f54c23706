import Experiment
import Text
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
  /// The first evaluations of the whole rerun: random counts may well meet a sound tolerance in one of them.
  private var evaluations: [EvaluationRecord] = []
  private var valuesLeft = 1 << 20
  private static let evaluationLimit = 8

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
    if case .evaluation(let record) = event { keep(record) }
    guard !isComplete else { return }
    events.append(event)
    switch event {
    case .step: stepCount += 1
    case .evaluation: hasEvaluation = true
    case .anchor: hasAnchor = true
    }
  }

  private mutating func keep(_ record: EvaluationRecord) {
    let count = record.counts.count + record.predictions.count + (record.logits?.count ?? 0)
    guard evaluations.count < Self.evaluationLimit, evaluations.isEmpty || count <= valuesLeft
    else { return }
    evaluations.append(record)
    valuesLeft -= count
  }

  /// The records that hold the column: of evaluations the first eight, wherever they are.
  func records(of column: Column) -> [TrajectoryEvent] {
    (events.filter { $0.record == .step } + evaluations.map(TrajectoryEvent.evaluation))
      .filter { $0.record == column.record }
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
      ? [.oneULP, .flippedByte, .neighbourSeed] : [.beyondTolerance, .randomValues, .neighbourSeed]
    return controls.map { control in
      do {
        let finding = try finding(control)
        return .init(control: control, isCaught: finding == nil, finding: finding)
      } catch {
        // A control that cannot be run is not caught.
        let finding = " cannot be run: " + String(describing: error).printable
        return .init(control: control, isCaught: false, finding: finding)
      }
    }
  }

  /// Why the control was missed, as it goes on after its name; nil if it was caught.
  private func finding(_ control: NegativeControl) throws -> String? {
    switch control {
    case .neighbourSeed: return try neighbours.compactMap { try finding($0) }.first
    case .randomValues:
      guard let tolerances else { return "" }
      let met = RandomValues(sample: sample, comparison: comparison, tolerances: tolerances)
        .metColumns
      guard !met.isEmpty else { return nil }
      let names = met.map { "'\($0.valueName)'" }.joined(separator: ", ")
      return " within the tolerance of \(names)"
    case .oneULP, .flippedByte, .beyondTolerance, .forgottenMoments:
      return try isCaught(control) ? nil : ""
    }
  }

  private func isCaught(_ control: NegativeControl) throws -> Bool {
    switch control {
    case .oneULP:
      guard let altered = ControlAlteration.nextLoss(sample.events) else { return false }
      return try differs(altered)
    case .flippedByte:
      let altered = ControlAlteration.all(sample.specification.schema)
        .compactMap { $0.apply(to: sample.events) }
      return try altered.allSatisfy { try differs($0) }
        && differs(sample.events, outcome: .nonfinite)
    case .beyondTolerance:
      guard let tolerances else { return false }
      let columns = BeyondTolerance.all(sample.specification.schema).filter {
        $0.isRecorded(in: sample.events)
      }
      for column in columns {
        // A tolerance that cannot be exceeded compares nothing.
        guard let altered = column.apply(to: sample.events, tolerances), try differs(altered)
        else { return false }
      }
      return try differs(sample.events, outcome: .nonfinite)
    case .neighbourSeed, .randomValues, .forgottenMoments: return false
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

  /// The trial in which one seed that the command holds is another.
  private struct Neighbour {
    /// Its place in the command.
    let seed: String
    let cell: Cell
  }

  /// At least one.
  private var neighbours: [Neighbour] {
    let own = sample.specification.cell
    var cells: [Neighbour] = []
    if runner.command.holdsWI {
      let cell = Cell(wi: own.wi == 0 ? 1 : own.wi - 1, do: own.do)
      cells.append(Neighbour(seed: "{wi}", cell: cell))
    }
    if runner.command.holdsDO {
      let cell = Cell(wi: own.wi, do: own.do == 0 ? 1 : own.do - 1)
      cells.append(Neighbour(seed: "{do}", cell: cell))
    }
    return cells
  }

  /// Runs the trial of a neighbouring seed, until enough of it is known or the sample ends; why it is no evidence
  /// that the seed is used, or nil.
  private func finding(_ neighbour: Neighbour) throws -> String? {
    let schema = sample.specification.schema
    var transcript = Transcript(neighbour.cell, schema: schema)
    var evidence = NeighbourEvidence(comparison, tolerances, schema)
    let recorded = Set(
      schema.computedColumns.filter { column in sample.events.contains { $0[column] != nil } })
    var rest = sample.events[...]
    do {
      try runner.run(neighbour.cell) { line in
        for meaning in try transcript.take(line) {
          switch meaning {
          case .declared: break
          case .event(let event):
            guard let like = rest.popFirst(), evidence.take(event, like: like) else {
              return .stops
            }
          // A trial of another length or shape is no value that the seed changed.
          case .misshapen, .end: return .stops
          }
        }
        return rest.isEmpty || evidence.isSettled(recorded) ? .stops : .goesOn
      }
    } catch let failure as RunnerFailure {
      return " of \(neighbour.seed) cannot be run: \(failure)"
    }
    return evidence.finding(neighbour.seed)
  }

  /// With the true header and all digests right, so that only the comparison of values can tell.
  private func replay(_ events: [TrajectoryEvent], _ outcome: TrialOutcome) throws -> Replay {
    var golden = Golden(header: sample.specification.header, outcome: outcome)
    for event in events { golden.append(event) }
    let reader = try GoldenReader(bytes: golden.encoded().bytes, name: "control")
    return Replay(reader, comparison: comparison)
  }
}
