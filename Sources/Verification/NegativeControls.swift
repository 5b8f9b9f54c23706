import Text
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
  /// The trial of the neighbouring seed, which must show in a loss, norm, count, prediction or logit.
  case neighbourSeed = "the neighbouring seed"
  /// The trial taken up after some updates without the optimizer's moments.
  case forgottenMoments = "a resume that forgets the moments"
  /// In the statistical lane: one value of each column is just beyond its tolerance.
  case beyondTolerance = "one value just beyond its tolerance"
  /// In the statistical lane: values of a column that were drawn at random.
  case randomValues = "random values"
}

/// What became of a control.
enum ControlOutcome {
  case caught
  case missed
  /// Nothing in the sample could show it: the control says nothing of the verifier.
  case cannotShow
}

/// Executes the controls.
struct ControlRunner {
  let header: JSONValue
  let sample: ControlSample
  let comparison: any Comparison
  /// A trial with these changes of seed, at its beginning.
  let makeTrial: (_ wi: UInt32) throws -> Trial
  let wi: UInt32

  func outcome(of control: NegativeControl) throws -> ControlOutcome {
    switch control {
    case .oneULP:
      guard let altered = ControlAlteration.nextLoss(sample.events) else { return .cannotShow }
      return try differs(altered) ? .caught : .missed
    case .flippedByte:
      let altered = ControlAlteration.all(try RecordSchema(header: header))
        .compactMap { $0.apply(to: sample.events) }
      guard !altered.isEmpty else { return .cannotShow }
      let isCaught =
        try altered.allSatisfy { try differs($0) } && differs(sample.events, outcome: .nonfinite)
      return isCaught ? .caught : .missed
    case .neighbourSeed: return try outcomeOfNeighbour(makeTrial(wi == 0 ? 1 : wi - 1))
    case .forgottenMoments: return try outcomeOfForgetting(makeTrial(wi))
    case .beyondTolerance, .randomValues: return .cannotShow
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

  /// The seed must show in what the trial computes. Where it does not, as with a dropout that leaves nothing of
  /// the features, the comparison must still see that the weights are others.
  private func outcomeOfNeighbour(_ trial: Trial) throws -> ControlOutcome {
    var values = try replay(sample.events, .completed)
    var state = try replay(sample.events, .completed)
    var isCaught = false
    var isStateSeen = false
    var canShow = false
    let schema = try RecordSchema(header: header)
    try follow(trial) { event, like in
      let shown = event.withDigests(of: like)
      canShow =
        canShow || ExactComparison().difference(expected: like, actual: shown, schema) != nil
      isCaught = try values.compare(shown) != nil || isCaught
      isStateSeen = try state.compare(event.withSeeds(of: like)) != nil || isStateSeen
      return !isCaught
    }
    return isCaught || !canShow && isStateSeen ? .caught : .missed
  }

  /// The rerun forgets its moments once, after some updates.
  private func outcomeOfForgetting(_ trial: Trial) throws -> ControlOutcome {
    guard let forgetting = sample.forgetting else { return .cannotShow }
    var replay = try replay(sample.events, .completed)
    var isCaught = false
    var canShow = forgetting.isPinned
    var hasMoments = true
    let schema = try RecordSchema(header: header)
    let pause = {
      // A gradient of zeros, such as one that is clipped to nothing, leaves nothing to forget.
      hasMoments = trial.hasMoments
      trial.forgetMoments()
    }
    try follow(trial, pausingAt: forgetting.step, pause) { event, like in
      canShow =
        canShow || ExactComparison().difference(expected: like, actual: event, schema) != nil
      isCaught = try replay.compare(event) != nil
      return !isCaught
    }
    guard hasMoments, canShow || isCaught else { return .cannotShow }
    return isCaught ? .caught : .missed
  }

  /// Runs `trial` as far as the sample goes, with a pause after `step` updates.
  ///
  /// - Parameter take: gets each record and the one of the sample in its place; false ends the run.
  private func follow(
    _ trial: Trial, pausingAt step: Int = 0, _ pause: () -> Void = {},
    _ take: (_ event: TrajectoryEvent, _ like: TrajectoryEvent) throws -> Bool
  ) throws {
    var rest = sample.events[...]
    func run(_ limit: Int) throws {
      _ = try trial.run(limit: limit) { event in
        guard let like = rest.popFirst(), try take(event, like) else { throw Ended() }
      }
    }
    do {
      if step > 0 {
        try run(step)
        pause()
      }
      try run(sample.updateCount)
    } catch is Ended {}
  }

  /// A difference was seen, or the sample is at its end.
  private struct Ended: Error {}

  /// With the true header and all digests right, so that only the comparison of values can tell.
  private func replay(_ events: [TrajectoryEvent], _ outcome: TrialOutcome) throws -> Replay {
    var golden = Golden(header: header, outcome: outcome)
    for event in events { golden.append(event) }
    let reader = try GoldenReader(bytes: golden.encoded().bytes, name: "control")
    return Replay(reader, comparison: comparison)
  }
}

extension TrajectoryEvent {
  /// The record with the digests of `other`, where both are of one kind: what is left are the values that a
  /// trial computes. A digest may be of what a trainer was only told.
  package func withDigests(of other: TrajectoryEvent) -> TrajectoryEvent {
    switch (self, other) {
    case (.step(var record), .step(let other)):
      record.batchDigest = other.batchDigest
      return .step(record)
    case (.anchor(var record), .anchor(let other)):
      record.components = other.components
      return .anchor(record)
    default: return self
    }
  }

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
