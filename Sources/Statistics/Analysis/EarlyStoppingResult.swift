/// Start `started` trials, evaluate each `evaluations` times, train the best `kept` to the end.
///
/// Ranked by the best score so far. The value is the best score seen anywhere.
public struct StopSetting: Hashable, Sendable, CustomStringConvertible {
  public let started: Int
  public let kept: Int
  public let evaluations: Int

  /// Cost in evaluations, of which a full trial has `full`.
  public func cost(full: Int) -> Int { kept * full + (started - kept) * evaluations }

  public var description: String {
    "start \(started), keep \(kept) after \(evaluations) evaluations"
  }
}

/// A setting and its exact expected value.
public struct SettingValue: Sendable, Equatable {
  public let setting: StopSetting
  public let value: Double
}

/// Early stopping for every budget.
public struct EarlyStoppingAnalysis: Sendable {
  /// T: evaluations of a full trial, or equal parts of its training; one costs 1 / T of a budget unit.
  public let evaluationCount: Int
  /// Whether they are parts, as the evaluations lie unevenly: `EqualParts`.
  public let hasEqualParts: Bool
  /// Trials that settings are scored on.
  public let trialCount: Int
  /// Trials in each of the two halves that share no seed; nil where they are too small.
  public let halfCounts: [Int]?
  public let budgets: [BudgetResult]
}

/// The best use of a budget.
public struct BudgetResult: Sendable, Equatable {
  /// In fully trained trials.
  public let budget: Int
  /// Settings looked at: at least one trial kept, as many started as the budget pays for and the table has.
  public let settingCount: Int
  /// Expected best of `budget` full trials, without replacement.
  public let baseline: Double
  /// The best setting, chosen and scored on all trials: optimistic. Ties at random, without replacement.
  public let best: SettingValue
  /// Chosen on one half of the seeds, scored on the other; nil where the halves are too small.
  public let crossFit: CrossFit?
  /// The paper's search: with replacement, `kept` = 0 allowed, up to 200 trials; exact instead of sampled.
  public let paper: PaperSearch
  /// By how much the best setting is better than full trials.
  public let gain: Double
}

/// A setting chosen on one half of the seeds and scored on the other, in both directions.
public struct CrossFit: Sendable, Equatable {
  /// Chosen on the first half, and on the second.
  public let chosen: [StopSetting]
  /// Mean of the values on the halves that were not chosen on.
  public let value: Double
  /// Mean of the expected best of `budget` full trials on the same halves.
  public let baseline: Double
  /// By how much the first is better.
  public let gain: Double
}

/// What the paper's search finds at one budget.
public struct PaperSearch: Sendable, Equatable {
  /// Expected best of `budget` full trials drawn with replacement.
  public let baseline: Double
  /// The best settings, best first, at most three.
  public let top: [SettingValue]
  public let settingCount: Int
  /// By how much the best of them is better than full trials; nil where there is none.
  public let gain: Double?
}
