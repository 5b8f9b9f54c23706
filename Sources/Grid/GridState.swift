import Experiment
import Processes
import Synchronization
import Text
import Trajectory

/// How far a grid is.
public struct GridProgress: Sendable {
  /// Planned trials.
  public var plannedCount: Int
  /// Trials with a golden, from before and from this run.
  public var finishedCount: Int
  /// Trials that ended in this run, failed ones too.
  public var endedCount = 0
  /// Trials that are to run in this run.
  public var missingCount: Int
  /// The share done of each running trial, by slot; nil where none runs.
  public var running: [Double?]

  /// The share of this run's work that is done, from 0 to 1.
  public var fraction: Double {
    guard missingCount > 0 else { return 1 }
    let partial = running.reduce(0) { $0 + ($1 ?? 0) }
    return min(1, (Double(endedCount) + partial) / Double(missingCount))
  }
}

/// What the threads of a grid share.
final class GridState: Sendable {
  private struct Shared {
    var next = 0
    var progress: GridProgress
    var summary = GridSummary()
    var fatal: InputError?
  }

  private let missing: [Cell]
  private let shared: Mutex<Shared>
  private let progress: @Sendable (GridProgress) -> Void

  init(
    missing: [Cell], planned: Int, slots: Int,
    progress: @escaping @Sendable (GridProgress) -> Void
  ) {
    self.missing = missing
    self.progress = progress
    let start = GridProgress(
      plannedCount: planned, finishedCount: planned - missing.count, missingCount: missing.count,
      running: Array(repeating: nil, count: slots))
    shared = Mutex(Shared(progress: start))
    progress(start)
  }

  /// The next trial for `slot`; nil when none is left or the grid must end.
  func begin(slot: Int) -> Cell? {
    shared.withLock { shared in
      guard shared.fatal == nil, shared.next < missing.count else { return nil }
      let cell = missing[shared.next]
      shared.next += 1
      shared.progress.running[slot] = 0
      progress(shared.progress)
      return cell
    }
  }

  func report(_ fraction: Double, slot: Int) {
    shared.withLock { shared in
      shared.progress.running[slot] = fraction
      progress(shared.progress)
    }
  }

  func end(_ cell: Cell, slot: Int, _ result: Result<TrialOutcome, any Error>) {
    shared.withLock { shared in
      shared.progress.running[slot] = nil
      switch result {
      case .success(let outcome):
        shared.summary.outcomes[cell] = outcome
        shared.progress.finishedCount += 1
        shared.progress.endedCount += 1
      case .failure(is Interrupted): break
      case .failure(let error):
        shared.summary.failures[cell] = String(describing: error)
        shared.progress.endedCount += 1
        if shared.fatal == nil { shared.fatal = error as? InputError }
      }
      progress(shared.progress)
    }
  }

  /// What was done, once no thread runs any more; throws the error that ended the grid.
  func summary(isInterrupted: Bool) throws -> GridSummary {
    try shared.withLock { shared in
      if let fatal = shared.fatal { throw fatal }
      var summary = shared.summary
      summary.keptCount = shared.progress.plannedCount - missing.count
      summary.missingCount = missing.count - summary.outcomes.count
      summary.isInterrupted = isInterrupted
      return summary
    }
  }
}
