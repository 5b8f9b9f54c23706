import Text

/// Lines that each say one thing: its name, its value, and what the value means.
///
///     mean       0.7097  0.6947 to 0.7248 over fresh seeds, 95% sure, by Student's t
///     SD         0.0121  ...
struct SummaryLines {
  private var lines: [(name: String, value: String, meaning: String)] = []

  /// What each line ends with is a sentence or a part of one; foreign text in it is escaped where it is drawn.
  mutating func add(_ name: String, _ value: String, _ meaning: String) {
    lines.append((name, value, meaning))
  }

  /// The lines below each other, set in by two columns.
  func text(width: Int) -> String {
    let names = lines.map { Escaping.terminal($0.name) }
    let values = lines.map { Escaping.terminal($0.value) }
    let nameWidth = names.map(TextWidth.columns).max() ?? 0
    let valueWidth = values.map(TextWidth.columns).max() ?? 0
    func space(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
    return zip(zip(names, values), lines).map { shown, line in
      let (name, value) = shown
      let head =
        "  " + name + space(nameWidth - TextWidth.columns(name) + 2)
        + space(valueWidth - TextWidth.columns(value)) + value + "  "
      return TextWrap.hanging(head, Escaping.terminal(line.meaning), width: width) + "\n"
    }.joined()
  }

  /// Sentences, each on lines of its own.
  static func paragraphs(_ sentences: [String], width: Int) -> String {
    sentences.map { TextWrap.hanging("", Escaping.terminal($0), width: width) + "\n" }.joined()
  }
}
