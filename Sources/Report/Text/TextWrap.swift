/// Text in lines that a terminal shows whole.
public enum TextWrap {
  /// What every terminal has room for.
  public static let columnCount = 80

  /// `text` broken at spaces into lines of at most `width` columns; a longer word has a line of its own.
  ///
  /// No line but the first begins with what GitHub's runner would take for a command, which may have spaces before it:
  /// such a word ends a longer line.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, TextWidth.columns(line) + 1 + TextWidth.columns(String(word)) > width,
        mayBegin(word)
      {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }

  /// `line` in lines of at most `width` columns, of which the further ones are set in by four spaces more.
  ///
  /// A longer word, and one that would be taken for a command, are as in `lines`.
  public static func fitted(_ line: String, width limit: Int = columnCount) -> String {
    guard TextWidth.columns(line) > limit else { return line }
    let margin = String(repeating: " ", count: line.prefix { $0 == " " }.count + 4)
    var lines: [String] = []
    var (current, width, isEmpty) = ("", 0, true)
    for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      let wordWidth = TextWidth.columns(String(word))
      if width + 1 + wordWidth > limit, !isEmpty, mayBegin(word) {
        while current.last == " " { current.removeLast() }
        lines.append(current)
        (current, width, isEmpty) = (margin + word, margin.utf8.count + wordWidth, false)
      } else {
        current += (index == 0 ? "" : " ") + word
        width += (index == 0 ? 0 : 1) + wordWidth
        isEmpty = isEmpty && word.isEmpty
      }
    }
    return (lines + [current]).joined(separator: "\n")
  }

  /// Whether a line may begin with `word`: commands begin with `::` or `##[`, whatever space is before them.
  private static func mayBegin(_ word: Substring) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    return first != ":" && first != "#" && !first.properties.isWhitespace
  }

  /// `text` after `head`, in lines that begin below each other: `power      at most 2 of 9 trials would fail`.
  static func hanging(_ head: String, _ text: String, width: Int = columnCount) -> String {
    let indent = TextWidth.columns(head)
    let margin = String(repeating: " ", count: indent)
    return lines(text, width: width - indent).enumerated()
      .map { ($0.offset == 0 ? head : margin) + $0.element }.joined(separator: "\n")
  }

  /// A sentence, whose further lines are set in.
  public static func paragraph(_ text: String, width: Int = columnCount) -> String {
    lines(text, width: width - 4).joined(separator: "\n    ")
  }
}
