import Text

/// A table that stands in a JSON document: as a list of objects, an object of objects, or an object a line.
///
/// Each object is a row, and its members are columns; of an object of objects the column `name` has the keys, unless they are
/// columns whose members are numbered from 0, as pandas writes them. Members of an object within a row have its name and a dot before theirs. Where members are lists of plain values, all of one length,
/// the object is as many rows, which the column `index` counts from 0.
struct JSONTable {
  /// Largest document, in bytes.
  static let byteLimit = 64 << 20

  /// The same table as comma-separated text, a row a line.
  let text: [UInt8]

  /// Nil for text that does not begin as JSON does.
  ///
  /// - Throws: `TableError` where it is no JSON, or no table.
  init?(_ bytes: [UInt8]) throws(TableError) {
    let start = bytes.first { ![0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf].contains($0) }
    guard start == UInt8(ascii: "{") || start == UInt8(ascii: "[") else { return nil }
    if bytes.count > Self.byteLimit {
      throw TableError("a JSON document has at most \(Self.byteLimit >> 20) MiB")
    }
    var rows: [[String: String]] = []
    for (name, object) in try Self.objects(bytes) { rows += try Self.rows(name, object) }
    // Members have no order of their own.
    let found = Set(rows.flatMap(\.keys))
    let first = ["name", "index"].filter(found.contains)
    let header =
      first
      + found.subtracting(first).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if header.isEmpty { throw Self.noTable }
    let lines = [header] + rows.map { row in header.map { row[$0] ?? "" } }
    text = Array(lines.map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined().utf8)
  }

  private static let noTable = TableError(
    "is JSON, and no table: a table is a list of objects, an object of objects, or an object a line",
    line: 1, advice: "write it so, or as CSV, a row for each trial")

  /// The objects, with their keys where they have some.
  private static func objects(
    _ bytes: [UInt8]
  ) throws(TableError) -> [(name: String?, members: [String: JSONValue])] {
    func members(_ value: JSONValue) -> [String: JSONValue]? {
      if case .object(let members) = value { members } else { nil }
    }
    let whole: JSONValue
    do {
      whole = try JSONParser.parse(bytes, dialect: .foreign)
    } catch {
      return try lines(bytes, error).map { (nil, $0) }
    }
    if let list = whole.array {
      let found = list.compactMap(members)
      guard !found.isEmpty, found.count == list.count else { throw noTable }
      return found.map { (nil, $0) }
    }
    guard let all = members(whole) else { throw noTable }
    let inner = all.compactMapValues(members)
    // A single line of JSON lines is an object too.
    if inner.count < all.count { return [(nil, all)] }
    if let rows = transposed(inner) { return rows }
    return inner.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { ($0.key, $0.value) }
  }

  /// The rows of an object of columns, whose members are numbered from 0; nil where it is none.
  private static func transposed(
    _ columns: [String: [String: JSONValue]]
  ) -> [(name: String?, members: [String: JSONValue])]? {
    let count = columns.values.first?.count ?? 0
    let places = Set((0..<count).map(String.init))
    guard count > 0, columns.keys.contains(where: { Int($0) == nil }),
      columns.values.allSatisfy({ Set($0.keys) == places })
    else { return nil }
    return (0..<count).map { row in (nil, columns.compactMapValues { $0["\(row)"] }) }
  }

  /// An object a line.
  private static func lines(
    _ bytes: [UInt8], _ fault: JSONParser.Failure
  ) throws(TableError) -> [[String: JSONValue]] {
    var found: [[String: JSONValue]] = []
    for (place, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0d }) {
      guard let value = try? JSONParser.parse(line, dialect: .foreign),
        case .object(let members) = value
      else {
        throw TableError(
          found.isEmpty
            ? "is no JSON: \(fault.reason) at byte \(fault.offset)" : "is no JSON object",
          line: place + 1)
      }
      found.append(members)
    }
    return found
  }

  /// One row, or one for each value of its lists.
  private static func rows(
    _ name: String?, _ object: [String: JSONValue]
  ) throws(TableError) -> [[String: String]] {
    var plain: [String: String] = name.map { ["name": $0] } ?? [:]
    var lists: [String: [String]] = [:]
    for (key, value) in object {
      if let text = text(value) {
        plain[key] = text
      } else if let values = value.array {
        let texts = values.compactMap(text)
        // Lists of objects are no column.
        if texts.count == values.count { lists[key] = texts }
      } else if case .object(let inner) = value {
        for (own, value) in inner { plain["\(key).\(own)"] = text(value) }
      }
    }
    let counts = Set(lists.values.map(\.count))
    if counts.isEmpty { return [plain] }
    guard counts.count == 1, let count = counts.first else {
      throw TableError(
        "lists of different lengths stand in one object: "
          + lists.keys.sorted().map { TableError.quoted($0) }.listed(4))
    }
    return (0..<count).map { index in
      var row = plain.merging(lists.mapValues { $0[index] }) { $1 }
      row["index"] = row["index"] ?? "\(index)"
      return row
    }
  }

  /// A plain value as a field; nil of a list and of an object.
  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let text), .string(let text): text
    case .array, .object, .ordered: nil
    }
  }

  private static func field(_ text: String) -> String {
    text.utf8.contains { ",\"\n\r\t".utf8.contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}

extension TableError {
  /// The same of a row of a JSON document: a line of the text that was made of it is no place that people can look at.
  var ofRow: TableError {
    guard let line, line > 1 else { return self }
    return TableError("row \(line - 1): " + reason, column: column, advice: advice)
  }
}
