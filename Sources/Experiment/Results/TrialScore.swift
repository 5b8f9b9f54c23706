import Scores
import Training
import Trajectory

/// The last score of a trial, as the ledger notes it; the golden has the counts that it follows from.
public struct TrialScore: Sendable, Equatable {
  public var value: Double
  /// Whether it is at or below the score of a classifier that always gives the commonest class.
  public var isDegenerate: Bool

  public init(value: Double, isDegenerate: Bool) {
    self.value = value
    self.isDegenerate = isDegenerate
  }

  /// The score of an evaluation; nil if it has none.
  public init?(_ evaluation: EvaluationRecord, _ specification: TrialSpecification) {
    guard let metric = Metric(rawValue: specification.metric),
      let value = evaluation.score(specification),
      let counts = evaluation.confusion(specification)
    else { return nil }
    self.init(value: value, isDegenerate: value <= metric.score(counts.ofMajority))
  }
}
