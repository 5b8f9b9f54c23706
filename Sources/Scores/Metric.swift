/// How a task is scored. Every score is a function of integer counts.
public enum Metric: String, Sendable, CaseIterable {
  /// Share of correct predictions.
  case accuracy
  /// F1 of class 1, of two classes.
  case f1
  /// The mean of accuracy and F1, as MRPC was scored by Dodge et al. 2020.
  case accuracyAndF1 = "acc_and_f1"
  /// Matthews' correlation coefficient.
  case mcc
  /// The mean over classes of each one's F1.
  case macroF1 = "macro_f1"
  /// The same, each class weighing as many examples as it has.
  case weightedF1 = "weighted_f1"
  /// The mean over classes that have examples of the share of them that is right.
  case balancedAccuracy = "balanced_accuracy"

  /// Those of which it is known which values a development set can give.
  public static let reachable: [Metric] = [.accuracy, .f1, .accuracyAndF1, .mcc]

  /// Lowest and highest value.
  public var support: ClosedRange<Double> { self == .mcc ? -1...1 : 0...1 }

  /// Whether the metric is defined for so many classes.
  public func accepts(labelCount: Int) -> Bool {
    switch self {
    case .accuracy, .mcc, .macroF1, .weightedF1, .balancedAccuracy: labelCount >= 2
    case .f1, .accuracyAndF1: labelCount == 2
    }
  }

  /// The score, in 0...1 (MCC: -1...1).
  ///
  /// - Edge cases: F1 without positives, true or predicted, is 0; MCC is 0 where its denominator is 0. A class without
  ///   examples that no prediction names has the F1 0; balanced accuracy leaves it out.
  /// - Rounding: counts are summed as integers; then one binary64 division, or a square root before it; means over
  ///   classes are sums of such quotients in the order of the classes.
  /// - Precondition: at least one example was counted; `accepts(labelCount:)`.
  public func score(_ c: ConfusionCounts) -> Double {
    precondition(c.total > 0, "no example was counted")
    precondition(accepts(labelCount: c.labelCount), "\(rawValue) of \(c.labelCount) labels")
    return switch self {
    case .accuracy: Metric.accuracy(c)
    case .f1: Metric.f1(c)
    case .accuracyAndF1: (Metric.accuracy(c) + Metric.f1(c)) / 2
    case .mcc: Metric.correlation(c)
    case .macroF1:
      (0..<c.labelCount).reduce(0) { $0 + c.figures($1).f1 } / Double(c.labelCount)
    case .weightedF1:
      (0..<c.labelCount).reduce(0) { $0 + Double(c.goldCount($1)) * c.figures($1).f1 }
        / Double(c.total)
    case .balancedAccuracy: Metric.balancedAccuracy(c)
    }
  }

  private static func balancedAccuracy(_ c: ConfusionCounts) -> Double {
    let present = (0..<c.labelCount).filter { c.goldCount($0) > 0 }
    return present.reduce(0) { $0 + c.figures($1).recall } / Double(present.count)
  }

  private static func accuracy(_ c: ConfusionCounts) -> Double {
    Double(c.correct) / Double(c.total)
  }

  private static func f1(_ c: ConfusionCounts) -> Double {
    let denominator = 2 * c.truePositives + c.falsePositives + c.falseNegatives
    return denominator == 0 ? 0 : Double(2 * c.truePositives) / Double(denominator)
  }

  /// Matthews' coefficient for any number of classes; of two, it is
  /// (tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn)).
  ///
  /// - Source: Gorodkin 2004, "Comparing two K-category assignments by a K-category correlation
  ///   coefficient".
  private static func correlation(_ c: ConfusionCounts) -> Double {
    let total = c.total
    var covariance = c.correct * total
    var predictedVariance = total * total
    var goldVariance = total * total
    for label in 0..<c.labelCount {
      let gold = c.goldCount(label)
      let predicted = c.predictedCount(label)
      covariance -= gold * predicted
      predictedVariance -= predicted * predicted
      goldVariance -= gold * gold
    }
    guard predictedVariance > 0, goldVariance > 0 else { return 0 }
    return Double(covariance) / (Double(predictedVariance) * Double(goldVariance)).squareRoot()
  }
}
