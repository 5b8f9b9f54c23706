import Files
import Processes
import Synchronization
import Text
import Trajectory

/// Sends trials that are wrong in one thing through the judge, which must see each of them.
///
/// The records of a rerun that was found equal stand for the trainer: nothing is trained again but the trials
/// that vary. Each golden is written to a folder of its own and read back, under the name of the true one; where no
/// file can be written, its bytes are read.
struct Controls<Trial: VerifiableTrial> {
  let judge: Judge
  let trial: Trial
  let opened: OpenedTrial<Trial.Specification>
  /// What the rerun showed.
  let recorded: RecordedRerun
  /// Up to where the trials that vary are run.
  let sample: ControlSample
  /// What was rerun, and the records of the golden before it.
  let part: TrialPart
  let earlier: [TrajectoryEvent]
  let challenge: String
  /// Nil where values are compared bit for bit.
  let tolerances: Tolerances?
  /// Goldens that are heard at a time.
  let threads: Int

  var schema: RecordSchema { opened.reader.schema }

  func results() -> [ControlResult] {
    let controls: [NegativeControl] =
      tolerances == nil
      ? [.oneULP, .flippedBit]
      : [.beyondTolerance, .randomValues]
    // Headers are refused wherever a rerun begins, and what varies begins with the trial.
    let all =
      controls + [.otherOutcome, .recordMore, .recordLess]
      + (part.start > 0 ? [] : [.otherHeader, .neighbourSeed, .forgottenMoments])
    guard hear([golden(recorded.events)])[0]?.verdict.isSuccess == true else {
      // Nothing that is seen to differ says anything then.
      let finding = " cannot be run: the golden without an alteration is not reproduced"
      return [ControlResult(control: all[0], isCaught: false, finding: finding)]
    }
    return all.compactMap(result)
  }

  /// Nil where nothing could show it.
  private func result(of control: NegativeControl) -> ControlResult? {
    do {
      guard let outcome = try outcome(of: control) else { return nil }
      return ControlResult(
        control: control, isCaught: outcome.isCaught, finding: outcome.finding?.printable)
    } catch {
      // A control that cannot be run is not caught.
      let finding = " cannot be run: " + String(describing: error).printable
      return ControlResult(control: control, isCaught: false, finding: finding)
    }
  }

  /// What became of a control.
  struct Outcome {
    let isCaught: Bool
    var finding: String?

    static var caught: Outcome { Outcome(isCaught: true) }
    static func missed(_ finding: String? = nil) -> Outcome {
      Outcome(isCaught: false, finding: finding)
    }
  }

  private func outcome(of control: NegativeControl) throws -> Outcome? {
    switch control {
    case .oneULP:
      return outcome(of: alterations.filter { $0.column == .loss && $0.bit == 0 })
    case .flippedBit: return outcome(of: alterations, allOver)
    case .beyondTolerance: return beyondTolerance()
    case .randomValues: return randomValues()
    case .otherOutcome:
      guard case .ended(let outcome) = recorded.end else { return nil }
      let others = [TrialOutcome.completed, .stopped, .nonfinite].filter { $0 != outcome }
      return all(others.map { golden(recorded.events, $0) })
    case .recordMore:
      guard isShapeSeen() else { return .missed(": of another shape") }
      return try all(longer())
    case .recordLess: return all(shorter)
    case .otherHeader: return otherHeader()
    case .neighbourSeed, .forgottenMoments: return try variation(control)
    }
  }

  /// The golden of altered records: with the true header and all digests right.
  func golden(
    _ events: [TrajectoryEvent], _ outcome: TrialOutcome? = nil, header: JSONValue? = nil,
    of rerun: RecordedRerun? = nil
  ) -> Golden {
    let rerun = rerun ?? recorded
    var end = TrialOutcome.completed
    if case .ended(let own) = rerun.end { end = own }
    var golden = Golden(header: header ?? opened.reader.header.value, outcome: outcome ?? end)
    golden.table = schema.stepTable
    for event in earlier + events { golden.append(event) }
    // A segment's rerun ends where the golden goes on.
    if case .cut = rerun.end, let step = part.end {
      golden.append(.step(StepRecord(step: step, lossBits: 0)))
    }
    return golden
  }

  /// Whether a rerun is seen to differ that has a record of another shape.
  private func isShapeSeen() -> Bool {
    let rerun = MisshapenRerun(recorded)
    let found = hear(golden(recorded.events), try? ScratchFolder(), rerunning: rerun)
    return found?.verdict == .diverged || found?.verdict == .disagrees
  }

  /// The whole way of goldens, several at a time: from a file to the evidence for its verdict.
  ///
  /// - Returns: nil for what the format cannot hold, and so nobody can forge.
  func hear(
    _ goldens: [Golden], rerunning rerun: RecordedRerun? = nil, _ part: TrialPart? = nil
  ) -> [TrialEvidence?] {
    let state = Mutex((next: 0, found: [TrialEvidence?](repeating: nil, count: goldens.count)))
    TrialThreads.run(min(threads, goldens.count)) { _ in
      let folder = try? ScratchFolder()
      func next() -> Int {
        state.withLock { state in
          state.next += 1
          return state.next - 1
        }
      }
      while case let index = next(), index < goldens.count {
        let evidence = hear(goldens[index], folder, rerunning: rerun ?? recorded, part)
        state.withLock { $0.found[index] = evidence }
      }
    }
    return state.withLock { $0.found }
  }

  func hear(
    _ golden: Golden, _ folder: ScratchFolder?, rerunning rerun: any Rerun,
    _ part: TrialPart? = nil
  ) -> TrialEvidence? {
    guard let bytes = try? golden.encoded(opened.reader.header).bytes else { return nil }
    let name = FilePlace.name(of: trial.path)
    let path = try? folder?.write(bytes, as: name)
    let other = trial.replacingGolden(by: path ?? name, path == nil ? bytes : nil)
    let hearing = judge.hear(other, part ?? self.part, rerunning: rerun)
    return [hearing.evidence].countedOnce()[0]
  }

  /// Whether each of some goldens is refused or seen to differ; nil where there are none.
  private func all(_ goldens: [Golden]) -> Outcome? {
    let found = hear(goldens).compactMap { $0?.verdict }
    guard !found.isEmpty else { return nil }
    return Set(found).isSubset(of: [.diverged, .disagrees, .malformed]) ? .caught : .missed()
  }

  /// Goldens with one more record, at their end or where there is none of its kind. One that goes on after a cut has
  /// no end here.
  private func longer() throws -> [Golden] {
    let events = recorded.events
    func last(_ record: Column.Record) -> TrajectoryEvent? { events.last { $0.record == record } }
    /// The rerun may have been cut before the first of a kind.
    func one(_ record: Column.Record) throws -> TrajectoryEvent? {
      if let own = last(record) { return own }
      var all = opened.reader.events(fromStep: 0)
      while let event = try all.next() { if event.record == record { return event } }
      return nil
    }
    let count = events.reduce(0) { max($0, $1.updateCount) }
    func free(_ record: Column.Record) -> Int? {
      let known = Set(events.filter { $0.record == record }.map(\.updateCount))
      return (part.start + 1..<count + 1).first { !known.contains($0) }
    }
    var more = try schema.records.dropFirst().compactMap { record in
      try free(record).flatMap { place in try one(record)?.at(place) }
    }
    if case .ended = recorded.end {
      more += schema.records.compactMap { last($0)?.at(count) }
    }
    return more.map { golden(events + [$0]) }
  }

  /// Goldens that lack their last record, or the first or last of a kind.
  private var shorter: [Golden] {
    let events = recorded.events
    let places =
      [events.indices.last]
      + schema.records.flatMap { record in
        let own = events.indices.filter { events[$0].record == record }
        return [own.first, own.last]
      }
    return Set(places.compactMap(\.self)).sorted().compactMap { place in
      var fewer = events
      fewer.remove(at: place)
      return fewer.contains { $0.record == .step } ? golden(fewer) : nil
    }
  }

  /// The header alone must be refused: of the records there is only the beginning.
  private func otherHeader() -> Outcome? {
    let beginning = RecordedRerun(
      Array(recorded.events.prefix { $0.updateCount <= 1 }), end: .ended(.completed))
    let headers = trial.otherHeaders(opened)
    let found = hear(
      headers.map { golden(beginning.events, header: $0.header, of: beginning) })
    let verdicts = zip(headers, found).compactMap { header, found in
      found.map { (header.name, $0.verdict) }
    }
    guard !verdicts.isEmpty else { return nil }
    let missed = verdicts.first { $0.1 != .malformed && $0.1 != .unverifiable }
    return missed.map { .missed(": '\($0.0)'") } ?? .caught
  }
}
