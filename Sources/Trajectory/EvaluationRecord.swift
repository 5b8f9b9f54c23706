/// What the model answered on the development set at one point of a trial.
public struct EvaluationRecord: Sendable {
  /// The number of updates done.
  public var step: Int
  /// The confusion matrix, gold-major: `counts[gold * labels + predicted]`; with
  /// `EvaluationDetail.correct` the two counts correct and incorrect.
  public var counts: [Int]
  /// The class predicted for each example; empty where predictions are not kept.
  public var predictions: [UInt8]
  /// Row-major [examples, labels]; nil where logits are not kept.
  public var logits: [Float]?

  public init(step: Int, counts: [Int], predictions: [UInt8] = [], logits: [Float]? = nil) {
    self.step = step
    self.counts = counts
    self.predictions = predictions
    self.logits = logits
  }
}

extension EvaluationRecord: Equatable {
  /// Logits are equal when their bits are: NaN equals itself, and -0 differs from +0.
  public static func == (a: EvaluationRecord, b: EvaluationRecord) -> Bool {
    a.step == b.step && a.counts == b.counts && a.predictions == b.predictions
      && a.logits?.map(\.bitPattern) == b.logits?.map(\.bitPattern)
  }
}
