import Text
import Trajectory

/// Runs a trial again and compares it with its golden.
///
/// There is one way from a golden to its evidence: for Seedproof's own trainer and any other, for whole
/// trials and segments, and for the negative controls.
public struct Judge: Sendable {
  public let comparison: any Comparison
  public let lane: Lane

  public init(_ lane: Lane, comparison: any Comparison = ExactComparison()) {
    self.lane = lane
    self.comparison = comparison
  }

  /// What was found of a trial, and the records that the controls need.
  public struct Hearing<Specification: Sendable>: Sendable {
    public internal(set) var evidence: TrialEvidence
    public internal(set) var trial: OpenedTrial<Specification>?
    /// What was equal.
    var recorded: RecordedRerun?
    var sample: ControlSample?
  }

  /// Opens a golden, prepares a rerun of its trial, and compares the two to their end, or to the first
  /// difference.
  ///
  /// - Parameters:
  ///   - substitute: takes the place of the rerun that the trial prepares: a control.
  ///   - progress: is told which share of the rerun is done.
  public func hear<Trial: VerifiableTrial>(
    _ trial: Trial, _ part: TrialPart = .whole, rerunning substitute: (any Rerun)? = nil,
    progress: (Double) -> Void = { _ in }
  ) -> Hearing<Trial.Specification> {
    var hearing = Hearing<Trial.Specification>(
      evidence: TrialEvidence(path: trial.path, seeds: trial.seeds, lane: lane, part: part))
    hearing.evidence.isPlanned = trial.isPlanned
    do {
      let opened = try trial.open { hearing.evidence.meet($0) }
      hearing.trial = opened
      hearing.evidence.seeds = opened.seeds
      hearing.evidence.contentDigest = opened.reader.contentDigest
      hearing.evidence.outcome = opened.reader.outcome
      let own = try trial.prepare(opened, part) { hearing.evidence.meet($0) }
      let rerun = substitute ?? own
      let recording = substitute == nil ? try trial.recording(opened) : nil
      do {
        try compare(rerun, trial, opened, recording, &hearing, progress)
      } catch {
        recording?.discard()
        throw error
      }
      try rerun.confirmInputs()
      hearing.evidence.meet(.unchanged)
    } catch {
      hearing.evidence.fail(error)
    }
    if substitute == nil { trial.complete(&hearing.evidence, hearing.trial, progress) }
    return hearing
  }

  /// A rerun that is recorded goes to its end, but is compared to its first difference only.
  private func compare<Trial: VerifiableTrial>(
    _ rerun: any Rerun, _ trial: Trial, _ opened: OpenedTrial<Trial.Specification>,
    _ recording: (any RerunRecording)?, _ hearing: inout Hearing<Trial.Specification>,
    _ progress: (Double) -> Void
  ) throws {
    let (reader, part) = (opened.reader, hearing.evidence.part)
    var replay = Replay(reader, comparison: comparison, fromStep: part.start)
    var recorder = RerunRecorder(reader.schema)
    var evidence = hearing.evidence
    var end: RerunEnd?
    var isChecked = false
    defer {
      evidence.valueCount = replay.valueCount
      evidence.firstInexact = replay.firstInexact
      hearing.evidence = evidence
      let isWhole = recorder.isWhole && evidence.firstDivergence == nil
      hearing.recorded = RecordedRerun(
        recorder.events, declaration: rerun.declaration,
        end: (isWhole ? end : nil) ?? .ended(.completed))
      hearing.sample = recorder.sample
    }
    try rerun.run { next in
      if !isChecked {
        try trial.check(rerun.declaration, opened) { evidence.meet($0) }
        isChecked = true
      }
      switch next {
      case .record(let event):
        try recording?.append(event)
        if evidence.firstDivergence == nil {
          let isKnown = replay.isRepeating
          evidence.firstDivergence = try replay.compare(event)
          if evidence.firstDivergence == nil, !isKnown { recorder.append(event) }
        }
        if case .step(let record) = event {
          let done = record.step + 1
          if evidence.firstDivergence == nil { evidence.stepCount = done - part.start }
          let all = max(done, rerun.stepCount ?? reader.stepCount) - part.start
          progress(Double(done - part.start) / Double(max(1, all)))
        }
      case .takenUp(let count, let updates):
        try replay.takeUp(afterRecords: count, updates: updates)
      case .misshapen(let step, let text):
        evidence.firstDivergence =
          evidence.firstDivergence
          ?? Divergence(
            step: step, column: .record, expected: "the golden's columns", actual: text)
      case .end(let found):
        end = found
        if evidence.firstDivergence == nil {
          evidence.firstDivergence = try finish(&replay, found, part)
        }
        try keep(recording, found, &evidence)
      }
      return evidence.firstDivergence == nil || recording != nil
    }
    if evidence.firstDivergence != nil {
      evidence.diagnosis = trial.diagnosis(of: replay.pattern, rerun, opened)
    } else if end != nil {
      let isAll = evidence.stepCount == part.updateCount(of: reader.stepCount)
      if isAll, evidence.stepCount > 0 { evidence.meet(.compared) }
      for condition in replay.met { evidence.meet(condition) }
    }
  }

  /// Compares the end.
  private func finish(
    _ replay: inout Replay, _ end: RerunEnd, _ part: TrialPart
  ) throws -> Divergence? {
    switch end {
    case .ended(let outcome): try replay.finish(outcome)
    case .cut: try part.end.flatMap { try replay.finish(before: $0) }
    }
  }

  /// What was found stands, whatever becomes of the new result.
  private func keep(
    _ recording: (any RerunRecording)?, _ end: RerunEnd, _ evidence: inout TrialEvidence
  ) throws {
    guard let recording, case .ended(let outcome) = end else { return }
    let isEqual = evidence.firstDivergence == nil
    do {
      evidence.keptPath = try recording.end(outcome, isEqual: isEqual)
    } catch let error as InputError where !isEqual {
      evidence.reason = "its new result cannot be kept: \(error)"
    }
  }
}
