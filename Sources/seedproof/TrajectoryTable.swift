import Experiment
import Scores
import Tasks
import Text
import Training
import Trajectory

/// A trajectory in lines of at most 80 columns: its header, then a line a record.
struct TrajectoryTable {
  private static let width = MemberLines.width
  let head: [String]
  let foot: String
  private let schema: RecordSchema
  private let metric: Metric?

  /// - Parameters:
  ///   - facts: what the golden is known by: names and texts.
  ///   - end: how it ended, in words.
  init(
    _ schema: RecordSchema, header: JSONValue, facts: [(String, String)] = [], end: String = ""
  ) {
    self.schema = schema
    let specification = try? TrialSpecification(header: header, file: nil)
    metric = specification.flatMap { Metric(rawValue: $0.metric) }
    let facts = facts.map { name, text in
      name + String(repeating: " ", count: 9 - name.count) + text
    }
    let titles =
      "update".right(8) + schema.stepTable.map { $0.singular.right(Self.width($0)) }.joined()
    head = facts + ["header"] + MemberLines.lines(header) + ["", titles]
    foot = "outcome  \(end)"
  }

  /// The record in one line.
  func line(_ event: TrajectoryEvent) -> String {
    switch event {
    case .step(let record):
      let fields = schema.stepTable.map { column in
        let isRecorded = schema.stepColumns.contains(column)
        return (isRecorded ? Self.text(event[column]) : "").right(Self.width(column))
      }
      let line = "\(record.step)".right(8) + fields.joined()
      return String(line.reversed().drop { $0 == " " }.reversed())
    case .evaluation(let record):
      let text = "after \(record.step): evaluation, " + score(record)
      let counts = text + "; counts " + record.counts.map(String.init).joined(separator: " ")
      return counts.count <= Self.width ? counts : text
    case .anchor(let record):
      return "after \(record.step): anchor, state \(record.digest.description.prefix(40))..."
    case .series(let record): return line(record)
    }
  }

  private func line(_ record: SeriesRecord) -> String {
    let series = schema.series[record.series]
    let place = "after \(record.step): \(series.name)"
    switch series.form {
    case .mark: return place
    case .binary32, .binary64: return "\(place) \(Self.text(record.values.first))"
    case .digests(let names): return "\(place), \(names.count) digests"
    case .step(let columns):
      let values = zip(columns, record.values).map { "\($0.singular) \(Self.text($1))" }
      return "\(place): \(values.joined(separator: ", "))"
    case .evaluation(let shape):
      guard case .counts(let counts)? = record.values.first else { return place }
      return place + ", " + Self.answered(counts, shape)
    }
  }

  private static func answered(_ counts: [Int], _ shape: EvaluationShape) -> String {
    let right =
      ConfusionCounts(labels: shape.labels, counts: counts)?.correct ?? counts.first ?? 0
    return "\(right) of \(counts.reduce(0, +)) correct"
  }

  private static func width(_ column: Column) -> Int {
    max(column.singular.count + 2, column.kind == .number ? 16 : 10)
  }

  private static func text(_ values: ColumnValues?) -> String {
    switch values {
    case .numbers(let numbers): "\(numbers[0])"
    case .doubles(let numbers): "\(numbers[0])"
    case let values?: values.text(at: 0)
    case nil: ""
    }
  }

  private func score(_ record: EvaluationRecord) -> String {
    let correct = Self.answered(record.counts, schema.shape)
    guard schema.labels > 0,
      let counts = ConfusionCounts(labels: schema.labels, counts: record.counts), counts.total > 0,
      let metric, metric.accepts(labelCount: schema.labels)
    else { return correct }
    return "\(metric.rawValue) \(metric.score(counts).decimals(4)), \(correct)"
  }
}

extension String {
  /// The text at the right of `width` columns, with at least one space before it.
  func right(_ width: Int) -> String {
    String(repeating: " ", count: max(1, width - count)) + self
  }
}
