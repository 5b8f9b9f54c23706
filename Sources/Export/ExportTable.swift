import Experiment
import Text
import Trajectory

/// A table of an export: its columns, and how a trial gives its rows. Every format loops over these columns.
struct ExportTable: Sendable {
  let rows: ExportRows
  let columns: [ExportColumn]
  /// How many of the first columns tell one row from all others.
  let keyCount: Int

  init(_ rows: ExportRows) {
    self.rows = rows
    let key = [ExportColumn("wi", .integer), ExportColumn("do", .integer)]
    switch rows {
    case .trials:
      keyCount = 2
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
        ]
    case .evaluations:
      keyCount = 3
      columns =
        key + [
          ExportColumn("step", .integer), ExportColumn("correct", .integer),
          ExportColumn("total", .integer), ExportColumn("score", .real),
          ExportColumn("counts", .text),
        ]
    case .updates:
      keyCount = 3
      columns =
        key + [ExportColumn("step", .integer)]
        + Column.steps.map { ExportColumn($0.name, $0.kind == .number ? .binary32 : .text) }
    }
  }

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
