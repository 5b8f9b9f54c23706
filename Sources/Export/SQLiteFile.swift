import Files
import GRDB
import Text

/// A database of SQLite that is written in one transaction and then left alone.
struct SQLiteFile {
  private let database: Database
  private let tables: [ExportRows: (table: ExportTable, insertion: Statement)]

  /// Writes a database to `path`, an empty file that nobody else uses until it is whole.
  ///
  /// - Parameter body: appends the rows.
  /// - Throws: `InputError` where SQLite cannot write, with `target` for the name; what `body` throws.
  static func write(
    to path: String, target: String, _ tables: [ExportTable], _ body: (SQLiteFile) throws -> Void
  ) throws {
    do {
      // A name such as 'file:x' would be an address for SQLite.
      let queue = try DatabaseQueue(path: path.hasPrefix("/") ? path : "./" + path)
      try queue.inDatabase { database in
        // A journal would protect a file that is thrown away after a crash.
        try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        try database.inTransaction {
          try body(SQLiteFile(database, tables))
          return .commit
        }
      }
      try queue.close()
    } catch let error as DatabaseError {
      throw InputError(
        file: target, "cannot be written: \(error.message ?? "SQLite says \(error.resultCode)")")
    }
  }

  private init(_ database: Database, _ tables: [ExportTable]) throws {
    self.database = database
    var known: [ExportRows: (ExportTable, Statement)] = [:]
    for table in tables {
      try database.execute(sql: table.schema)
      let places = table.fieldNames.map { _ in "?" }.joined(separator: ", ")
      known[table.rows] = (
        table,
        try database.makeStatement(sql: "INSERT INTO \(table.rows.rawValue) VALUES (\(places))")
      )
    }
    self.tables = known
  }

  /// Appends a row to its table.
  func append(_ row: [ExportValue], to rows: ExportRows) throws {
    guard let (table, insertion) = tables[rows] else {
      preconditionFailure("a row of \(rows), which is no table of this file")
    }
    try insertion.execute(arguments: StatementArguments(table.fields(row).map(Self.value)))
  }

  private static func value(_ field: ExportField) -> (any DatabaseValueConvertible)? {
    switch field {
    case .none: nil
    case .integer(let value): value
    // SQLite has no NaN.
    case .real(let value, _): value.isNaN ? nil : value
    case .exact(let text), .text(let text): text
    }
  }
}

extension ExportTable {
  /// The statement that makes the table in a database.
  var schema: String {
    let fields = columns.flatMap(\.fields).map { name, kind in
      let type =
        switch kind {
        case .integer: "INTEGER"
        case .real, .binary32: "REAL"
        case .text: "TEXT"
        }
      return "\"\(name)\" \(type)"
    }
    let key = fieldNames.prefix(keyCount).map { "\"\($0)\"" }.joined(separator: ", ")
    return
      "CREATE TABLE \(rows.rawValue) (\(fields.joined(separator: ", ")), PRIMARY KEY (\(key)))"
  }
}
