import Trajectory

/// Decides whether two records are the same.
///
/// There is one implementation, `ExactComparison`; tests put broken ones in its place, to see that the
/// negative controls notice.
public protocol Comparison: Sendable {
  /// The first value in which `actual` differs from `expected`; nil if none does.
  func difference(expected: TrajectoryEvent, actual: TrajectoryEvent) -> Divergence?
  /// The same of the outcomes after `step` updates.
  func difference(expected: TrialOutcome, actual: TrialOutcome, step: Int) -> Divergence?
}

/// Bit for bit: NaN equals the same NaN only, and -0 differs from +0.
public struct ExactComparison: Comparison {
  public init() {}

  public func difference(
    expected: TrialOutcome, actual: TrialOutcome, step: Int
  ) -> Divergence? {
    guard expected != actual else { return nil }
    return Divergence(
      step: step, column: .outcome, expected: expected.rawValue, actual: actual.rawValue)
  }

  public func difference(expected: TrajectoryEvent, actual: TrajectoryEvent) -> Divergence? {
    switch (expected, actual) {
    case (.step(let a), .step(let b)): difference(a, b)
    case (.evaluation(let a), .evaluation(let b)): difference(a, b)
    case (.anchor(let a), .anchor(let b)): difference(a, b)
    default: Divergence(expected: expected, actual: actual)
    }
  }

  /// In the order in which the values come about.
  private func difference(_ expected: StepRecord, _ actual: StepRecord) -> Divergence? {
    let step = expected.step
    guard actual.step == step else {
      return Divergence(expected: .step(expected), actual: .step(actual))
    }
    if expected.batchDigest != actual.batchDigest {
      return Divergence(
        step: step, column: .batchDigest, expected: hex(expected.batchDigest),
        actual: hex(actual.batchDigest))
    }
    if expected.lossBits != actual.lossBits {
      return Divergence(
        step: step, column: .loss, expected: expected.lossBits, actual: actual.lossBits)
    }
    if expected.gradientNormBits != actual.gradientNormBits {
      return Divergence(
        step: step, column: .gradientNorm, expected: expected.gradientNormBits,
        actual: actual.gradientNormBits)
    }
    return nil
  }

  private func difference(
    _ expected: EvaluationRecord, _ actual: EvaluationRecord
  ) -> Divergence? {
    let step = expected.step
    guard actual.step == step, actual.counts.count == expected.counts.count,
      actual.predictions.count == expected.predictions.count,
      actual.logits?.count == expected.logits?.count
    else { return Divergence(expected: .evaluation(expected), actual: .evaluation(actual)) }
    if let (a, b) = expected.logits.flatMap({ a in actual.logits.map { (a, $0) } }),
      let index = zip(a, b).firstDifference({ $0.bitPattern == $1.bitPattern })
    {
      let labels = max(1, a.count / max(1, expected.predictions.count))
      return Divergence(
        step: step, column: .logit, element: "example \(index / labels), class \(index % labels)",
        tensor: "logits", indices: ["example": index / labels, "class": index % labels],
        expected: a[index].bitPattern, actual: b[index].bitPattern)
    }
    if let index = zip(expected.predictions, actual.predictions).firstDifference(==) {
      return Divergence(
        step: step, column: .prediction, element: "example \(index)", tensor: "predictions",
        indices: ["example": index],
        expected: String(expected.predictions[index]), actual: String(actual.predictions[index]))
    }
    if let index = zip(expected.counts, actual.counts).firstDifference(==) {
      let classes = Int(Double(expected.counts.count).squareRoot().rounded())
      let isMatrix = classes * classes == expected.counts.count
      let (gold, predicted) = (index / max(1, classes), index % max(1, classes))
      return Divergence(
        step: step, column: .count,
        element: isMatrix ? "class \(gold) predicted as \(predicted)" : "cell \(index)",
        tensor: "counts",
        indices: isMatrix ? ["gold": gold, "predicted": predicted] : ["cell": index],
        expected: String(expected.counts[index]), actual: String(actual.counts[index]))
    }
    return nil
  }

  private func difference(_ expected: AnchorRecord, _ actual: AnchorRecord) -> Divergence? {
    let step = expected.step
    guard actual.step == step, actual.components.map(\.name) == expected.components.map(\.name)
    else { return Divergence(expected: .anchor(expected), actual: .anchor(actual)) }
    for (a, b) in zip(expected.components, actual.components) where a.digest != b.digest {
      return Divergence(
        step: step, column: .anchor, element: a.name, tensor: a.name,
        expected: a.digest.description, actual: b.digest.description)
    }
    return nil
  }

  private func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension Divergence {
  /// Records of another kind, at another step or of another shape; nil stands for the end.
  init(expected: TrajectoryEvent?, actual: TrajectoryEvent?) {
    let step = min(expected?.step ?? .max, actual?.step ?? .max)
    self.init(
      step: step == .max ? 0 : step, column: .record, expected: expected?.name ?? "the end",
      actual: actual?.name ?? "the end")
  }
}

extension TrajectoryEvent {
  /// The step that the record carries.
  fileprivate var step: Int {
    switch self {
    case .step(let record): record.step
    case .evaluation(let record): record.step
    case .anchor(let record): record.step
    }
  }

  fileprivate var name: String {
    switch self {
    case .step(let record): "step \(record.step)"
    case .evaluation(let record):
      "evaluation at \(record.step) with \(record.counts.count) counts, "
        + "\(record.predictions.count) predictions, \(record.logits?.count ?? 0) logits"
    case .anchor(let record):
      "anchor at \(record.step) of \(record.components.map(\.name).joined(separator: " "))"
    }
  }

  /// How many values the record holds, of those that `schema` has.
  func valueCount(_ schema: RecordSchema) -> Int {
    switch self {
    case .step: schema.stepColumns.count
    case .evaluation(let record):
      record.counts.count + record.predictions.count + (record.logits?.count ?? 0)
    case .anchor(let record): record.components.count
    }
  }
}

extension Sequence {
  /// The place of the first pair that `isEqual` denies.
  fileprivate func firstDifference<A, B>(_ isEqual: (A, B) -> Bool) -> Int?
  where Element == (A, B) {
    for (index, pair) in enumerated() where !isEqual(pair.0, pair.1) { return index }
    return nil
  }
}
