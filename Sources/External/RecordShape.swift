import Experiment
import Trajectory

/// Which columns a trainer's records have: learned from the first of each kind, or known from a golden.
struct RecordShape: Equatable {
  /// nil where no such record was seen.
  private(set) var stepColumns: [Column]?
  private(set) var evaluation: EvaluationShape?
  private(set) var components: [String]?
  /// In the order of their first records, or as the golden's schema has them.
  private(set) var series: [Series] = []

  init() {}

  /// The shape of a golden's records.
  init(_ schema: RecordSchema) {
    stepColumns = schema.stepColumns
    if schema.evaluation != .none { evaluation = schema.shape }
    if !schema.anchorComponents.isEmpty { components = schema.anchorComponents }
    series = schema.series
  }

  /// The schema of a golden with such records.
  ///
  /// - Throws: `InputError` if the format has no room for it.
  func schema() throws -> RecordSchema {
    try RecordSchema(
      labels: evaluation?.labels ?? 0, developmentExamples: evaluation?.examples ?? 0,
      evaluation: evaluation?.detail ?? .none, stepColumns: stepColumns ?? [Column.steps[0]],
      anchorComponents: components ?? [], series: series)
  }

  /// Takes the shape of a record if it is the first of its kind.
  ///
  /// - Returns: what differs, if the record has another shape than those before it.
  mutating func learn(_ line: RunnerLine) throws -> String? {
    let shape = try RecordShape(line)
    stepColumns = stepColumns ?? shape.stepColumns
    evaluation = evaluation ?? shape.evaluation
    components = components ?? shape.components
    for new in shape.series where !series.contains(where: { $0.name == new.name }) {
      series.append(new)
    }
    return difference(from: shape)
  }

  /// What `line` has that records of this shape lack, or lacks; nil if it has this shape.
  func difference(from line: RunnerLine) throws -> String? {
    try difference(from: RecordShape(line))
  }

  private func difference(from shape: RecordShape) -> String? {
    if let columns = shape.stepColumns, columns != stepColumns {
      return "a step with \(columns.map(\.name).joined(separator: ", "))"
    }
    if let found = shape.evaluation, found != evaluation {
      return "an evaluation with \(found.text)"
    }
    if let names = shape.components, names != components {
      return "an anchor of \(names.joined(separator: ", "))"
    }
    for other in shape.series where !series.contains(other) { return other.text }
    return nil
  }

  /// The shape of one record.
  private init(_ line: RunnerLine) throws {
    switch line {
    case .begin, .end: break
    case .step(let step): stepColumns = step.columns
    case .evaluation(let record): if record.name == nil { evaluation = try EvaluationShape(record) }
    case .anchor(let anchor): components = anchor.components.map(\.name)
    case .series: break
    }
    series = try line.seriesEntry().map { [$0.series] } ?? []
  }
}

extension Series {
  /// What a record of it is called where another one, or none, belongs.
  fileprivate var text: String {
    switch form {
    case .mark: "an update that was \(name)"
    case .binary32: "a scalar '\(name)' of binary32"
    case .binary64: "a scalar '\(name)' of binary64"
    case .evaluation(let shape): "an evaluation '\(name)' with \(shape.text)"
    case .digests(let names): "\(name), of \(names.count) names"
    case .step(let columns): "\(name) with \(columns.map(\.name).joined(separator: ", "))"
    }
  }
}

extension EvaluationShape {
  init(_ record: RunnerLine.Evaluation) throws {
    guard record.isConfusion else {
      guard record.predictions == nil, record.logits == nil else {
        throw RunnerLine.Defect("'predictions' and 'logits' need 'counts', the confusion matrix")
      }
      self.init(.correct, labels: 0, examples: record.counts[0] + record.counts[1])
      return
    }
    let labels = (2...256).first { $0 * $0 == record.counts.count }
    guard let labels else {
      throw RunnerLine.Defect("\(record.counts.count) counts are no confusion matrix")
    }
    guard record.logits == nil || record.predictions != nil else {
      throw RunnerLine.Defect("'logits' need 'predictions'")
    }
    let examples = record.counts.reduce(0, +)
    if let predictions = record.predictions, predictions.count != examples {
      throw RunnerLine.Defect("\(predictions.count) predictions, but \(examples) in 'counts'")
    }
    if let logits = record.logits, logits.count != examples * labels {
      throw RunnerLine.Defect("\(logits.count) logits, not \(examples) x \(labels)")
    }
    self.init(
      record.logits != nil
        ? .logits : record.predictions != nil ? .predictions : .confusion,
      labels: labels, examples: examples)
  }

  fileprivate var text: String {
    let what =
      switch detail {
      case .none: "nothing"
      case .correct: "correct counts"
      case .confusion: "a confusion matrix"
      case .predictions: "predictions"
      case .logits: "logits"
      }
    return what + " of \(examples) examples" + (labels > 0 ? " and \(labels) labels" : "")
  }
}
