import Scores

/// What the confusion matrices of the last evaluation say beyond the score.
public struct ClassAnalysis: Sendable {
  /// Every metric that is defined for so many classes.
  public let metrics: [(metric: Metric, spread: Spread)]
  /// Class by class.
  public let classes: [ClassSpread]
  /// Trials that have such a matrix.
  public let trialCount: Int
}

/// The figures of one class over trials.
public struct ClassSpread: Sendable {
  /// Its name, or its number where it has none.
  public let name: String
  /// Examples of the class.
  public let exampleCount: Int
  public let precision: Spread
  public let recall: Spread
  public let f1: Spread
}

extension TaskView {
  /// Of trials with a score; those of another development set are not among one task.
  func classes() throws(Refusal) -> ClassAnalysis {
    let counts = scored.compactMap(\.confusion)
    guard counts.count == scored.count, let first = counts.first else {
      throw Refusal("needs the predictions of every trial, as golden files keep them")
    }
    let labels = first.labelCount
    guard
      counts.allSatisfy({ one in
        one.labelCount == labels
          && (0..<labels).allSatisfy { one.goldCount($0) == first.goldCount($0) }
      }), first.total > 0
    else { throw Refusal("trials differ in the classes of their development examples") }
    func spread(_ value: (ConfusionCounts) -> Double) -> Spread { Spread(counts.map(value)) }
    return ClassAnalysis(
      metrics: Metric.allCases.filter { $0.accepts(labelCount: labels) }.map { metric in
        (metric, spread(metric.score))
      },
      classes: (0..<labels).map { label in
        ClassSpread(
          name: task.labelNames.indices.contains(label) ? task.labelNames[label] : "\(label)",
          exampleCount: first.goldCount(label), precision: spread { $0.figures(label).precision },
          recall: spread { $0.figures(label).recall }, f1: spread { $0.figures(label).f1 })
      }, trialCount: counts.count)
  }
}
