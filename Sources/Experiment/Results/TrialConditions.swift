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

  /// Whether that says what the data are; one's own, and another trainer's, are told apart by their plans alone.
  var namesTask: Bool {
    if case .own(let specification) = self { specification.task != "tsv" } else { false }
  }

  /// The names of the classes; none where they are not recorded.
  var labelNames: [String] {
    if case .own(let specification) = self { specification.labels } else { [] }
  }

  /// How often each class was given for each; nil where only right and wrong answers are recorded.
  func confusion(_ evaluation: EvaluationRecord) -> ConfusionCounts? {
    switch self {
    case .own(let specification): evaluation.confusion(specification)
    case .external(_, let schema):
      schema.shape.detail == .correct
        ? nil : ConfusionCounts(labels: schema.labels, counts: evaluation.counts)
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
  /// - Parameter needsEvaluations: scores are its evaluations, and no values under a name of their own.
  /// - Throws: `InputError`: malformed for a golden of another cell than its name says; usage for one that records no
  ///   evaluation, where scores are these.
  static func external(
    of outline: GoldenOutline, cell: Cell, file: String, needsEvaluations: Bool
  ) throws -> TrialConditions {
    let header = outline.header
    let specification = try ExternalSpecification(
      header: header.value, schema: header.schema, file: file)
    guard specification.cell == cell else {
      throw InputError(.malformed, file: file, "is the golden of another cell than its name says")
    }
    guard header.schema.evaluation != .none || !needsEvaluations else {
      throw InputError(
        file: file, "records no evaluation, so that it has no score",
        advice: header.schema.series.isEmpty
          ? "let the trainer print lines with 'correct' and 'total'"
          : "name values that it recorded with --metric")
    }
    return .external(specification.trial, header.schema)
  }

  /// The score of an evaluation.
  ///
  /// - Parameter other: a metric in the place of the trial's own; not for another trainer's.
  /// - Throws: `InputError` of kind malformed where the counts give none.
  func score(
    _ evaluation: EvaluationRecord, _ file: String, by other: Metric? = nil
  ) throws -> Double {
    switch self {
    case .own(var specification):
      specification.metric = other?.rawValue ?? specification.metric
      guard let score = evaluation.score(specification) else {
        throw InputError(
          .malformed, file: file,
          "has no confusion matrix of its \(specification.data.developmentCount) examples from which "
            + "the score \(specification.metric) can be counted")
      }
      return score
    case .external(_, let schema):
      guard let (right, total) = Self.answers(evaluation.counts, schema.shape), total > 0 else {
        throw InputError(
          .malformed, file: file, "has an evaluation without an example")
      }
      return Double(right) / Double(total)
    }
  }

  /// The score of a classifier that always gives the commonest class; nil where the classes are not recorded.
  func baseline(_ evaluation: EvaluationRecord, by other: Metric? = nil) -> Double? {
    switch self {
    case .own(let specification):
      guard let metric = other ?? Metric(rawValue: specification.metric),
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
  static func answers(
    _ counts: [Int], _ shape: EvaluationShape
  ) -> (right: Int, total: Int)? {
    if shape.detail == .correct {
      guard counts.count == 2 else { return nil }
      return (counts[0], counts[0] + counts[1])
    }
    return ConfusionCounts(labels: shape.labels, counts: counts).map {
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
