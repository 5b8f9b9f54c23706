/// Two-class results on a development set: `truePositives` of the positives and `falsePositives` of the negatives
/// were called positive.
public struct ConfusionCell: Sendable, Hashable {
  public let truePositives: Int
  public let falsePositives: Int
}

/// Numbers of positive and negative examples.
public struct ClassCounts: Sendable, Hashable {
  public let positives: Int
  public let negatives: Int

  /// - Precondition: both from 1 to 1,000,000.
  public init(positives: Int, negatives: Int) {
    precondition(
      (1...1_000_000).contains(positives) && (1...1_000_000).contains(negatives),
      "\(positives) positive, \(negatives) negative")
    self.positives = positives
    self.negatives = negatives
  }
}

/// Scores of two-class results, compared in whole numbers.
extension Metric {
  /// -1, 0 or 1 as the score of `cell` is below, at or above `bound / denominator`.
  func compare(
    _ cell: ConfusionCell, _ classes: ClassCounts, with bound: Int, over denominator: Int
  ) -> Int {
    if self == .mcc { return compareMCC(cell, classes, bound, denominator) }
    let (top, bottom) = fraction(cell, classes)
    let left = Int128(top) * Int128(denominator)
    let right = Int128(bound) * Int128(bottom)
    return left < right ? -1 : left > right ? 1 : 0
  }

  /// The score as a fraction, not reduced.
  ///
  /// - Precondition: one of `reachable`, and not `mcc`, which has a root.
  public func fraction(_ cell: ConfusionCell, _ classes: ClassCounts) -> (Int, Int) {
    let (tp, fp) = (cell.truePositives, cell.falsePositives)
    let accuracy = (tp + classes.negatives - fp, classes.positives + classes.negatives)
    let f1 = (2 * tp, tp + fp + classes.positives)
    switch self {
    case .accuracy: return accuracy
    case .f1: return f1
    case .accuracyAndF1:
      return (accuracy.0 * f1.1 + f1.0 * accuracy.1, 2 * accuracy.1 * f1.1)
    case .mcc, .macroF1, .weightedF1, .balancedAccuracy:
      preconditionFailure("\(rawValue) is no fraction here")
    }
  }

  /// Matthews' correlation as `numerator / sqrt(denominator)`.
  public static func mccParts(
    _ cell: ConfusionCell, _ classes: ClassCounts
  ) -> (numerator: Int, denominator: Int128) {
    let (tp, fp) = (cell.truePositives, cell.falsePositives)
    let (fn, tn) = (classes.positives - tp, classes.negatives - fp)
    return (
      tp * tn - fp * fn,
      Int128((tp + fp) * (tn + fn)) * Int128(classes.positives * classes.negatives)
    )
  }

  /// By signs, then squares: products take up to 256 bits.
  private func compareMCC(
    _ cell: ConfusionCell, _ classes: ClassCounts, _ bound: Int, _ denominator: Int
  ) -> Int {
    var (top, bottom) = Self.mccParts(cell, classes)
    if bottom == 0 { (top, bottom) = (0, 1) }
    if top.signum() != bound.signum() { return top.signum() < bound.signum() ? -1 : 1 }
    if top == 0 { return 0 }
    func square(_ value: Int) -> UInt128 { UInt128(value.magnitude) * UInt128(value.magnitude) }
    let left = square(top).multipliedFullWidth(by: square(denominator))
    let right = square(bound).multipliedFullWidth(by: UInt128(bottom))
    if left == right { return 0 }
    return (left < right ? -1 : 1) * top.signum()
  }
}
