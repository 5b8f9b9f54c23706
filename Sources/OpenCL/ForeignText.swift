/// Text that comes from a driver.
enum ForeignText {
  /// The most characters that are kept of a name.
  static let longestName = 256
  static let longestLine = 200
  static let mostLines = 12

  /// The text of `bytes` up to the first zero, without space around it, and not longer than a name.
  static func name(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    let start = text.drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return String((end.map { start[...$0] } ?? "").prefix(longestName))
  }

  /// The first lines of `log` that say something, each cut to its beginning, joined by line feeds.
  ///
  /// Characters that would move a cursor, reorder text or not be seen are written as `\u{..}`.
  static func firstLines(of log: String) -> String {
    let bytes = log.utf8.prefix { $0 != 0 }
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    let kept = lines.prefix(mostLines).map { line in
      visible(String(line.prefix(longestLine))) + (line.count > longestLine ? " ..." : "")
    }
    let rest = lines.count - kept.count
    return (kept + (rest > 0 ? ["and \(rest) lines more"] : [])).joined(separator: "\n")
  }

  /// `text` as one line that reads the way it is stored.
  static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
        .unassigned:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
