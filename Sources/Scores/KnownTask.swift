/// What is known of the classification tasks that the paper uses.
package struct KnownTask: Sendable {
  /// Score of a classifier that always gives the commonest class of the development set.
  package let majorityBaseline: Double
  package let support: ClosedRange<Double>
  package let metric: Metric
  /// Nothing says the metric but the name of the task, which is usually scored so.
  package let isAssumed: Bool
  /// Examples of the development set, where a score is the share of right answers; else nil.
  package let exampleCount: Int?

  /// The task that `name` means, such as `rte`, `glue/RTE`, `sst` or `SST-2`, with the metric that the name of the score's
  /// column tells, else the task's usual one; nil for other tasks, where task and metric do not go together, and where
  /// a score lies outside the support, as percentages do.
  package init?(name: String, column: String, scores: [Double]) {
    let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    guard let set = Self.developmentSets[last] else { return nil }
    guard let told = ColumnMetric(column) else { return nil }
    let metric = told.metric ?? set.usual
    guard let baseline = set.baseline(metric) else { return nil }
    majorityBaseline = baseline
    support = metric == .mcc ? -1...1 : 0...1
    self.metric = metric
    isAssumed = told.metric == nil
    exampleCount = metric == .accuracy ? set.count : nil
    if !scores.allSatisfy(support.contains) { return nil }
  }

  /// The classes of the development set of a task; nil for one that is not known. Class 1 is positive.
  package static func classes(of task: String) -> ClassCounts? {
    let last = task.split(separator: "/").last.map { $0.lowercased() } ?? ""
    return developmentSets[last].map(\.classes)
  }

  private static let developmentSets: [String: DevelopmentSet] = {
    let sst = DevelopmentSet(count: 872, commonest: 444, usual: .accuracy)
    return [
      "rte": DevelopmentSet(count: 277, commonest: 146, isPositive: false, usual: .accuracy),
      "mrpc": DevelopmentSet(count: 408, commonest: 279, usual: .accuracyAndF1),
      "cola": DevelopmentSet(count: 1043, commonest: 721, usual: .mcc),
      "sst": sst, "sst-2": sst, "sst2": sst,
    ]
  }()
}

/// A development set by its numbers of examples.
private struct DevelopmentSet {
  let count: Int
  /// Of the commonest class.
  let commonest: Int
  /// Whether the commonest class is the one that F1 is of.
  var isPositive = true
  let usual: Metric

  var classes: ClassCounts {
    let positives = isPositive ? commonest : count - commonest
    return ClassCounts(positives: positives, negatives: count - positives)
  }

  /// The score of always giving the commonest class; nil for F1 where that is not the positive one.
  func baseline(_ metric: Metric) -> Double? {
    guard isPositive || metric == .accuracy || metric == .mcc else { return nil }
    let counts = ConfusionCounts(labels: 2, counts: [count - commonest, 0, 0, commonest])
    return counts.map { metric.score($0.ofMajority) }
  }
}

/// What the name of a column says of the scores in it.
private struct ColumnMetric {
  /// Nil where the name says nothing.
  let metric: Metric?

  /// Nil for a score that is none of the metrics, such as an average over classes.
  init?(_ column: String) {
    let words = Set(column.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    func has(_ names: Set<String>) -> Bool { !words.isDisjoint(with: names) }
    let accuracy = has(["acc", "accuracy"])
    let f1 = has(["f1"])
    let mcc = has(["mcc", "matthews", "matthewscorr"])
    if has(["macro", "micro", "weighted", "balanced"]) || mcc && (accuracy || f1) { return nil }
    metric = mcc ? .mcc : accuracy ? (f1 ? .accuracyAndF1 : .accuracy) : f1 ? .f1 : nil
  }
}
