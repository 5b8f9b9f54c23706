/// Records of comma- or tab-separated text (RFC 4180), read strictly.
///
/// Every record has as many fields as the header; quotes may surround a field, not a line break; blank lines are
/// errors, but one final line break is not; a byte-order mark and CRLF are accepted.
struct DelimitedText {
  /// Longest field, in bytes.
  static let fieldLimit = 4096

  /// Names of the columns.
  private(set) var header: [String] = []
  /// Line of the last record read, from 1; 0 before the header.
  private(set) var line = 0
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var position: Int

  /// Reads the header. The delimiter is a tab where the header has one, else a comma.
  init(_ bytes: [UInt8]) throws(TableError) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
    delimiter = first.contains(UInt8(ascii: "\t")) ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    guard let names = try next() else { throw TableError("the table is empty") }
    for (i, name) in names.enumerated() {
      if names[..<i].contains(name) {
        throw TableError("column \(TableError.quoted(name)) comes twice", line: 1)
      }
    }
    header = names
  }

  /// The next record; nil at the end.
  mutating func next() throws(TableError) -> [String]? {
    guard position < bytes.count else { return nil }
    line += 1
    var fields: [String] = []
    while true {
      let (field, isLast) = try field()
      fields.append(field)
      if isLast { break }
    }
    if fields == [""] { throw TableError("the line is empty", line: line) }
    if !header.isEmpty, fields.count != header.count {
      throw TableError(
        "\(fields.count) fields where the header has \(header.count)", line: line)
    }
    return fields
  }

  /// One field and the delimiter or line break after it.
  private mutating func field() throws(TableError) -> (String, isLast: Bool) {
    var content: [UInt8] = []
    let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
    if isQuoted {
      position += 1
      while true {
        guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else {
          throw TableError("a quote is not closed", line: line)
        }
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\"") {
          guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
          position += 1
        }
        content.append(byte)
        try checkLength(content.count)
      }
    }
    let start = position
    while position < bytes.count, bytes[position] != delimiter,
      bytes[position] != UInt8(ascii: "\n")
    {
      position += 1
      try checkLength(position - start)
    }
    var rest = bytes[start..<position]
    let isLast = position == bytes.count || bytes[position] == UInt8(ascii: "\n")
    if position < bytes.count { position += 1 }
    if isLast, rest.last == UInt8(ascii: "\r") { rest.removeLast() }
    if isQuoted, !rest.isEmpty { throw TableError("text follows a closing quote", line: line) }
    if !isQuoted, rest.contains(UInt8(ascii: "\"")) {
      throw TableError("a quote stands inside a field", line: line)
    }
    guard let text = String(validating: content + rest, as: UTF8.self) else {
      throw TableError("a field is not UTF-8", line: line)
    }
    return (text, isLast)
  }

  private func checkLength(_ count: Int) throws(TableError) {
    if count > Self.fieldLimit {
      throw TableError("a field has more than \(Self.fieldLimit) bytes", line: line)
    }
  }
}
