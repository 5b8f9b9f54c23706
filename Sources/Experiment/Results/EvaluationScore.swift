import Scores
import Tasks
import Training
import Trajectory

extension EvaluationRecord {
  /// The confusion matrix; nil unless it counts each development example of the trial once.
  package func confusion(_ specification: TrialSpecification) -> ConfusionCounts? {
    guard
      let confusion = ConfusionCounts(labels: specification.labels.count, counts: counts),
      confusion.total > 0, confusion.total == specification.data.developmentCount
    else { return nil }
    return confusion
  }

  /// The score in the trial's metric; nil where the matrix is not one, or the metric is not for so many classes.
  package func score(_ specification: TrialSpecification) -> Double? {
    guard let confusion = confusion(specification),
      let metric = Metric(rawValue: specification.metric),
      metric.accepts(labelCount: specification.labels.count)
    else { return nil }
    return metric.score(confusion)
  }
}
