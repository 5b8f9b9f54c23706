import Trajectory

/// The beginning of a true rerun, up to which trials that vary are run beside it.
public struct ControlSample: Sendable {
  /// Records that belong to it.
  public private(set) var recordCount = 0
  /// The updates that a run must do to have all these records.
  public private(set) var updateCount = 0
  private var stepCount = 0
  private var lastStep = 0
  private var lastEvaluation = 0
  private var lastAnchor = 0
  private var needsEvaluation: Bool
  private var needsAnchor: Bool

  /// Update 0 often has a rate of 0: only later updates can tell runs apart.
  static let stepMinimum = 8

  public init(_ schema: RecordSchema) {
    needsEvaluation = schema.evaluation != .none
    needsAnchor = !schema.anchorComponents.isEmpty
  }

  /// Whether it has eight updates, an evaluation, and an anchor after an update, as far as the trial has them.
  public var isComplete: Bool {
    stepCount >= Self.stepMinimum && !needsEvaluation && !needsAnchor
  }

  /// Whether there is anything to alter.
  public var isUsable: Bool { stepCount > 0 }

  /// Takes the next record, unless all are there.
  ///
  /// - Returns: whether the record belongs to the sample.
  @discardableResult
  public mutating func append(_ event: TrajectoryEvent) -> Bool {
    guard !isComplete else { return false }
    recordCount += 1
    updateCount = max(updateCount, event.updateCount)
    switch event {
    case .step(let record):
      stepCount += 1
      lastStep = record.step
    case .evaluation(let record):
      needsEvaluation = false
      lastEvaluation = record.step
    case .anchor(let record):
      if record.step > 0 { needsAnchor = false }
      lastAnchor = record.step
    case .series: break
    }
    return true
  }

  /// Where a resume forgets the moments.
  public struct Forgetting: Sendable, Equatable {
    /// The updates done before.
    public let step: Int
    /// Whether an anchor follows, which holds the moments: then it shows whatever the rate is.
    public let isPinned: Bool

    public init(step: Int, isPinned: Bool) {
      self.step = step
      self.isPinned = isPinned
    }
  }

  /// After the third update, or earlier where no record of the sample would follow the next one; nil where none
  /// follows the second.
  ///
  /// An update that forgot shows in an anchor or evaluation right after it, and in the loss of the update after that.
  public var forgetting: Forgetting? {
    let isPinned = lastAnchor >= 2
    let last = isPinned ? lastAnchor : max(lastStep, lastEvaluation)
    return last >= 2 ? Forgetting(step: min(3, last - 1), isPinned: isPinned) : nil
  }
}
