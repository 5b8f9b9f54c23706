import Text

/// How far a grid is.
public struct GridProgress: Sendable {
  /// Planned trials.
  public var plannedCount: Int
  /// Trials with a golden, from before, from this run and from other processes.
  public var finishedCount: Int
  /// Trials that ended in this run, failed ones too.
  public var endedCount = 0
  /// Trials that were to run when this run began.
  public var missingCount: Int
  /// Of those, trials that other processes finished meanwhile.
  public var elsewhereCount = 0
  /// Of those, trials that an earlier stop rule ended, and this plan's ends there too.
  var keptCount = 0
  /// Trials that other processes have now, as far as this one has looked.
  public var claimedCount = 0
  /// Trials at a rung of the stop rule, that wait for the others of their group.
  public var waitingCount = 0
  /// The sum of the shares that are done of them.
  var waitingShare = 0.0
  /// Of the trials of this run that ended with a golden.
  public var stoppedCount = 0
  public var nonfiniteCount = 0
  public var degenerateCount = 0
  /// Trials of this run that ended without a golden.
  public var failedCount = 0
  /// The best last score of this run.
  public var bestScore: Double?
  /// Trials that this run finishes in an hour; nil before the first.
  public var hourlyCount: Double?
  /// The share done of each running trial, by slot; nil where none runs.
  public var running: [Double?]

  /// The share of this run's work that is done, from 0 to 1.
  public var fraction: Double {
    guard missingCount > 0 else { return 1 }
    let partial = running.reduce(waitingShare) { $0 + ($1 ?? 0) }
    let whole = endedCount + elsewhereCount + keptCount
    return min(1, (Double(whole) + partial) / Double(missingCount))
  }

  /// `12 of 25 trials`, and what is remarkable: `3 waiting, 1 nonfinite, 2 degenerate, 1 failed`.
  public var words: String {
    let remarkable = [
      (waitingCount, "waiting"), (stoppedCount, "stopped"), (nonfiniteCount, "nonfinite"),
      (degenerateCount, "degenerate"), (failedCount, "failed"),
    ]
    let parts = remarkable.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return (["\(finishedCount) of \(plannedCount) trials"] + parts).joined(separator: ", ")
  }

  /// For programs, as one line of a log.
  public var json: JSONValue {
    .object(present: [
      "planned": .integer(plannedCount), "finished": .integer(finishedCount),
      "running": .integer(running.count { $0 != nil }), "elsewhere": .integer(elsewhereCount),
      "claimed": .integer(claimedCount), "waiting": .integer(waitingCount),
      "stopped": .integer(stoppedCount), "nonfinite": .integer(nonfiniteCount),
      "degenerate": .integer(degenerateCount), "failed": .integer(failedCount),
      "bestScore": bestScore.map { .number($0) }, "trialsPerHour": hourlyCount.map { .number($0) },
      "fraction": .number(fraction),
    ])
  }
}
