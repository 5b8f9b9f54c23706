/// Records of comma- or tab-separated text (RFC 4180).
///
/// Every record has as many fields as the header; quotes may surround a field and the line breaks in it; blank lines
/// are errors, but one final line break is not; a byte-order mark and CRLF are accepted. What a field says is judged by
/// who uses it, and so are quotes in a wrong place.
package struct DelimitedText {
  /// Names of the columns.
  package private(set) var header: [String] = []
  /// First line of the last record read, from 1; 0 before the header.
  package private(set) var line = 0
  /// Fields of the last record whose quotes are in a wrong place, and what is wrong; their text is as it stands there.
  package private(set) var faults: [Int: String] = [:]
  /// Line breaks within the fields of the last record read.
  private var innerLineCount = 0
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var position: Int

  /// Reads the header. The delimiter is a tab where the header has one, else a comma.
  package init(_ bytes: [UInt8]) throws(TableError) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
    delimiter = first.contains(UInt8(ascii: "\t")) ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    guard let names = try next() else { throw TableError("the table is empty") }
    header = names
  }

  /// The next record; nil at the end.
  package mutating func next() throws(TableError) -> [String]? {
    guard position < bytes.count else { return nil }
    line += 1 + innerLineCount
    innerLineCount = 0
    faults = [:]
    var fields: [String] = []
    while true {
      let (field, isLast) = try field(fields.count)
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
  private mutating func field(_ index: Int) throws(TableError) -> (String, isLast: Bool) {
    var content: [UInt8] = []
    let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
    if isQuoted {
      position += 1
      while true {
        guard position < bytes.count else {
          throw TableError("a quote is not closed", line: line)
        }
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\n") { innerLineCount += 1 }
        if byte == UInt8(ascii: "\"") {
          guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
          position += 1
        }
        content.append(byte)
      }
    }
    let start = position
    while position < bytes.count, bytes[position] != delimiter,
      bytes[position] != UInt8(ascii: "\n")
    {
      position += 1
    }
    var rest = bytes[start..<position]
    let isLast = position == bytes.count || bytes[position] == UInt8(ascii: "\n")
    if position < bytes.count { position += 1 }
    if isLast, rest.last == UInt8(ascii: "\r") { rest.removeLast() }
    if isQuoted, !rest.isEmpty { faults[index] = "text follows a closing quote" }
    if !isQuoted, rest.contains(UInt8(ascii: "\"")) {
      faults[index] = "a quote stands inside a field"
    }
    // Bytes that are no UTF-8 become U+FFFD, which nothing that is used may hold.
    return (String(decoding: content + rest, as: UTF8.self), isLast)
  }
}
