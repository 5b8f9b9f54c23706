import Scores

/// The predicted class of each development example, for each of several trials.
public struct Predictions: Sendable, Equatable {
  public let labelCount: Int
  /// The class of each example.
  public let gold: [UInt8]
  /// [trials, examples].
  public let trials: [[UInt8]]

  /// - Precondition: each trial has a prediction for each example, at least one, and classes are below `labels`.
  public init(labels: Int, gold: [UInt8], trials: [[UInt8]]) {
    precondition(!gold.isEmpty, "no example")
    precondition(
      trials.allSatisfy { $0.count == gold.count }, "trials differ from \(gold.count) examples")
    precondition(
      gold.allSatisfy { $0 < labels } && trials.allSatisfy { $0.allSatisfy { $0 < labels } },
      "a class beyond \(labels)")
    labelCount = labels
    self.gold = gold
    self.trials = trials
  }

  /// Whether each is right.
  public var correct: [[Bool]] { trials.map { zip($0, gold).map { $0 == $1 } } }

  /// How often `trial` gave each class for each.
  func counts(_ trial: Int) -> ConfusionCounts {
    var counts = ConfusionCounts(labels: labelCount)
    for (label, predicted) in zip(gold, trials[trial]) {
      counts.record(gold: Int(label), predicted: Int(predicted))
    }
    return counts
  }

  /// Jackknife pseudo-values of a trial's score, one for each example: n s - (n - 1) s without it.
  ///
  /// Examples of one class with one prediction have the same. Of accuracy it is 1 or 0, by correctness.
  ///
  /// - Precondition: at least two examples, `metric.accepts(labelCount:)`.
  /// - Source: Tukey 1958; Efron and Tibshirani 1993, section 11.5.
  func pseudoValues(of metric: Metric, trial: Int) -> [Double] {
    let counts = counts(trial)
    let n = Double(gold.count)
    let score = metric.score(counts)
    let byCell = counts.counts.indices.map { cell -> Double in
      guard counts.counts[cell] > 0 else { return 0 }
      var others = counts.counts
      others[cell] -= 1
      let without = ConfusionCounts(labels: labelCount, counts: others)
      return n * score - (n - 1) * (without.map(metric.score) ?? .nan)
    }
    return zip(gold, trials[trial]).map { byCell[Int($0) * labelCount + Int($1)] }
  }
}
