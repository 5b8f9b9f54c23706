import Experiment
import Trajectory

/// What a run of a grid did.
public struct GridSummary: Sendable, Equatable {
  /// How each trial of this run ended.
  public var outcomes: [Cell: TrialOutcome] = [:]
  /// Why each trial failed that failed in this run.
  public var failures: [Cell: String] = [:]
  /// Trials of this run whose last score is at or below that of always giving the commonest class.
  public var degenerateCount = 0
  /// Trials that had a golden before, also of those that an earlier stop rule ended where this plan's ends them too.
  public var keptCount = 0
  /// Trials that other processes finished while this run went on.
  public var elsewhereCount = 0
  /// Trials that still have none.
  public var missingCount = 0
  /// Of these, trials at a rung of the stop rule that wait for others of their group.
  public var waitingCount = 0
  public var isInterrupted = false
  /// Whether no further trial was begun after a failure.
  public var isEndedEarly = false
  /// Lines of the ledgers that could not be read when the run began: a crash tore them.
  public var unreadableLedgerLines = Ledger.UnreadableLines()
  /// What was planned in the folder before; nil if no trial could be run.
  public var earlierPlans: EarlierPlans?
}
