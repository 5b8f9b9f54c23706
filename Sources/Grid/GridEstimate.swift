import Text

/// What a grid will take, as far as a few updates tell.
public struct GridEstimate: Sendable, Equatable {
  public let load: GridLoad
  /// Trials without a golden.
  public let missingCount: Int
  public let plannedCount: Int
  /// Of a trial, beside as many others as are to run at a time.
  public let trialTime: Duration
  /// Of the inputs and of all trials that run at a time.
  public let memoryByteCount: Int
  /// Of the goldens, and of what unfinished trials keep, at most.
  public let diskByteCount: Int
  /// What the plan's stop rule saves; nil without one.
  public let rule: RuleBudget?

  public init(
    load: GridLoad, missingCount: Int, plannedCount: Int, trialTime: Duration,
    memoryByteCount: Int, diskByteCount: Int, rule: RuleBudget? = nil
  ) {
    self.rule = rule
    self.load = load
    self.missingCount = missingCount
    self.plannedCount = plannedCount
    self.trialTime = trialTime
    self.memoryByteCount = memoryByteCount
    self.diskByteCount = diskByteCount
  }

  /// Of all missing trials; the last of them do not fill every job, and a stop rule takes its share away.
  public var hours: Double {
    let rounds = (missingCount + load.jobs - 1) / load.jobs
    return Double(rounds) * (trialTime / .seconds(3600)) * (rule?.share ?? 1)
  }

  /// For programs.
  public var json: JSONValue {
    .object(present: [
      "planned": .integer(plannedCount), "missing": .integer(missingCount),
      "jobs": .integer(load.jobs), "threads": .integer(load.threads),
      "reason": .string(load.reason), "secondsPerTrial": .number(trialTime / .seconds(1)),
      "hours": .number(hours), "memoryBytes": .integer(memoryByteCount),
      "diskBytes": .integer(diskByteCount), "stop": rule?.json,
    ])
  }
}
