/// A table of results, before it is drawn for a terminal, a page or a paper.
///
/// Its texts are plain; each renderer escapes all of them for its sink.
struct ReportTable: Sendable, Equatable {
  /// A column's heading and on which side its cells line up.
  struct Column: Sendable, Equatable {
    let heading: String
    let isNumeric: Bool

    /// A column of words, lined up on the left.
    static func words(_ heading: String) -> Column { Column(heading: heading, isNumeric: false) }
    /// A column of numbers, lined up on the right.
    static func numbers(_ heading: String) -> Column { Column(heading: heading, isNumeric: true) }
  }

  /// What the table is called.
  let title: String
  /// What its numbers mean, in full sentences; says of each interval what was resampled.
  let meaning: String
  let columns: [Column]
  /// As many cells as columns in each row.
  let rows: [[String]]
  /// Remarks below the table: methods that were refused, and why.
  let notes: [String]

  /// - Precondition: each row has a cell for each column.
  init(
    _ title: String, meaning: String, columns: [Column], rows: [[String]], notes: [String] = []
  ) {
    for row in rows {
      precondition(
        row.count == columns.count, "\(title): \(row.count) cells, \(columns.count) columns")
    }
    self.title = title
    self.meaning = meaning
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }
}

extension ReportTable.Column: ExpressibleByStringLiteral {
  /// A column of numbers, as most are.
  init(stringLiteral heading: String) { self = .numbers(heading) }
}
