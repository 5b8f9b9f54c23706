import Text

/// Text with `{}` where a value stands, such as `val_loss:{}`.
///
/// No regular expression: what comes before the mark must stand in the line, then blanks may, then the value up to the
/// next blank, comma or bracket; what comes after the mark must follow.
struct LogPattern {
  private let before: [UInt8]
  private let after: [UInt8]

  /// - Precondition: `isOne`.
  init(_ text: String) {
    precondition(Self.isOne(text), "no pattern: \(text)")
    let bytes = Array(text.utf8)
    let mark = Self.marks(bytes)[0]
    before = Array(bytes[..<mark])
    after = Array(bytes[(mark + 2)...])
  }

  static func isOne(_ text: String) -> Bool {
    let marks = marks(Array(text.utf8))
    return marks.count == 1 && marks[0] > 0
  }

  private static func marks(_ bytes: [UInt8]) -> [Int] {
    bytes.indices.dropLast().filter {
      bytes[$0] == UInt8(ascii: "{") && bytes[$0 + 1] == UInt8(ascii: "}")
    }
  }

  /// The values in `bytes`, with their lines from 1, in their order.
  ///
  /// - Complexity: O(bytes x length of the pattern).
  func values(in bytes: [UInt8]) -> [(line: Int, text: String)] {
    var found: [(line: Int, text: String)] = []
    var line = 1
    var place = 0
    while place < bytes.count {
      if bytes[place] == before[0], bytes[place...].starts(with: before) {
        var start = place + before.count
        while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        var end = start
        while end < bytes.count, !Self.ends.contains(bytes[end]) { end += 1 }
        // What follows the mark ends the value where it stands within it.
        if let first = after.first {
          var cut = start
          while cut < end, !(bytes[cut] == first && bytes[cut...].starts(with: after)) { cut += 1 }
          if cut < bytes.count, bytes[cut...].starts(with: after) { end = cut } else { end = start }
        }
        if end > start, end - start <= 200 {
          found.append((line, String(decoding: bytes[start..<end], as: UTF8.self)))
        }
      }
      if bytes[place] == 0x0a { line += 1 }
      place += 1
    }
    return found
  }

  private static let ends = Set("\u{20}\t\r\n,;)]}\"'".utf8)
}
