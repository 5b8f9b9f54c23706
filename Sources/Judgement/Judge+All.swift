import Trajectory

/// What was found of several trials, and what the controls can run on.
public struct Heard<Trial: VerifiableTrial>: Sendable {
  /// In the order of the trials.
  public let evidence: [TrialEvidence]
  let material: ControlMaterial<Trial>?
}

/// A trial of which a beginning was found equal.
struct ControlMaterial<Trial: VerifiableTrial>: Sendable {
  let trial: Trial
  let part: TrialPart
  let opened: OpenedTrial<Trial.Specification>
  let recorded: RecordedRerun
  let sample: ControlSample

  /// Nil for a rerun that began in the middle of its trial, or of which nothing was equal.
  init?(_ trial: Trial, _ part: TrialPart, _ hearing: Judge.Hearing<Trial.Specification>) {
    guard part.start == 0, let opened = hearing.trial, let recorded = hearing.recorded,
      let sample = hearing.sample, sample.isUsable
    else { return nil }
    (self.trial, self.part, self.opened) = (trial, part, opened)
    (self.recorded, self.sample) = (recorded, sample)
  }

  private init(_ other: Self, _ recorded: RecordedRerun, _ sample: ControlSample) {
    (trial, part, opened) = (other.trial, .whole, other.opened)
    (self.recorded, self.sample) = (recorded, sample)
  }

  /// With a sample of every kind of record: a segment may end before the first evaluation, or before moments
  /// matter.
  var completed: Self {
    guard case .segment = part, !sample.isComplete,
      let rerun = try? trial.prepare(opened, .whole, { _ in })
    else { return self }
    var recorder = RerunRecorder(opened.reader.schema)
    do {
      try rerun.run { part in
        guard case .record(let event) = part else { return false }
        recorder.append(event)
        return !recorder.sample.isComplete
      }
    } catch { return self }
    let recorded = RecordedRerun(
      recorder.events, declaration: rerun.declaration, end: .ended(.completed))
    return Self(self, recorded, recorder.sample)
  }
}

extension Judge {
  /// Hears trials, or parts of them, `jobs` at a time.
  ///
  /// - Parameters:
  ///   - mayBegin: whether a trial is begun; none is after one that is not.
  ///   - progress: is told which share of all is done; from several threads.
  public func hear<Trial: VerifiableTrial>(
    _ trials: [(trial: Trial, part: TrialPart)], jobs: Int,
    mayBegin: @escaping @Sendable (Int) -> Bool = { _ in true },
    progress: @escaping @Sendable (Double) -> Void
  ) -> Heard<Trial> {
    let queue = TrialQueue<ControlMaterial<Trial>>(
      count: trials.count, jobs: jobs, progress: progress, mayBegin: mayBegin,
      isPreferred: \.sample.isComplete
    ) { index, progress in
      let (trial, part) = trials[index]
      let hearing = hear(trial, part, progress: progress)
      return (hearing.evidence, ControlMaterial(trial, part, hearing))
    }
    return Heard(evidence: queue.results, material: queue.material)
  }

  /// Runs the negative controls on the first trial that has every kind of record, or else on the first that
  /// has any records; none where there is no such trial.
  ///
  /// - Parameters:
  ///   - challenge: decides which values they alter.
  ///   - threads: goldens that are heard at a time.
  public func control<Trial: VerifiableTrial>(
    _ heard: Heard<Trial>, challenge: String, _ tolerances: Tolerances? = nil, threads: Int
  ) -> [ControlResult] {
    guard let material = heard.material?.completed else { return [] }
    return Controls(
      judge: self, trial: material.trial, opened: material.opened, recorded: material.recorded,
      sample: material.sample, part: material.part, challenge: challenge,
      tolerances: tolerances, threads: threads
    ).results()
  }
}
