/// Cuts bytes that come in pieces into lines, and never holds more than one line.
package struct LineBuffer {
  private let byteLimit: Int
  private var rest: [UInt8] = []

  package init(byteLimit: Int) { self.byteLimit = byteLimit }

  /// The lines that `bytes` completes, without their ends.
  ///
  /// - Returns: nil once a line is longer than the limit.
  package mutating func append(_ bytes: ArraySlice<UInt8>) -> [[UInt8]]? {
    var lines: [[UInt8]] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      guard rest.count + (end - start) <= byteLimit else { return nil }
      lines.append(rest + bytes[start..<end])
      rest = []
      start = end + 1
    }
    guard rest.count + (bytes.endIndex - start) <= byteLimit else { return nil }
    rest += bytes[start...]
    return lines
  }

  /// What stands after the last line end; nil if nothing does.
  package mutating func finish() -> [UInt8]? {
    defer { rest = [] }
    return rest.isEmpty ? nil : rest
  }
}

/// The last bytes of a text that comes in pieces.
package struct TextTail {
  private let byteLimit: Int
  private var bytes: [UInt8] = []
  private var isCut = false

  package init(byteLimit: Int) { self.byteLimit = byteLimit }

  package mutating func append(_ more: ArraySlice<UInt8>) {
    bytes += more.suffix(byteLimit)
    guard bytes.count > byteLimit || more.count > byteLimit else { return }
    isCut = true
    bytes.removeFirst(bytes.count - byteLimit)
  }

  /// Bytes that are no UTF-8 become U+FFFD.
  package var text: String { (isCut ? "..." : "") + String(decoding: bytes, as: UTF8.self) }
}
