/// Whether the same seeds are good on every task.
///
/// The score of a seed on a task is its mean over the other factor; rank 1 is best. Null: in each task, seeds
/// are relabelled at random.
public struct SeedAgreement: Sendable {
  public let tasks: [String]
  /// Seeds that all tasks have, ascending.
  public let seeds: [Int]
  public let concordance: Concordance
  /// By permuting seeds within tasks.
  public let permutation: PermutationPValue
  /// In the order of `seeds`.
  public let ranks: [SeedRank]
  /// How the single p-values were counted.
  public let rankMethod: PermutationPValue
  public let alwaysTop: AlwaysTop
  /// All pairs of tasks.
  public let pairs: [TaskPair]
}

/// Kendall's coefficient of concordance and its two approximations.
public struct Concordance: Sendable, Equatable {
  /// 0: no agreement; 1: the same order in every task.
  public let w: Double
  public let chiSquared: Double
  public let pChiSquared: Double
  /// Iman and Davenport's F; nil where W = 1.
  public let f: Double?
  public let pF: Double?
  /// Element s is the mean rank of seed s.
  public let meanRanks: [Double]
}

/// One seed over all tasks.
public struct SeedRank: Sendable, Equatable {
  public let seed: Int
  /// Rank in each task, ties at mean ranks.
  public let ranks: [Double]
  public let meanRank: Double
  /// Chance of so low a rank sum for this seed, were it named before looking.
  public let p: Double
  /// The same after looking at all seeds: Westfall and Young's step-down on the lowest rank sum.
  public let pAdjusted: Double
}

/// The seed that stays in the top q of every task for the smallest q.
public struct AlwaysTop: Sendable, Equatable {
  public let seed: Int
  public let q: Int
  /// Exact chance that some seed is in the top q of all tasks, were seeds relabelled at random.
  public let chance: Double
}

/// Agreement of two tasks.
public struct TaskPair: Sendable, Equatable {
  public let first: String
  public let second: String
  public let spearman: Double
  /// Two-sided, by permuting.
  public let p: Double
  /// Holm's adjustment over all pairs.
  public let pHolm: Double
}
