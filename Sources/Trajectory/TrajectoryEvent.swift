/// One record of a trajectory.
///
/// The order is: update t, then the evaluation after t + 1 updates, then the anchor there, then the records of series
/// there in the order of the schema, then update t + 1. All but updates may stand before the first update.
public enum TrajectoryEvent: Sendable, Equatable {
  case step(StepRecord)
  case evaluation(EvaluationRecord)
  case anchor(AnchorRecord)
  case series(SeriesRecord)

  /// The number of updates done once this record is written.
  public var updateCount: Int {
    if case .step(let record) = self { record.step + 1 } else { step }
  }
}

extension TrajectoryEvent {
  /// The step that the record carries: the number of the update, or of updates done.
  public var step: Int {
    switch self {
    case .step(let record): record.step
    case .evaluation(let record): record.step
    case .anchor(let record): record.step
    case .series(let record): record.step
    }
  }
}

extension TrajectoryEvent {
  /// Whether the record is a link of the hash chain.
  var isChained: Bool { if case .series = self { false } else { true } }
}

/// Says whether a record may follow those before it.
package struct TrajectoryOrder: Sendable {
  package private(set) var stepCount = 0
  private(set) var evaluationCount = 0
  private(set) var anchorCount = 0
  private(set) var lastEvaluation = -1
  private var lastAnchor = -1
  /// Updates done at the last record of a series, and the series.
  private var lastSeries = (step: -1, series: -1)

  package init() {}

  /// Of a trial that is taken up after so many updates.
  package init(after stepCount: Int) { self.stepCount = stepCount }

  /// Takes the next record; returns the reason if it may not stand here.
  package mutating func accept(_ event: TrajectoryEvent) -> String? {
    switch event {
    case .step(let record):
      guard record.step == stepCount else {
        return "step \(record.step) stands where step \(stepCount) belongs"
      }
      guard stepCount < GoldenFormat.rowLimit else { return "has too many steps" }
      stepCount += 1
    case .evaluation(let record):
      guard record.step == stepCount else {
        return "an evaluation at step \(record.step) stands after \(stepCount) updates"
      }
      guard lastEvaluation != stepCount else { return "evaluates twice at step \(stepCount)" }
      guard lastAnchor != stepCount else {
        return "an evaluation stands after the anchor at step \(stepCount)"
      }
      guard lastSeries.step != stepCount else {
        return "an evaluation stands after a series at step \(stepCount)"
      }
      lastEvaluation = stepCount
      evaluationCount += 1
    case .anchor(let record):
      guard record.step == stepCount else {
        return "an anchor at step \(record.step) stands after \(stepCount) updates"
      }
      guard lastAnchor != stepCount else { return "has two anchors at step \(stepCount)" }
      guard lastSeries.step != stepCount else {
        return "an anchor stands after a series at step \(stepCount)"
      }
      lastAnchor = stepCount
      anchorCount += 1
    case .series(let record):
      guard record.step == stepCount else {
        return "a series at step \(record.step) stands after \(stepCount) updates"
      }
      guard lastSeries < (stepCount, record.series) else {
        return "has a series twice, or series out of order, at step \(stepCount)"
      }
      lastSeries = (stepCount, record.series)
    }
    return nil
  }
}
