import Arithmetic
import Experiment
import Judgement
import Sampling
import Scores
import Text
import Training
import Trajectory

/// A trial of Seedproof's own trainer, as the judge sees it.
struct OwnTrial: VerifiableTrial {
  var golden: ChosenGolden
  let verifier: TrialVerifier

  var path: String { golden.path }
  var seeds: TrialSeeds? { golden.seeds }
  var isPlanned: Bool { golden.isPlanned }

  func open(
    _ met: (TrialEvidence.Condition) -> Void
  ) throws -> OpenedTrial<TrialSpecification> {
    let (reader, specification) = try golden.openEndedTrial(met)
    return OpenedTrial(
      reader, specification, TrialSeeds(Cell(specification)))
  }

  func prepare(
    _ trial: OpenedTrial<TrialSpecification>, _ part: TrialPart,
    _ met: (TrialEvidence.Condition) -> Void
  ) throws -> any Rerun {
    let inputs = try verifier.inputs(of: trial.specification, golden)
    met(.inputs)
    let limit = part.cut(of: trial.reader.stepCount)
    // What is cut goes on, whatever the rule says of its end.
    let stop =
      limit == nil
      ? try golden.stopRuling(trial.reader, trial.specification)?.limit() : nil
    return OwnRerun(
      trial.specification, inputs, unit(of: trial), limit: limit, stoppingAt: stop
    ) { made in
      guard part.start > 0, let anchor = try trial.reader.anchor(at: part.start) else { return }
      let kept = KeptCheckpoints(besideGolden: golden.path).path(step: part.start)
      try KeptCheckpoint(kept, of: made).restore(made, verifying: anchor)
    }
  }

  private func unit(
    of trial: OpenedTrial<TrialSpecification>
  ) -> @Sendable () throws -> ArithmeticUnit {
    { [verifier, path] in
      try verifier.unit(for: trial.specification, path)
    }
  }

  func recording(_ trial: OpenedTrial<TrialSpecification>) throws -> (any RerunRecording)? {
    try verifier.kept?.begin(golden, trial.reader.header.value)
  }

  func diagnosis(
    of pattern: DivergencePattern, _ rerun: any Rerun, _ trial: OpenedTrial<TrialSpecification>
  ) -> Diagnosis {
    let notes = (rerun as? OwnRerun)?.trial.map {
      verifier.stateNotes(pattern, $0, trial.reader, golden.path)
    }
    return Diagnosis(pattern: pattern, notes: notes ?? [])
  }

  func complete(
    _ evidence: inout TrialEvidence, _ trial: OpenedTrial<TrialSpecification>?,
    _ progress: (Double) -> Void
  ) {
    if case .whole = evidence.part {
      if let trial { evidence.isDegenerate = trial.isDegenerate }
      if trial == nil { verifier.keepNewResult(golden, &evidence, progress) }
      if evidence.failure != nil { verifier.diagnose(&evidence, golden) }
    }
    if evidence.firstDivergence != nil { verifier.diagnose(&evidence, golden) }
  }

  func replacingGolden(by path: String, _ content: [UInt8]?) -> OwnTrial {
    OwnTrial(golden: golden.replacingGolden(by: path, content), verifier: verifier)
  }

  /// All but the settings and seeds of a golden beside which nothing says what they should be: a header
  /// that names others is that of another trial, and no forgery.
  func otherHeaders(
    _ trial: OpenedTrial<TrialSpecification>
  ) -> [(name: String, header: JSONValue)] {
    let header = trial.reader.header.value
    let others = golden.otherHeaders(header, do: trial.specification.do) { name in
      let isOfPlan = ["protocol.", "perturbation."].contains { name.hasPrefix($0) }
      return (golden.plan != nil || !isOfPlan) && name != "metric"
    }
    let metrics = Metric.allCases.filter {
      $0.rawValue != trial.specification.metric
        && $0.accepts(labelCount: trial.specification.labels.count)
    }
    return others
      + metrics.map { ("metric", header.replacing("metric", with: .string($0.rawValue))) }
  }

  func variations(
    _ trial: OpenedTrial<TrialSpecification>, _ sample: ControlSample
  ) -> [TrialVariation] {
    let specification = trial.specification
    @Sendable func rerun(wi: UInt32, forgetting step: Int? = nil) throws -> OwnRerun {
      let inputs = try verifier.inputs(of: specification, golden)
      var varied = specification
      varied.wi = wi
      return OwnRerun(
        varied, inputs, unit(of: trial), limit: sample.updateCount, forgetting: step)
    }
    let neighbour = specification.wi == 0 ? 1 : specification.wi - 1
    let seed = TrialVariation(.neighbourSeed, silence: .stateDiffers(without: "streams")) {
      try rerun(wi: neighbour)
    }
    guard let forgetting = sample.forgetting else { return [seed] }
    let resume = TrialVariation(
      .forgottenMoments, silence: forgetting.isPinned ? .missed("") : .nothingToShow
    ) { try rerun(wi: specification.wi, forgetting: forgetting.step) }
    return [seed, resume]
  }
}

extension OpenedTrial where Specification == TrialSpecification {
  /// Whether the last score is no better than that of always giving the commonest class; nil without one.
  fileprivate var isDegenerate: Bool? {
    var events = reader.events()
    var last: EvaluationRecord?
    while let event = try? events.next() {
      if case .evaluation(let record) = event { last = record }
    }
    guard reader.outcome != .nonfinite else { return nil }
    return last.flatMap { TrialScore($0, specification)?.isDegenerate }
  }
}

/// A rerun by Seedproof's own trainer. The trial is made when it runs, as its weights take room.
final class OwnRerun: VariedRerun {
  private let specification: TrialSpecification
  private let inputs: TrialInputs
  private let unit: () throws -> ArithmeticUnit
  private let limit: Int?
  /// Updates after which the stop rule ends the trial.
  private let stop: Int?
  /// Updates after which the optimizer's moments are forgotten.
  private let forgetting: Int?
  private let restore: (Trial) throws -> Void
  private(set) var trial: Trial?
  /// There were no moments to forget, such as of a gradient that is clipped to nothing.
  private(set) var isIdle = false

  init(
    _ specification: TrialSpecification, _ inputs: TrialInputs,
    _ unit: @escaping () throws -> ArithmeticUnit,
    limit: Int?, stoppingAt stop: Int? = nil, forgetting: Int? = nil,
    restore: @escaping (Trial) throws -> Void = { _ in }
  ) {
    (self.specification, self.inputs, self.unit) = (specification, inputs, unit)
    self.stop = stop
    (self.limit, self.forgetting, self.restore) = (limit, forgetting, restore)
  }

  var stepCount: Int? { limit ?? stop ?? trial?.schedule.stepCount }

  func run(_ take: (RerunPart) throws -> Bool) throws {
    let trial = try Trial(specification, inputs, on: unit())
    self.trial = trial
    try restore(trial)
    do {
      if let forgetting {
        try run(trial, to: forgetting, take)
        isIdle = !trial.hasMoments
        trial.forgetMoments()
      }
      let outcome = try run(trial, to: limit ?? stop ?? .max, take)
      let isStopped = limit == nil && outcome == nil && trial.stepsDone == stop
      let end = isStopped ? .stopped : outcome
      _ = try take(.end(end.map(RerunEnd.ended) ?? .cut))
    } catch is Ended {}
  }

  @discardableResult
  private func run(
    _ trial: Trial, to limit: Int, _ take: (RerunPart) throws -> Bool
  ) throws -> TrialOutcome? {
    try trial.run(limit: limit) { event in
      guard try take(.record(event)) else { throw Ended() }
    }
  }

  func confirmInputs() throws { try inputs.model.verifyUnchanged() }

  /// No more is wanted.
  private struct Ended: Error {}
}
