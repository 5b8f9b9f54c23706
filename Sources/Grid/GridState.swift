import Experiment
import Processes
import Synchronization
import Text
import Trajectory

/// What the threads of a grid share.
final class GridState: Sendable {
  /// What a thread is to do next.
  enum Turn: Equatable {
    case look(Cell)
    /// Every trial that is left is another process's: look again after so long.
    case wait(Duration)
    case end
  }

  private struct Shared {
    var next = 0
    /// Trials that other processes have, and when to look at them again.
    var postponed: [(cell: Cell, time: Duration)] = []
    var waiting: WaitingTrials
    var progress: GridProgress
    var summary = GridSummary()
    var fatal: InputError?
    /// Whether no further trial begins.
    var isEnded = false
  }

  private let missing: [Cell]
  private let finished: Int
  private let clock: GridClock
  private let start: Duration
  private let look: Duration
  private let keepsGoing: Bool
  private let isLast: @Sendable (any Error) -> Bool
  private let shared: Mutex<Shared>
  private let progress: @Sendable (GridProgress) -> Void

  /// - Parameters:
  ///   - isLast: whether no further trial begins after one that failed so.
  ///   - group: the number of the group that a trial is compared in; nil without a stop rule.
  init(
    missing: [Cell], planned: Int, finished: Int, slots: Int, look: Duration, keepsGoing: Bool,
    clock: GridClock, isLast: @escaping @Sendable (any Error) -> Bool = { _ in false },
    group: @escaping @Sendable (Cell) -> Int? = { _ in nil },
    progress: @escaping @Sendable (GridProgress) -> Void
  ) {
    self.missing = missing
    self.finished = finished
    self.clock = clock
    self.look = look
    self.keepsGoing = keepsGoing
    self.isLast = isLast
    self.progress = progress
    start = clock.now()
    let beginning = GridProgress(
      plannedCount: planned, finishedCount: finished, missingCount: missing.count,
      running: Array(repeating: nil, count: slots))
    shared = Mutex(Shared(waiting: WaitingTrials(missing, by: group), progress: beginning))
    progress(beginning)
  }

  /// What is to be done next: trials of groups that are decided, others in plan order, and then those again that other
  /// processes had.
  func turn() -> Turn {
    let now = clock.now()
    return shared.withLock { shared in
      guard shared.fatal == nil, !shared.isEnded else { return .end }
      if let cell = shared.waiting.takeReady() { return .look(cell) }
      if shared.next < missing.count {
        shared.next += 1
        return .look(missing[shared.next - 1])
      }
      if let cell = shared.waiting.takeForgotten() { shared.postponed.append((cell, now + look)) }
      guard let first = shared.postponed.first else {
        // A trial that runs on another thread may decide what becomes of those that wait.
        return shared.waiting.mayGoOn ? .wait(.milliseconds(200)) : .end
      }
      guard first.time <= now else { return .wait(min(first.time - now, .milliseconds(200))) }
      shared.postponed.removeFirst()
      return .look(first.cell)
    }
  }

  /// Another process has the trial. The more there are, the longer it takes until each is looked at again.
  func postpone(_ cell: Cell) {
    let now = clock.now()
    change { shared in
      let wait = max(look, look * shared.postponed.count / 20)
      shared.postponed.append((cell, now + wait))
    }
  }

  /// Another process has finished the trial.
  func finishElsewhere(_ cell: Cell) {
    change { shared in
      shared.waiting.end(cell)
      shared.progress.elsewhereCount += 1
      shared.progress.finishedCount += 1
    }
  }

  /// The golden that the trial had is right.
  func keep(_ cell: Cell) {
    change { shared in
      shared.waiting.end(cell)
      shared.progress.keptCount += 1
      shared.progress.finishedCount += 1
    }
  }

  // MARK: Trials at a rung

  /// Tells whether something has happened in the trial's group since.
  func epoch(of cell: Cell) -> Int { shared.withLock { $0.waiting.epoch(of: cell) } }

  /// The trial waits, as was seen at `epoch`; if something has happened in its group since, it is looked at again.
  func await(_ cell: Cell, seenAt epoch: Int) {
    change { $0.waiting.await(cell, seenAt: epoch) }
  }

  /// The trial has reached a rung.
  func reach(_ cell: Cell, slot: Int) {
    change { shared in
      shared.waiting.reach(cell, done: shared.progress.running[slot] ?? 0)
      shared.progress.running[slot] = nil
    }
  }

  /// The trial's group may be decided: those that wait are looked at.
  func wake(_ cell: Cell) { change { $0.waiting.wake(cell) } }

  // MARK: Trials that run

  func begin(_ cell: Cell, slot: Int) {
    change { shared in shared.progress.running[slot] = shared.waiting.takeUp(cell) }
  }

  func report(_ fraction: Double, slot: Int) { change { $0.progress.running[slot] = fraction } }

  /// - Parameter score: of a trial that ended with one.
  func end(
    _ cell: Cell, slot: Int, _ result: Result<TrialOutcome, any Error>, score: TrialScore?
  ) {
    let now = clock.now()
    change { shared in
      shared.progress.running[slot] = nil
      switch result {
      case .success(let outcome):
        shared.waiting.end(cell)
        shared.summary.outcomes[cell] = outcome
        shared.progress.note(outcome, score)
        let hours = (now - start) / .seconds(3600)
        shared.progress.hourlyCount =
          hours > 0 ? Double(shared.summary.outcomes.count) / hours : nil
      case .failure(is Interrupted), .failure(is LostClaim): break
      case .failure(let error):
        shared.waiting.fail(cell)
        shared.summary.failures[cell] = String(describing: error)
        shared.progress.endedCount += 1
        shared.progress.failedCount += 1
        if isLast(error) {
          shared.isEnded = true
        } else if shared.fatal == nil, !keepsGoing {
          shared.fatal = error as? InputError
        }
      }
    }
  }

  private func change(_ body: (inout Shared) -> Void) {
    shared.withLock { shared in
      body(&shared)
      shared.progress.claimedCount = shared.postponed.count
      shared.progress.waitingCount = shared.waiting.count
      shared.progress.waitingShare = shared.waiting.share
      progress(shared.progress)
    }
  }

  /// Ends the grid: nothing can be claimed or written.
  func fail(_ error: InputError) {
    shared.withLock { shared in if shared.fatal == nil { shared.fatal = error } }
  }

  /// What was done, once no thread runs any more; throws the error that ended the grid.
  func summary(isInterrupted: Bool) throws -> GridSummary {
    try shared.withLock { shared in
      if let fatal = shared.fatal { throw fatal }
      var summary = shared.summary
      summary.elsewhereCount = shared.progress.elsewhereCount
      summary.keptCount = finished + shared.progress.keptCount
      summary.degenerateCount = shared.progress.degenerateCount
      summary.waitingCount = shared.waiting.count
      summary.missingCount =
        shared.progress.plannedCount - summary.keptCount - summary.outcomes.count
        - summary.elsewhereCount
      summary.isInterrupted = isInterrupted
      summary.isEndedEarly = shared.isEnded
      return summary
    }
  }
}

extension GridProgress {
  fileprivate mutating func note(_ outcome: TrialOutcome, _ score: TrialScore?) {
    finishedCount += 1
    endedCount += 1
    if outcome == .nonfinite { nonfiniteCount += 1 }
    if outcome == .stopped { stoppedCount += 1 }
    guard let score, outcome != .nonfinite else { return }
    if score.isDegenerate { degenerateCount += 1 }
    bestScore = max(bestScore ?? score.value, score.value)
  }
}
