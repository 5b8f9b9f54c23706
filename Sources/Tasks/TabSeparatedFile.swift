import Files
import Text

/// A file in GLUE's own layout: tab-separated, read without quoting, a quotation mark is a character like any other.
///
/// Lines end with LF or CRLF; the last may have no end. A byte-order mark at the start is skipped.
struct TabSeparatedFile {
  /// A line's number, from 1, and its columns.
  struct Row: Equatable {
    let line: Int
    let columns: [String]
  }

  let path: String
  let digest: Digest
  /// The first line; nil where the format has none.
  let header: [String]?
  /// At least one.
  let rows: [Row]

  /// Reads a file whose lines all have the same number of columns.
  ///
  /// - Parameters:
  ///   - columnCount: columns of each line.
  ///   - hasHeader: whether the first line names the columns.
  /// - Throws: `InputError` naming the file and the line.
  init(_ file: InputFile, columnCount: Int, hasHeader: Bool) throws {
    let path = file.path
    var rows: [Row] = []
    var header: [String]?
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    var rest = Array(file.data)[...]
    if rest.starts(with: mark) { rest = rest.dropFirst(mark.count) }
    var line = 0
    while !rest.isEmpty {
      line += 1
      let end = rest.firstIndex(of: 0x0a)
      var bytes = rest[..<(end ?? rest.endIndex)]
      rest = end.map { rest[($0 + 1)...] } ?? rest[rest.endIndex...]
      if bytes.last == 0x0d { bytes = bytes.dropLast() }
      let columns = try bytes.split(separator: 0x09, omittingEmptySubsequences: false).map {
        guard let text = String(validating: $0, as: UTF8.self) else {
          throw InputError(file: path, place: String(line), "is not UTF-8 text")
        }
        return text
      }
      guard columns.count == columnCount else {
        throw InputError(
          file: path, place: String(line),
          "has \(columns.count) tab-separated \(columns.count == 1 ? "column" : "columns"), "
            + "not \(columnCount)")
      }
      if hasHeader && line == 1 {
        header = columns
      } else {
        rows.append(Row(line: line, columns: columns))
      }
    }
    guard !rows.isEmpty else {
      throw InputError(file: path, line == 0 ? "is empty" : "holds a header and no examples")
    }
    self.path = path
    self.digest = file.digest
    self.header = header
    self.rows = rows
  }

  /// The examples of columns `first`, `second` and `label`.
  ///
  /// - Throws: `InputError` at the line whose label is not one of `labels`.
  func examples(first: Int, second: Int?, label: Int, labels: [String]) throws -> [Example] {
    var classes: [String: Int32] = [:]
    for (index, name) in labels.enumerated() { classes[name] = Int32(index) }
    return try rows.map { row in
      let name = row.columns[label]
      guard let value = classes[name] else {
        let known = labels.prefix(8).joined(separator: ", ") + (labels.count > 8 ? ", ..." : "")
        throw InputError(
          file: path, place: String(row.line),
          "has the label '\(name.prefix(40))', which is none of \(known)")
      }
      return Example(
        first: row.columns[first], second: second.map { row.columns[$0] }, label: value)
    }
  }
}
