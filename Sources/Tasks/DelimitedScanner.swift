/// Walks over the rows of a text whose fields a byte separates, without a copy.
///
/// Rows end with LF or CRLF; the last may have no end.
struct DelimitedScanner {
  /// Where a field lies, without the quotation marks around it.
  struct Field {
    var range: Range<Int>
    /// Whether it stood in quotation marks.
    var isQuoted = false
    /// Whether two marks in it stand for one.
    var hasDoubledMark = false
  }

  /// Why a text is not of that form.
  struct Failure: Error {
    let line: Int
    let reason: String
  }

  static let mark = UInt8(ascii: "\"")

  let bytes: [UInt8]
  let separator: UInt8
  /// Whether marks around a field, as RFC 4180 has them, are no part of it.
  let readsQuotes: Bool
  private var position: Int
  /// The line, from 1, that the next row begins on.
  private(set) var line = 1
  /// Those of the row that was read last.
  private(set) var fields: [Field] = []

  /// - Parameter start: where the first row begins.
  init(_ bytes: [UInt8], from start: Int, separator: UInt8, readsQuotes: Bool) {
    self.bytes = bytes
    self.separator = separator
    self.readsQuotes = readsQuotes
    position = start
  }

  /// Reads the next row into `fields`.
  ///
  /// - Returns: the line on which the row begins; nil at the end.
  mutating func next() throws(Failure) -> Int? {
    guard position < bytes.count else { return nil }
    fields.removeAll(keepingCapacity: true)
    let first = line
    while true {
      let isEnd =
        readsQuotes && position < bytes.count && bytes[position] == Self.mark
        ? try quoted() : plain()
      if isEnd { break }
    }
    line += 1
    return first
  }

  /// Reads a field up to a separator or the end of the line; whether it was the line's last.
  private mutating func plain() -> Bool {
    let start = position
    while position < bytes.count, bytes[position] != separator, bytes[position] != 0x0a {
      position += 1
    }
    var end = position
    let isEnd = position == bytes.count || bytes[position] == 0x0a
    if isEnd, end > start, bytes[end - 1] == 0x0d { end -= 1 }
    fields.append(Field(range: start..<end))
    position = min(position + 1, bytes.count)
    return isEnd
  }

  private mutating func quoted() throws(Failure) -> Bool {
    let opening = line
    position += 1
    var field = Field(range: position..<position, isQuoted: true)
    while true {
      guard position < bytes.count else {
        throw Failure(line: opening, reason: "a quotation mark is not closed")
      }
      let byte = bytes[position]
      position += 1
      if byte == 0x0a { line += 1 }
      guard byte == Self.mark else { continue }
      guard position < bytes.count, bytes[position] == Self.mark else { break }
      field.hasDoubledMark = true
      position += 1
    }
    field.range = field.range.lowerBound..<position - 1
    fields.append(field)
    if position == bytes.count { return true }
    if bytes[position] == separator {
      position += 1
      return false
    }
    if bytes[position] == 0x0d, position + 1 == bytes.count || bytes[position + 1] == 0x0a {
      position += 1
    }
    guard position == bytes.count || bytes[position] == 0x0a else {
      throw Failure(line: line, reason: "text follows a closing quotation mark")
    }
    position = min(position + 1, bytes.count)
    return true
  }

  /// The field's bytes, a doubled mark as one.
  func content(_ field: Field) -> [UInt8] {
    guard field.hasDoubledMark else { return Array(bytes[field.range]) }
    var content: [UInt8] = []
    var isSecond = false
    for byte in bytes[field.range] {
      isSecond = byte == Self.mark && !isSecond
      if !isSecond { content.append(byte) }
    }
    return content
  }
}
