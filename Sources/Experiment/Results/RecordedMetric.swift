import Scores
import Text
import Trajectory

/// Which of the values that a trial records are its scores.
struct RecordedMetric {
  private enum Source {
    /// The evaluations, by the metric of the trial.
    case evaluations
    /// The same, by another metric that their counts give.
    case counted(Metric)
    /// A number at a time, of the series at this place.
    case number(Int)
    /// Answers on a set of examples of their own, of which the right ones count.
    case answers(Int, EvaluationShape)
  }

  let name: String
  private let source: Source

  /// The values of this name in what trials with these conditions record; of no name their evaluations.
  ///
  /// - Throws: `InputError` that lists the names that there are, or says why a series holds no score.
  init(_ name: String?, _ conditions: TrialConditions, file: String) throws {
    let usual = conditions.metric
    guard case .external(_, let schema) = conditions, let name else {
      (self.name, source) = try Self.counted(name ?? usual, conditions, file)
      return
    }
    if let place = schema.series.firstIndex(where: { $0.name == name }) {
      self.name = name
      source = try Self.source(schema.series[place], place, file)
      return
    }
    if name == usual, schema.evaluation != .none {
      (self.name, source) = (usual, .evaluations)
      return
    }
    let own = schema.evaluation == .none ? [] : [usual]
    let names = own + schema.series.filter { $0.form.holdsScores }.map(\.name)
    let shown = names.prefix(20).joined(separator: ", ")
    throw InputError(
      file: file, "its trials record no scores called '\(String(name.prefix(80)).printable)'",
      advice: names.isEmpty
        ? "they record none at all"
        : "there are: " + shown + (names.count > 20 ? " and \(names.count - 20) more" : ""))
  }

  /// The metric that is asked for of evaluations whose counts tell all of them.
  private static func counted(
    _ name: String, _ conditions: TrialConditions, _ file: String
  ) throws -> (String, Source) {
    if name == conditions.metric { return (name, .evaluations) }
    let known = Metric.allCases.filter { $0.accepts(labelCount: conditions.labelCount) }
    guard let metric = known.first(where: { $0.rawValue == name }) else {
      throw InputError(
        file: file,
        "its trials are scored by '\(conditions.metric)', and tell nothing called '\(name.printable)'",
        advice: "there are: " + known.map(\.rawValue).joined(separator: ", "))
    }
    return (name, .counted(metric))
  }

  private static func source(_ series: Series, _ place: Int, _ file: String) throws -> Source {
    switch series.form {
    case .binary32, .binary64: return .number(place)
    case .evaluation(let shape): return .answers(place, shape)
    case .mark, .digests, .step:
      throw InputError(
        file: file, "the series '\(series.name)' holds no scores, but \(series.form.words)",
        advice: "name a series of numbers or of answers")
    }
  }

  /// The name where it says what the scores are; nil for the evaluations, whose metric is known.
  var seriesName: String? {
    switch source {
    case .evaluations, .counted: nil
    case .number, .answers: name
    }
  }

  /// Lowest and highest score; nil of numbers, which may be anything.
  var support: ClosedRange<Double>? {
    switch source {
    case .evaluations: Metric(rawValue: name)?.support ?? 0...1
    case .counted(let metric): metric.support
    case .number: nil
    case .answers: 0...1
    }
  }

  /// After which updates a trial has scores, and these; one that is not finite is nil.
  ///
  /// - Throws: `InputError` of kind malformed where an evaluation gives none.
  func scores(
    of golden: Golden, _ conditions: TrialConditions, file: String
  ) throws -> [(step: Int, score: Double?)] {
    switch source {
    case .evaluations:
      return try golden.evaluations.map { ($0.step, try conditions.score($0, file)) }
    case .counted(let metric):
      return try golden.evaluations.map { ($0.step, try conditions.score($0, file, by: metric)) }
    case .number(let place):
      return golden.series.filter { $0.series == place }.map { record in
        let value: Double? =
          switch record.values.first {
          case .doubles(let values): values.first
          case .numbers(let values): values.first.map(Double.init)
          default: nil
          }
        return (record.step, value.flatMap { $0.isFinite ? $0 : nil })
      }
    case .answers(let place, let shape):
      return try golden.series.filter { $0.series == place }.map { record in
        guard case .counts(let counts)? = record.values.first,
          let (right, total) = TrialConditions.answers(counts, shape), total > 0
        else {
          throw InputError(
            .malformed, file: file, "has an evaluation of '\(name)' without an example")
        }
        return (record.step, Double(right) / Double(total))
      }
    }
  }

  /// The score of a classifier that always gives the commonest class at the last evaluation; nil where the classes are not
  /// recorded.
  func baseline(of golden: Golden, _ conditions: TrialConditions) -> Double? {
    switch source {
    case .evaluations: return golden.evaluations.last.flatMap { conditions.baseline($0) }
    case .counted(let metric):
      return golden.evaluations.last.flatMap { conditions.baseline($0, by: metric) }
    case .number: return nil
    case .answers(let place, let shape):
      guard shape.detail != .correct,
        case .counts(let counts)? = golden.series.last(where: { $0.series == place })?.values.first,
        let confusion = ConfusionCounts(labels: shape.labels, counts: counts), confusion.total > 0
      else { return nil }
      return Metric.accuracy.score(confusion.ofMajority)
    }
  }
}

extension Series.Form {
  /// Whether its records are numbers, or answers of which some are right.
  fileprivate var holdsScores: Bool {
    switch self {
    case .binary32, .binary64, .evaluation: true
    case .mark, .digests, .step: false
    }
  }

  fileprivate var words: String {
    switch self {
    case .mark: "marks"
    case .digests: "digests"
    case .step: "what another process saw of updates"
    case .binary32, .binary64, .evaluation: "scores"
    }
  }
}
