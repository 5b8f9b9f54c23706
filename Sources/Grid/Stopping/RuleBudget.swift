import Experiment
import Text

/// What a stop rule costs, and what it saves: updates with and without it, if no trial ends before.
public struct RuleBudget: Sendable, Equatable {
  public let schedule: StopSchedule
  public let trialCount: Int

  /// - Parameter trialCount: trials in plan order, from the first of a group on.
  public init(_ schedule: StopSchedule, trialCount: Int) {
    self.schedule = schedule
    self.trialCount = trialCount
  }

  /// Updates with the rule.
  public var updateCount: Int { schedule.updateCount(of: trialCount) }
  /// Updates of as many whole trials.
  public var wholeUpdateCount: Int { trialCount * schedule.stepCount }
  /// Which share of the updates is done, from 0 to 1.
  public var share: Double {
    wholeUpdateCount == 0 ? 1 : Double(updateCount) / Double(wholeUpdateCount)
  }

  /// `start 16, keep 6 at 0.3 (after 36 of 120 updates): 67,500 of 75,000 updates, 10.0% are saved`
  public var line: String {
    let steps = schedule.steps.map(String.init).joined(separator: " and ")
    return "\(schedule.rule) (after \(steps) of \(schedule.stepCount) updates): \(updateCount) of "
      + "\(wholeUpdateCount) updates, \((100 * (1 - share)).decimals(1))% are saved"
  }

  /// For programs.
  public var json: JSONValue {
    [
      "rule": .string(schedule.rule.description),
      "rungs": .array(schedule.steps.map { .integer(Int64($0)) }),
      "updatesPerTrial": .integer(Int64(schedule.stepCount)),
      "updates": .integer(Int64(updateCount)),
      "updatesWithoutRule": .integer(Int64(wholeUpdateCount)),
    ]
  }
}
