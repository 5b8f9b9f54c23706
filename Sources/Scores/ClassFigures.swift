/// How well one class is told from the others.
public struct ClassFigures: Sendable, Equatable {
  /// Examples of the class, predictions of it, and examples of it that were given it.
  public let goldCount: Int
  public let predictedCount: Int
  public let correctCount: Int

  /// Share of the predictions of the class that are right; 0 where there is none.
  public var precision: Double { Self.share(correctCount, predictedCount) }
  /// Share of the examples of the class that are given it; 0 where there is none.
  public var recall: Double { Self.share(correctCount, goldCount) }
  /// Harmonic mean of both; 0 where the class has neither examples nor predictions.
  public var f1: Double { Self.share(2 * correctCount, goldCount + predictedCount) }

  private static func share(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}

extension ConfusionCounts {
  /// The figures of a class.
  public func figures(_ label: Int) -> ClassFigures {
    ClassFigures(
      goldCount: goldCount(label), predictedCount: predictedCount(label),
      correctCount: self[label, label])
  }
}
