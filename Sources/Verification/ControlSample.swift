import Trajectory

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

  /// The updates that a run must do to have all these records.
  var updateCount: Int { events.reduce(0) { max($0, $1.updateCount) } }

  /// Whether the sample has records that can show it. What only the run itself can tell, such as whether there
  /// are moments to forget, is asked then.
  func canTry(_ control: NegativeControl) -> Bool {
    switch control {
    case .forgottenMoments: forgetting != nil
    case .oneULP, .flippedByte, .neighbourSeed: stepCount >= 1
    case .beyondTolerance, .randomValues: false
    }
  }

  /// Where a resume forgets the moments.
  struct Forgetting: Equatable {
    /// The updates done before.
    let step: Int
    /// Whether an anchor follows, which holds the moments: then it shows whatever the rate is.
    let isPinned: Bool
  }

  /// After the third update, or earlier where no record of the sample would follow the next one; nil where none
  /// follows the second.
  ///
  /// An update that forgot shows in an anchor or evaluation right after it, and in the loss of the update after that.
  var forgetting: Forgetting? {
    var lastAnchor = 0
    var lastValue = 0
    for event in events {
      switch event {
      case .step(let record): lastValue = max(lastValue, record.step)
      case .evaluation(let record): lastValue = max(lastValue, record.step)
      case .anchor(let record): lastAnchor = max(lastAnchor, record.step)
      }
    }
    let isPinned = lastAnchor >= 2
    let last = isPinned ? lastAnchor : lastValue
    return last >= 2 ? Forgetting(step: min(3, last - 1), isPinned: isPinned) : nil
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
