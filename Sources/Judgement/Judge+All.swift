import Synchronization
import Trajectory

/// What was found of several trials, and what the controls can run on.
public struct Heard<Trial: VerifiableTrial>: Sendable {
  /// In the order of the trials.
  public let evidence: [TrialEvidence]
  let material: ControlMaterial<Trial>?
  /// The segment that ends last of those that do not begin with their trial.
  let ending: ControlMaterial<Trial>?
}

/// A trial of which a beginning was found equal.
struct ControlMaterial<Trial: VerifiableTrial>: Sendable {
  let trial: Trial
  let part: TrialPart
  let opened: OpenedTrial<Trial.Specification>
  let recorded: RecordedRerun
  let sample: ControlSample

  /// Nil for a rerun of which nothing was equal.
  init?(_ trial: Trial, _ part: TrialPart, _ hearing: Judge.Hearing<Trial.Specification>) {
    guard let opened = hearing.trial, let recorded = hearing.recorded,
      let sample = hearing.sample, sample.isUsable
    else { return nil }
    (self.trial, self.part, self.opened) = (trial, part, opened)
    (self.recorded, self.sample) = (recorded, sample)
  }

  private init(_ other: Self, _ recorded: RecordedRerun, _ sample: ControlSample) {
    (trial, part, opened) = (other.trial, .whole, other.opened)
    (self.recorded, self.sample) = (recorded, sample)
  }

  /// The records before the rerun's, which the golden of a segment has too.
  var earlier: [TrajectoryEvent] {
    guard part.start > 0 else { return [] }
    var (found, events) = ([TrajectoryEvent](), opened.reader.events())
    while let event = try? events.next() {
      if case .step(let record) = event, record.step >= part.start { break }
      found.append(event)
    }
    return found
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
    let ending = Mutex<ControlMaterial<Trial>?>(nil)
    let queue = TrialQueue<ControlMaterial<Trial>>(
      count: trials.count, jobs: jobs, progress: progress, mayBegin: mayBegin,
      isPreferred: \.sample.isComplete
    ) { index, progress in
      let (trial, part) = trials[index]
      let hearing = hear(trial, part, progress: progress)
      let material = ControlMaterial(trial, part, hearing)
      guard part.start > 0 else { return (hearing.evidence, material) }
      if hearing.evidence.firstDivergence == nil, let material {
        ending.withLock { known in
          if part.start > known?.part.start ?? 0 { known = material }
        }
      }
      return (hearing.evidence, nil)
    }
    return Heard(
      evidence: queue.results, material: queue.material, ending: ending.withLock { $0 })
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
    func results(_ material: ControlMaterial<Trial>) -> [ControlResult] {
      Controls(
        judge: self, trial: material.trial, opened: material.opened, recorded: material.recorded,
        sample: material.sample, part: material.part, earlier: material.earlier,
        challenge: challenge, tolerances: tolerances, threads: threads
      ).results()
    }
    guard let ending = heard.ending else { return results(material) }
    // What is caught in the beginning must be caught in the end too.
    let both = [results(material), results(ending)]
    return NegativeControl.allCases.compactMap { control in
      let found = both.compactMap { $0.first { $0.control == control } }
      return found.first { !$0.isCaught } ?? found.first
    }
  }
}
