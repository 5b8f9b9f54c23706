import Files
import Training
import Trajectory

/// Runs that must be seen to differ; a verifier that does not see them proves nothing.
///
/// Each control is compared with the beginning of a true rerun, which for that purpose becomes a golden
/// of its own: with the true header and all digests right, so that only the comparison of values can tell.
public enum NegativeControl: String, Sendable, CaseIterable {
  /// One loss of the golden is the next float.
  case oneULP = "one ULP in one loss"
  /// One bit is flipped in each of the other columns.
  case flippedByte = "one flipped byte"
  /// The trial of the neighbouring WI seed.
  case neighbourSeed = "the neighbouring seed"
  /// The trial taken up after some updates without the optimizer's moments.
  case forgottenMoments = "a resume that forgets the moments"
  /// In the statistical lane: one value of each column is just beyond its tolerance.
  case beyondTolerance = "one value just beyond its tolerance"
}

/// The beginning of a true rerun, against which controls run.
struct ControlSample {
  private(set) var events: [TrajectoryEvent] = []
  private var stepCount = 0
  private var evaluationCount = 0
  private var anchorCount = 0

  /// Update 0 often has a rate of 0: only later updates can tell runs apart.
  static let stepMinimum = 8

  /// Whether every kind of record was seen.
  var isComplete: Bool {
    stepCount >= Self.stepMinimum && evaluationCount > 0 && anchorCount > 1
  }

  /// Moments matter from the second update on; a trial of fewer than four cannot tell.
  func canTry(_ control: NegativeControl) -> Bool {
    switch control {
    case .forgottenMoments: stepCount >= 4
    case .oneULP, .flippedByte, .neighbourSeed: stepCount >= 1
    case .beyondTolerance: false
    }
  }

  mutating func append(_ event: TrajectoryEvent) {
    guard !isComplete else { return }
    events.append(event)
    switch event {
    case .step: stepCount += 1
    case .evaluation: evaluationCount += 1
    case .anchor: anchorCount += 1
    }
  }
}

/// Executes the controls.
struct ControlRunner {
  let header: JSONValue
  let sample: [TrajectoryEvent]
  let comparison: any Comparison
  /// A trial with these changes of seed, at its beginning.
  let makeTrial: (_ wi: UInt32) throws -> Trial
  let wi: UInt32

  /// Whether the control was caught.
  func isCaught(_ control: NegativeControl) throws -> Bool {
    switch control {
    case .oneULP:
      guard let altered = ControlAlteration.nextLoss(sample) else { return false }
      return try differs(altered, from: sample)
    case .flippedByte:
      let altered = ControlAlteration.all.compactMap { $0.apply(to: sample) }
      guard !altered.isEmpty else { return false }
      return try altered.allSatisfy { try differs($0, from: sample) }
        && differs(sample, outcome: .nonfinite, from: sample)
    case .neighbourSeed:
      return try differs(sample, from: makeTrial(wi == 0 ? 1 : wi - 1), forgetsMoments: false)
    case .forgottenMoments:
      return try differs(sample, from: makeTrial(wi), forgetsMoments: true)
    case .beyondTolerance: return false
    }
  }

  /// Whether the comparison tells `actual` from a golden made of `expected`.
  private func differs(
    _ expected: [TrajectoryEvent], outcome: TrialOutcome = .completed,
    from actual: [TrajectoryEvent]
  ) throws -> Bool {
    var replay = try replay(expected, outcome)
    for event in actual where try replay.compare(event) != nil { return true }
    return try replay.finish(.completed) != nil
  }

  /// Whether the comparison tells the beginning of `trial`, as far as `expected` goes, from a golden made of
  /// that.
  ///
  /// The seeds themselves are in the anchors; they are no difference: it is what they do that must be seen.
  private func differs(
    _ expected: [TrajectoryEvent], from trial: Trial, forgetsMoments: Bool
  ) throws -> Bool {
    var replay = try replay(expected, .completed)
    var isDifferent = false
    var rest = expected[...]
    let stepCount = expected.reduce(0) { max($0, $1.updateCount) }
    let record: (TrajectoryEvent) throws -> Void = { event in
      guard let like = rest.popFirst() else { throw Ended() }
      isDifferent = try replay.compare(event.withSeeds(of: like)) != nil
      if isDifferent { throw Ended() }
    }
    do {
      if forgetsMoments {
        _ = try trial.run(limit: min(3, stepCount - 1), record: record)
        trial.forgetMoments()
      }
      _ = try trial.run(limit: stepCount, record: record)
    } catch is Ended {}
    return isDifferent
  }

  /// A difference was seen, or the sample is at its end.
  private struct Ended: Error {}

  private func replay(_ events: [TrajectoryEvent], _ outcome: TrialOutcome) throws -> Replay {
    var golden = Golden(header: header, outcome: outcome)
    for event in events { golden.append(event) }
    let reader = try GoldenReader(bytes: golden.encoded().bytes, name: "control")
    return Replay(reader, comparison: comparison)
  }
}

extension TrajectoryEvent {
  /// The record with the seeds that `other` has, where both are anchors.
  fileprivate func withSeeds(of other: TrajectoryEvent) -> TrajectoryEvent {
    guard case .anchor(var record) = self, case .anchor(let other) = other,
      let place = record.components.firstIndex(where: { $0.name == "streams" }),
      let seeds = other.components.first(where: { $0.name == "streams" })
    else { return self }
    record.components[place] = seeds
    return .anchor(record)
  }
}
