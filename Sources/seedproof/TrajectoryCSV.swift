import Trajectory

/// A trajectory as comma-separated values, one line a record.
///
/// There is a field for each column of the table but the logits, empty where it is not recorded, and one for the
/// state's digest. A trial with series has two more: the name of the series, and the values of its first column.
/// Lists are separated by spaces, and digests carry `0x`, so that a spreadsheet takes neither for a number.
struct TrajectoryCSV {
  private let schema: RecordSchema
  private let columns: [Column]

  init(_ schema: RecordSchema) {
    self.schema = schema
    columns = schema.stepTable + Column.evaluations.filter { $0.kind != .number }
  }

  /// The names of the fields.
  var head: String {
    let ofSeries = schema.series.isEmpty ? [] : ["series", "value"]
    return (["record", "updates"] + columns.map(\.name) + ["anchor"] + ofSeries)
      .joined(separator: ",")
  }

  /// `updates` is the number of the update for a step, and how many were done for the others.
  func line(_ event: TrajectoryEvent) -> String {
    let recorded = Set(schema.columns(event.record))
    let fields = columns.map { column in
      recorded.contains(column) ? event[column].map(Self.text) ?? "" : ""
    }
    var anchor = ""
    if case .anchor(let record) = event { anchor = "0x\(record.digest)" }
    var ofSeries = schema.series.isEmpty ? [] : ["", ""]
    var kind = "\(event.record)"
    if case .series(let record) = event {
      kind = "series"
      ofSeries = [schema.series[record.series].name, record.values.first.map(Self.text) ?? ""]
    }
    return ([kind, "\(event.step)"] + fields + [anchor] + ofSeries).joined(separator: ",")
  }

  private static func text(_ values: ColumnValues) -> String {
    let texts: [String] =
      switch values {
      case .numbers(let numbers): numbers.map { "\($0)" }
      case .doubles(let numbers): numbers.map { "\($0)" }
      case .words, .digests: (0..<values.count).map { "0x" + values.text(at: $0) }
      case .counts, .labels: (0..<values.count).map(values.text)
      }
    return texts.joined(separator: " ")
  }
}
