import Trajectory
import Verification

/// Whether two records agree within stated tolerances: the statistical lane.
///
/// NaN and infinities agree with the same bits only. Batch digests must be equal, as the order of the data is no
/// matter of rounding. Anchors are digests of the state: that they are there is compared, what they hold is not.
struct ToleranceComparison: Comparison {
  let tolerances: Tolerances

  func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence? {
    ExactComparison().difference(expected: expected, actual: actual, step: step)
  }

  func difference(expected: TrajectoryEvent, actual: TrajectoryEvent) -> Divergence? {
    switch (expected, actual) {
    case (.step(let a), .step(let b)) where a.step == b.step: difference(a, b)
    case (.evaluation(let a), .evaluation(let b)) where a.step == b.step: difference(a, b)
    case (.anchor(let a), .anchor(var b)) where a.step == b.step:
      {
        // With the digests made equal, what is left to differ is the shape.
        if a.components.map(\.name) == b.components.map(\.name) { b.components = a.components }
        return ExactComparison().difference(expected: .anchor(a), actual: .anchor(b))
      }()
    default: ExactComparison().difference(expected: expected, actual: actual)
    }
  }

  private func difference(_ expected: StepRecord, _ actual: StepRecord) -> Divergence? {
    // What agrees is made equal; the exact comparison then finds and words the first difference.
    var actual = actual
    if Self.isNear(expected.loss, actual.loss, relative: tolerances.loss) {
      actual.lossBits = expected.lossBits
    }
    if Self.isNear(
      expected.gradientNorm, actual.gradientNorm, relative: tolerances.gradientNorm)
    {
      actual.gradientNormBits = expected.gradientNormBits
    }
    return ExactComparison().difference(expected: .step(expected), actual: .step(actual))
  }

  private func difference(
    _ expected: EvaluationRecord, _ actual: EvaluationRecord
  ) -> Divergence? {
    var actual = actual
    if expected.counts.count == actual.counts.count {
      for index in actual.counts.indices
      where abs(expected.counts[index] - actual.counts[index]) <= tolerances.count {
        actual.counts[index] = expected.counts[index]
      }
    }
    if expected.predictions.count == actual.predictions.count {
      let changed = zip(expected.predictions, actual.predictions).count { $0 != $1 }
      if changed <= tolerances.prediction { actual.predictions = expected.predictions }
    }
    if let a = expected.logits, var b = actual.logits, a.count == b.count {
      for index in b.indices where Self.isNear(a[index], b[index], absolute: tolerances.logit) {
        b[index] = a[index]
      }
      actual.logits = b
    }
    return ExactComparison().difference(
      expected: .evaluation(expected), actual: .evaluation(actual))
  }

  /// Computed in binary64, where the difference of two binary32 values is nearly exact.
  static func isNear(_ a: Float, _ b: Float, relative: Double) -> Bool {
    isNear(a, b, absolute: relative * max(Double(a.magnitude), Double(b.magnitude)))
  }

  static func isNear(_ a: Float, _ b: Float, absolute: Double) -> Bool {
    if a.bitPattern == b.bitPattern { return true }
    guard a.isFinite, b.isFinite, absolute > 0 else { return false }
    return abs(Double(a) - Double(b)) <= absolute
  }
}
