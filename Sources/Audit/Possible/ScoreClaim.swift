import Scores

/// What a published score is of the runs behind it.
public enum ScoreStatistic: String, Sendable, CaseIterable {
  case one, maximum, minimum, median, mean, ensemble, unknown

  /// Whether several scores of a claim are of the same predictions.
  var isOfOneRun: Bool { self == .one || self == .ensemble }
}

/// The development set of a claim.
public enum ClaimedExamples: Sendable, Equatable {
  /// Two classes.
  case classes(ClassCounts)
  /// So many examples of any classes: for accuracy alone.
  case count(Int)

  public var count: Int {
    switch self {
    case .classes(let classes): classes.positives + classes.negatives
    case .count(let count): count
    }
  }

  /// Those of a task of GLUE, such as `RTE` or `glue/mrpc`; nil for one that is not known.
  public init?(task: String) {
    guard let classes = KnownTask.classes(of: task) else { return nil }
    self = .classes(classes)
  }
}

/// Scores that somebody published for one model on one development set.
public struct ScoreClaim: Sendable {
  public let scores: [Reachability.Claim]
  public let examples: ClaimedExamples
  public let statistic: ScoreStatistic
  /// Runs behind the scores; nil where that is not told.
  public let runs: Int?
  public let rounding: ReportedScore.Rounding

  /// - Precondition: there is a score, every other than accuracy is of two classes, and runs are at least 1.
  public init(
    _ scores: [Reachability.Claim], _ examples: ClaimedExamples, statistic: ScoreStatistic = .one,
    runs: Int? = nil, rounding: ReportedScore.Rounding = .any
  ) {
    precondition(!scores.isEmpty && (runs ?? 1) >= 1, "\(scores.count) scores of \(runs ?? 0) runs")
    if case .count = examples {
      precondition(scores.allSatisfy { $0.metric == .accuracy }, "examples without classes")
    }
    (self.scores, self.examples, self.statistic) = (scores, examples, statistic)
    (self.runs, self.rounding) = (runs, rounding)
  }
}
