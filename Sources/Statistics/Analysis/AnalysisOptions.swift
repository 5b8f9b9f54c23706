/// Which score of a trial counts.
public enum ScoreKind: String, Sendable {
  /// The best over training, as the paper counts.
  case best
  /// The one of the last evaluation.
  case last
}

/// What an analysis may be told.
public struct AnalysisOptions: Sendable {
  /// Which score of a trial counts.
  public var score = ScoreKind.best
  /// Which scores are better.
  public var direction = ScoreDirection.higher
  /// Seed of every random step; printed with the results.
  public var seed: UInt64 = 1
  /// Joint confidence of bands and confidence of intervals.
  public var confidence = 0.95
  /// Random permutations where the exact count is out of reach.
  public var permutationCount = 9_999
  /// Shuffles for the false-positive rate of best against worst.
  public var shuffleCount = 9_999
  /// Random sets of cells with distinct seeds, where the exact count is out of reach.
  public var distinctDrawCount = 20_000
  /// Largest budget of early stopping, in fully trained trials.
  public var largestBudget = 30
  /// Most trials that an early-stopping setting may start.
  public var largestStart = 200
  /// A degenerate run scores at this or worse, by task; the majority baseline where a task is not named.
  public var degenerateThresholds: [String: Double] = [:]

  public init() {}
}
