extension StopSetting {
  /// Settings that spend `budget` full trials of `full` evaluations exactly, as the paper's code lists them: in order
  /// of started trials, then of kept ones downwards; none kept is allowed.
  public static func spendingExactly(budget: Int, full: Int, largestStart: Int) -> [StopSetting] {
    var settings: [StopSetting] = []
    if budget <= largestStart {
      settings.append(StopSetting(started: budget, kept: budget, evaluations: full))
    }
    for started in stride(from: 1, through: largestStart, by: 1) {
      for stopped in 1...started {
        let left = (budget - (started - stopped)) * full
        guard left > 0, left % stopped == 0, left / stopped < full else { continue }
        settings.append(
          StopSetting(started: started, kept: started - stopped, evaluations: left / stopped))
      }
    }
    return settings
  }

  /// For each number kept, at least one, and each stop: as many trials started as `budget` full trials pay for, and
  /// as there are. The last is `budget` full trials.
  public static func within(budget: Int, full: Int, largestStart: Int) -> [StopSetting] {
    var settings: [StopSetting] = []
    for kept in stride(from: 1, to: budget, by: 1) {
      for evaluations in stride(from: 1, to: full, by: 1) {
        let started = min(kept + (budget - kept) * full / evaluations, largestStart)
        guard started > kept else { continue }
        settings.append(StopSetting(started: started, kept: kept, evaluations: evaluations))
      }
    }
    if budget <= largestStart {
      settings.append(StopSetting(started: budget, kept: budget, evaluations: full))
    }
    return settings
  }
}
