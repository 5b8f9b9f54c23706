import Text

/// The form of an exported file.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// Comma-separated values with a header.
  case csv
  /// A JSON object a line.
  case jsonl
  /// A database of SQLite, with a table for each kind of row.
  case sqlite

  /// How every file of this form begins, whatever its rows: only such a file is replaced.
  public var beginning: [UInt8] {
    switch self {
    case .csv: Array("wi,do,".utf8)
    case .jsonl: Array("{\"wi\":".utf8)
    case .sqlite: Array("SQLite format 3\0".utf8)
    }
  }
}

/// Rows as comma-separated values; what is not there is an empty field.
enum CSVLines {
  static func head(_ table: ExportTable) -> String { table.fieldNames.joined(separator: ",") }

  static func line(_ row: [ExportValue], _ table: ExportTable) -> String {
    table.fields(row).map(text).joined(separator: ",")
  }

  private static func text(_ field: ExportField) -> String {
    switch field {
    case .none: ""
    case .integer(let value): String(value)
    case .real(let value, let decimals):
      // As both pandas and R read it.
      value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Inf" : "Inf") : decimals
    case .exact(let text): text
    case .text(let text): Escaping.csv(text)
    }
  }
}

/// Rows as JSON objects in the order of the columns; `null` for what is not there, or has no decimals.
enum JSONLines {
  static func line(_ row: [ExportValue], _ table: ExportTable) -> String {
    JSONValue.ordered(Array(zip(table.fieldNames, table.fields(row).map(value)))).text
  }

  private static func value(_ field: ExportField) -> JSONValue {
    switch field {
    case .none: .null
    case .integer(let value): .integer(value)
    case .real(let value, let decimals): value.isFinite ? .number(decimals) : .null
    case .exact(let text), .text(let text): .string(text)
    }
  }
}
