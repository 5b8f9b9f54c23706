import Files
import Text
import Trajectory

/// Trials that vary: another seed, a forgetful resume. They are run up to the end of the sample.
extension Controls {
  /// Nil where there is none, or none that could show anything.
  func variation(_ control: NegativeControl) throws -> Outcome? {
    let folder = try? ScratchFolder()
    let variations = trial.variations(opened, sample).filter { $0.control == control }
    let outcomes = try variations.compactMap { try outcome(of: $0, folder) }
    return outcomes.first { !$0.isCaught } ?? outcomes.first
  }

  private func outcome(
    of variation: TrialVariation, _ folder: ScratchFolder?
  ) throws -> Outcome? {
    if tolerances != nil { return try neighbourEvidence(of: variation) }
    let watched = WatchedRerun(
      try variation.rerun(), beside: recorded.events, count: sample.recordCount, schema,
      hidesDigests: variation.isNeighbour)
    let found = evidence(watched, folder)
    if found.failure != nil {
      return .missed(variation.name + " cannot be run: \(found.reason ?? "it failed")")
    }
    // A trial of another length or shape is no value that the change made.
    let isSeen = found.verdict == .diverged && found.firstDivergence?.column.holder != nil
    if isSeen { return .caught }
    if watched.inner.isIdle { return nil }
    switch variation.silence {
    case .missed(let finding): return .missed(variation.name + finding)
    case .nothingToShow: return watched.hasDifference ? .missed(variation.name) : nil
    case .stateDiffers(let component):
      guard !watched.hasDifference else { return .missed(variation.name) }
      let state = WatchedRerun(
        try variation.rerun(), beside: recorded.events, count: sample.recordCount, schema,
        hidesDigests: false, hiddenComponent: component)
      let found = evidence(state, folder)
      return found.verdict == .diverged && found.firstDivergence?.column == .anchor
        ? .caught : .missed(variation.name)
    }
  }

  private func evidence(_ rerun: any Rerun, _ folder: ScratchFolder?) -> TrialEvidence {
    guard let found = hear(golden(recorded.events), folder, rerunning: rerun) else {
      preconditionFailure("a golden that was heard before cannot be written")
    }
    return found
  }

  /// In the statistical lane each column with a tolerance must tell the neighbour.
  private func neighbourEvidence(of variation: TrialVariation) throws -> Outcome? {
    guard variation.isNeighbour else { return nil }
    let beginning = recorded.events.prefix(sample.recordCount)
    var evidence = NeighbourEvidence(judge.comparison, tolerances, schema)
    let known = Set(
      schema.computedColumns.filter { column in beginning.contains { $0[column] != nil } })
    var rest = beginning
    do {
      try variation.rerun().run { part in
        guard case .record(let event) = part, let like = rest.popFirst(),
          evidence.take(event, like: like)
        else { return false }
        return !rest.isEmpty && !evidence.isSettled(known)
      }
    } catch {
      return .missed("\(variation.name) cannot be run: \(error)")
    }
    return evidence.finding.map { .missed(variation.name + $0) } ?? .caught
  }
}

/// A trial that varies, cut where the sample ends, with what is no evidence made equal to the records beside it.
private final class WatchedRerun: Rerun {
  let inner: any VariedRerun
  private let records: ArraySlice<TrajectoryEvent>
  private let schema: RecordSchema
  private let hidesDigests: Bool
  private let hiddenComponent: String?
  /// Whether a value that counts truly differs.
  private(set) var hasDifference = false
  var stepCount: Int? { inner.stepCount }
  var declaration: [String: JSONValue] { inner.declaration }

  init(
    _ inner: any VariedRerun, beside events: [TrajectoryEvent], count: Int, _ schema: RecordSchema,
    hidesDigests: Bool, hiddenComponent: String? = nil
  ) {
    self.inner = inner
    records = events.prefix(count)
    self.schema = schema
    self.hidesDigests = hidesDigests
    self.hiddenComponent = hiddenComponent
  }

  func run(_ take: (RerunPart) throws -> Bool) throws {
    var rest = records
    try inner.run { part in
      guard case .record(let event) = part else { return try !rest.isEmpty && take(part) }
      guard let like = rest.popFirst() else { return false }
      let shown = self.shown(event, like)
      hasDifference =
        hasDifference || ExactComparison().difference(expected: like, actual: shown, schema) != nil
      return try take(.record(shown)) && !rest.isEmpty
    }
  }

  private func shown(_ event: TrajectoryEvent, _ like: TrajectoryEvent) -> TrajectoryEvent {
    guard event.record == like.record else { return event }
    var shown = event
    for column in schema.table(event.record) {
      let isHidden =
        hidesDigests && (column.kind == .digest || column.kind == .word)
        || column.record == .anchor && column.name == hiddenComponent
      guard isHidden, let values = like[column], event[column]?.count == values.count else {
        continue
      }
      shown = shown.with(values, in: column)
    }
    return shown
  }
}
