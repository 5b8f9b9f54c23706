/// How much an evaluation records, of how many examples and classes.
public struct EvaluationShape: Sendable, Equatable {
  public let detail: RecordSchema.EvaluationDetail
  /// The number of classes; 0 where it is not needed.
  public let labels: Int
  /// The number of examples; 0 where there are no evaluations.
  public let examples: Int

  public init(_ detail: RecordSchema.EvaluationDetail, labels: Int, examples: Int) {
    self.detail = detail
    self.labels = detail.hasLabels ? labels : 0
    self.examples = detail == .none ? 0 : examples
  }

  /// The number of counts in an evaluation.
  public var countsPerEvaluation: Int {
    switch detail {
    case .none: 0
    case .correct: 2
    case .confusion, .predictions, .logits: labels * labels
    }
  }

  var hasPredictions: Bool { detail == .predictions || detail == .logits }

  /// The number of logits in an evaluation.
  var logitCount: Int { detail == .logits ? labels * examples : 0 }

  /// Bits of one prediction: the least number that holds all classes.
  var predictionBitCount: Int { labels < 2 ? 0 : Int.bitWidth - (labels - 1).leadingZeroBitCount }

  /// Packed predictions of one evaluation.
  var predictionByteCount: Int {
    hasPredictions ? (examples * predictionBitCount + 7) / 8 : 0
  }

  /// The number of values that an evaluation has of a column of counts, classes or logits.
  func width(_ kind: Column.Kind) -> Int {
    switch kind {
    case .count: countsPerEvaluation
    case .label: hasPredictions ? examples : 0
    case .number: logitCount
    case .double, .word, .digest: 0
    }
  }

  /// What is wrong with it.
  var defect: (member: String, reason: String)? {
    guard detail == .none || (1...GoldenFormat.chunkLimit).contains(examples) else {
      return ("developmentExamples", "must be 1 to \(GoldenFormat.chunkLimit)")
    }
    guard !detail.hasLabels || (2...256).contains(labels) else {
      return ("labels", "must be 2 to 256")
    }
    guard detail != .logits || examples * labels <= GoldenFormat.chunkLimit else {
      return ("developmentExamples", "gives more than \(GoldenFormat.chunkLimit) logits")
    }
    return nil
  }
}
