import Scores
import Text
import Training
import Trajectory

/// What the trials of a folder have in common, and what their evaluations score.
package enum TrialConditions: Equatable {
  /// Of Seedproof's own trainer; the seeds are 0.
  case own(TrialSpecification)
  /// Of another trainer: what it declared of its trials, and what it records.
  case external([String: JSONValue], RecordSchema)

  /// The name of the task.
  package var task: String {
    switch self {
    case .own(let specification): specification.task
    case .external: "external"
    }
  }

  /// Classes of the task; 0 where none are recorded.
  var labelCount: Int {
    switch self {
    case .own(let specification): specification.labels.count
    case .external(_, let schema): schema.labels
    }
  }

  /// What scores are. Of another trainer's trial the right answers are counted, and nothing else is known.
  package var metric: String {
    switch self {
    case .own(let specification): specification.metric
    case .external: Metric.accuracy.rawValue
    }
  }

  /// Of another trainer's golden.
  ///
  /// - Throws: `InputError`: malformed for a golden of another cell than its name says; usage for one that records no
  ///   evaluation.
  static func external(
    of outline: GoldenOutline, cell: Cell, file: String
  ) throws -> TrialConditions {
    let header = outline.header
    let specification = try ExternalSpecification(
      header: header.value, schema: header.schema, file: file)
    guard specification.cell == cell else {
      throw InputError(.malformed, file: file, "is the golden of another cell than its name says")
    }
    guard header.schema.evaluation != .none else {
      throw InputError(
        file: file, "records no evaluation, so that it has no score",
        advice: "let the trainer print lines with 'correct' and 'total'")
    }
    return .external(specification.trial, header.schema)
  }

  /// The score of an evaluation.
  ///
  /// - Throws: `InputError` of kind malformed where the counts give none.
  func score(_ evaluation: EvaluationRecord, _ file: String) throws -> Double {
    switch self {
    case .own(let specification):
      guard let score = evaluation.score(specification) else {
        throw InputError(
          .malformed, file: file,
          "has no confusion matrix of its \(specification.data.developmentCount) examples from which "
            + "the score \(specification.metric) can be counted")
      }
      return score
    case .external(_, let schema):
      guard let (right, total) = Self.answers(evaluation, schema), total > 0 else {
        throw InputError(
          .malformed, file: file, "has an evaluation without an example")
      }
      return Double(right) / Double(total)
    }
  }

  /// The score of a classifier that always gives the commonest class; nil where the classes are not recorded.
  func baseline(_ evaluation: EvaluationRecord) -> Double? {
    switch self {
    case .own(let specification):
      guard let metric = Metric(rawValue: specification.metric),
        let counts = evaluation.confusion(specification)
      else { return nil }
      return metric.score(counts.ofMajority)
    case .external(_, let schema):
      guard schema.evaluation != .correct,
        let counts = ConfusionCounts(labels: schema.labels, counts: evaluation.counts),
        counts.total > 0
      else { return nil }
      return Metric.accuracy.score(counts.ofMajority)
    }
  }

  /// Right answers, and all; nil where the counts are not such.
  private static func answers(
    _ evaluation: EvaluationRecord, _ schema: RecordSchema
  ) -> (right: Int, total: Int)? {
    if schema.evaluation == .correct {
      guard evaluation.counts.count == 2 else { return nil }
      return (evaluation.counts[0], evaluation.counts[0] + evaluation.counts[1])
    }
    return ConfusionCounts(labels: schema.labels, counts: evaluation.counts).map {
      ($0.correct, $0.total)
    }
  }
}

extension TrialSpecification {
  /// What trials that differ in their seeds have in common.
  var withoutSeeds: TrialSpecification {
    var shared = self
    (shared.wi, shared.do, shared.perturbation) = (0, 0, nil)
    return shared
  }
}
