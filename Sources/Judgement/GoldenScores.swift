/// What the evaluations of a golden score.
public struct GoldenScores: Sendable, Equatable {
  public struct Score: Sendable, Equatable {
    /// Updates done.
    public let step: Int
    /// By the metric, or the share of right answers.
    public let value: Double
    /// Right answers, and all.
    public let correct: Int
    public let total: Int

    public init(step: Int, value: Double, correct: Int, total: Int) {
      self.step = step
      self.value = value
      self.correct = correct
      self.total = total
    }
  }

  /// The name of the trial's metric; nil where a score is the share of right answers, and no more is known.
  public let metric: String?
  /// Of the last evaluation, and the greatest of all, the first of equal ones; nil without any.
  public private(set) var last: Score?
  public private(set) var best: Score?

  public init(metric: String?) { self.metric = metric }

  /// Takes the next evaluation.
  public mutating func append(_ score: Score) {
    last = score
    if score.value > best?.value ?? -.infinity { best = score }
  }
}

/// All that two goldens of a trial tell of a change: what differs first, how far, and what became of the scores.
public struct GoldenChange: Sendable {
  public let difference: GoldenDifference
  public let columns: ColumnDifferences
  public let before: GoldenScores
  public let after: GoldenScores

  public init(
    _ difference: GoldenDifference, _ columns: ColumnDifferences, before: GoldenScores,
    after: GoldenScores
  ) {
    self.difference = difference
    self.columns = columns
    self.before = before
    self.after = after
  }
}
