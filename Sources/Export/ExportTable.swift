import Experiment
import Scores
import Text
import Trajectory

/// A table of an export: its columns, and how a trial gives its rows. Every format loops over these columns.
struct ExportTable: Sendable {
  let rows: ExportRows
  let columns: [ExportColumn]
  /// How many of the first columns tell one row from all others.
  let keyCount: Int

  /// - Parameter isPerturbed: whether trials are told apart by their perturbation too.
  init(_ rows: ExportRows, isPerturbed: Bool = false) {
    self.rows = rows
    let key =
      [ExportColumn("wi", .integer), ExportColumn("do", .integer)]
      + (isPerturbed ? [ExportColumn("ulps", .integer)] : [])
    switch rows {
    case .trials:
      keyCount = key.count
      columns =
        key + [
          ExportColumn("task", .text), ExportColumn("metric", .text),
          ExportColumn("outcome", .text), ExportColumn("updates", .integer),
          ExportColumn("evaluations", .integer), ExportColumn("anchors", .integer),
          ExportColumn("last_step", .integer), ExportColumn("last_correct", .integer),
          ExportColumn("last_total", .integer), ExportColumn("last_score", .real),
          ExportColumn("best_step", .integer), ExportColumn("best_score", .real),
          ExportColumn("last_loss", .binary32), ExportColumn("content_digest", .text),
          ExportColumn("file", .text),
        ] + Self.metrics.map { ExportColumn("last_\($0.rawValue)", .real) }
    case .evaluations:
      keyCount = key.count + 1
      columns =
        key + [
          ExportColumn("step", .integer), ExportColumn("correct", .integer),
          ExportColumn("total", .integer), ExportColumn("score", .real),
          ExportColumn("counts", .text),
        ] + Self.metrics.map { ExportColumn($0.rawValue, .real) }
    case .classes:
      keyCount = key.count + 2
      columns =
        key + [
          ExportColumn("step", .integer), ExportColumn("class", .integer),
          ExportColumn("name", .text), ExportColumn("examples", .integer),
          ExportColumn("predicted", .integer), ExportColumn("right", .integer),
          ExportColumn("precision", .real), ExportColumn("recall", .real),
          ExportColumn("f1", .real),
        ]
    case .updates:
      keyCount = key.count + 1
      columns =
        key + [ExportColumn("step", .integer)]
        + Column.steps.map { ExportColumn($0.name, $0.kind == .number ? .binary32 : .text) }
    case .series:
      keyCount = key.count + 4
      columns =
        key + [
          ExportColumn("step", .integer), ExportColumn("series", .text),
          ExportColumn("part", .text), ExportColumn("place", .integer),
          ExportColumn("value", .real), ExportColumn("exact", .text),
        ]
    }
  }

  /// What every confusion matrix gives, whatever the metric of the trial is; none that are for two classes only.
  static let metrics = Metric.allCases.filter { $0.accepts(labelCount: 3) }

  /// The names in a file.
  var fieldNames: [String] { columns.flatMap { $0.fields.map(\.name) } }

  /// The fields of a row, as many as there are names.
  ///
  /// - Precondition: the row has a value for each column, of its kind.
  func fields(_ row: [ExportValue]) -> [ExportField] {
    precondition(row.count == columns.count, "\(row.count) values for \(columns.count) columns")
    return zip(row, columns).flatMap { $0.fields($1) }
  }
}

extension SeriesRecord {
  /// The rows of a record: one for each of its values but predictions and logits, and one for a mark.
  func exportedRows(_ schema: RecordSchema) -> [[ExportValue]] {
    let (name, columns) = (schema.series[series].name, schema.columns(.series(series)))
    let place: [ExportValue] = [.integer(step), .text(name)]
    guard !columns.isEmpty else { return [place + [.text(""), .integer(0), .none, .none]] }
    return zip(columns, values).flatMap { column, values -> [[ExportValue]] in
      if column.holdsAnswers, column.kind != .count { return [] }
      let own = column.name == name ? "value" : String(column.name.dropFirst(name.utf8.count + 1))
      return (0..<values.count).map { index in
        place + [.text(own), .integer(index), values.exported(index), values.exact(index)]
      }
    }
  }
}

extension ColumnValues {
  /// A value as a number; none for a digest.
  fileprivate func exported(_ place: Int) -> ExportValue {
    switch self {
    case .numbers(let values): .real(Double(values[place]))
    case .doubles(let values): .real(values[place])
    case .counts(let values): .real(Double(values[place]))
    case .labels(let values): .real(Double(values[place]))
    case .words, .digests: .none
    }
  }

  /// A value as exact text.
  fileprivate func exact(_ place: Int) -> ExportValue {
    switch self {
    case .words, .digests: .text("0x" + text(at: place))
    default: .text(text(at: place))
    }
  }
}

extension TrajectoryEvent {
  /// The values that an update recorded, one for each column of the table of updates.
  func exportedColumns(_ schema: RecordSchema) -> [ExportValue] {
    let recorded = schema.columns(.step)
    return Column.steps.map { column in
      guard recorded.contains(column), let values = self[column], values.count == 1 else {
        return .none
      }
      if case .numbers(let numbers) = values { return .binary32(numbers[0]) }
      return .text("0x" + values.text(at: 0))
    }
  }
}
