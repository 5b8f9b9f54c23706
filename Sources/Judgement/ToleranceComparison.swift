import Trajectory

/// Whether two records agree within stated tolerances: the statistical lane.
///
/// NaN and infinities agree with the same bits only. Batch digests must be equal, as the order of the data is no
/// matter of rounding. Anchors are digests of the state: that they are there is compared, what they hold is not.
public struct ToleranceComparison: Comparison {
  let tolerances: Tolerances

  public init(tolerances: Tolerances) { self.tolerances = tolerances }

  public func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
    ExactComparison().difference(expected: expected, actual: actual, step: step)
  }

  /// What agrees is made equal; the exact comparison then finds and words the first difference.
  public func difference(
    expected: TrajectoryEvent, actual: TrajectoryEvent, _ schema: RecordSchema
  ) -> Divergence? {
    var agreed = actual
    for column in schema.table(expected.record) {
      guard let a = expected[column], let b = actual[column], a.count == b.count else { continue }
      agreed = agreed.with(b.agreed(with: a, column, tolerances.bound(column)), in: column)
    }
    return ExactComparison().difference(expected: expected, actual: agreed, schema)
  }

  /// Computed in binary64, where the difference of two binary32 values is nearly exact.
  static func isNear(_ a: Float, _ b: Float, relative: Double) -> Bool {
    a.bitPattern == b.bitPattern || isNear(Double(a), Double(b), relative: relative)
  }

  static func isNear(_ a: Float, _ b: Float, absolute: Double) -> Bool {
    a.bitPattern == b.bitPattern || isNear(Double(a), Double(b), absolute: absolute)
  }

  /// Of binary64 values the difference is rounded once, and compared with the bound as it is rounded.
  static func isNear(_ a: Double, _ b: Double, relative: Double) -> Bool {
    isNear(a, b, absolute: relative * max(a.magnitude, b.magnitude))
  }

  static func isNear(_ a: Double, _ b: Double, absolute: Double) -> Bool {
    if a.bitPattern == b.bitPattern { return true }
    guard a.isFinite, b.isFinite, absolute > 0 else { return false }
    return abs(a - b) <= absolute
  }
}

extension ColumnValues {
  /// These values with those of `expected` in the place of each that is within `bound` of it; of classes, all
  /// where no more than so many examples differ.
  fileprivate func agreed(
    with expected: ColumnValues, _ column: Column, _ bound: Double
  ) -> ColumnValues {
    switch (expected, self) {
    case (.numbers(let a), .numbers(let b)):
      return .numbers(
        zip(a, b).map { a, b in
          let isNear =
            column.tolerance == .relative
            ? ToleranceComparison.isNear(a, b, relative: bound)
            : ToleranceComparison.isNear(a, b, absolute: bound)
          return isNear ? a : b
        })
    case (.doubles(let a), .doubles(let b)):
      return .doubles(
        zip(a, b).map { ToleranceComparison.isNear($0, $1, relative: bound) ? $0 : $1 })
    case (.counts(let a), .counts(let b)):
      return .counts(zip(a, b).map { Double(abs($0 - $1)) <= bound ? $0 : $1 })
    case (.labels, .labels):
      let changed = differences(from: expected)?.count ?? .max
      return Double(changed) <= bound ? expected : self
    case (.digests, .digests): return expected
    default: return self
    }
  }
}
