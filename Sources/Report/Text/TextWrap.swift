/// Text in lines that a terminal shows whole.
public enum TextWrap {
  /// What every terminal has room for.
  public static let columnCount = 80

  /// `text` broken at spaces into lines of at most `width` columns; a longer word has a line of its own.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, TextWidth.columns(line) + 1 + TextWidth.columns(String(word)) > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }

  /// `text` after `head`, in lines that begin below each other: `power      at most 2 of 9 trials would fail`.
  static func hanging(_ head: String, _ text: String, width: Int = columnCount) -> String {
    let indent = TextWidth.columns(head)
    let margin = String(repeating: " ", count: indent)
    return lines(text, width: width - indent).enumerated()
      .map { ($0.offset == 0 ? head : margin) + $0.element }.joined(separator: "\n")
  }

  /// A sentence, whose further lines are set in.
  static func paragraph(_ text: String, width: Int = columnCount) -> String {
    lines(text, width: width - 4).joined(separator: "\n    ")
  }
}
