/// Where text ends up, and how it is made harmless there.
///
/// Task names, reasons and environment values come from strangers. Every renderer passes every text, foreign or not,
/// through the function of its sink. All of them first make control, bidirectional, invisible and private characters
/// visible as `\u{..}` (`String.printable`), so that a name is one line and reads the way it is stored.
public enum Escaping {
  /// For a line on a terminal or in a log: no control sequence, no reordering. A workflow runner also obeys
  /// `##[command]` within a line.
  public static func terminal(_ text: String) -> String {
    text.printable.replacing("##[", with: "##\\u{5b}")
  }

  /// For HTML text and quoted attributes.
  public static func html(_ text: String) -> String { xml(text) }

  /// For text and quoted attributes of XML 1.0 and SVG, which have no place at all for some characters.
  public static func xml(_ text: String) -> String {
    terminal(text).replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      case _ where scalar.value & 0xfffe == 0xfffe: scalar.escape
      default: nil
      }
    }
  }

  /// For Markdown text and table cells, as GitHub reads it.
  ///
  /// Punctuation becomes numeric references, which never start markup, end a cell or make a link; a zero-width space
  /// after `@` keeps a name from notifying anyone. Between letters or digits, `-`, `_` and `/` stay readable.
  public static func markdown(_ text: String) -> String {
    let scalars = Array(terminal(text).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      if !scalar.isASCII || scalar == " " || markdownIsPlain(scalar, at: index, in: scalars) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "&#\(scalar.value);"
        if scalar == "@" { result += "&#8203;" }
      }
    }
    return result
  }

  private static func markdownIsPlain(
    _ scalar: Unicode.Scalar, at index: Int, in scalars: [Unicode.Scalar]
  ) -> Bool {
    func isDigit(_ index: Int) -> Bool {
      scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
    }
    func isWord(_ index: Int) -> Bool {
      isDigit(index) || scalars.indices.contains(index) && scalars[index].properties.isAlphabetic
    }
    return switch scalar {
    case "-": isWord(index - 1) && isWord(index + 1) || index == 0 && isDigit(1)
    case "_", "/": isWord(index - 1) && isWord(index + 1)
    case ".":
      isDigit(index + 1) || index > 0 && (index + 1 == scalars.count || scalars[index + 1] == " ")
    case ",", ";": index > 0
    case "(", ")", "%", "=", "'": index > 0
    default: isWord(index)
    }
  }

  /// For LaTeX text and `tabular` cells. Characters beyond ASCII stay as they are.
  public static func latex(_ text: String) -> String {
    var result = ""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "\\": result += "\\textbackslash{}"
      case "{", "}", "$", "&", "#", "_", "%": result += "\\\(scalar)"
      case "^": result += "\\textasciicircum{}"
      case "~": result += "\\textasciitilde{}"
      case "<": result += "\\textless{}"
      case ">": result += "\\textgreater{}"
      case "|": result += "\\textbar{}"
      case "\"": result += "\\textquotedbl{}"
      case "`": result += "\\textasciigrave{}"
      // After `\\` a bracket or star would be read as its argument; two hyphens would join.
      case "[", "]", "*": result += "{\(scalar)}"
      // A quotation mark that opens is another than one that closes.
      case "'":
        let opens = result.isEmpty || result.hasSuffix(" ") || result.hasSuffix("(")
        result += opens ? "\\textquoteleft{}" : "'"
      case "-": result += result.hasSuffix("-") ? "{}-" : "-"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// For a CSV field: quoted where needed, and never a formula for a spreadsheet.
  ///
  /// Text whose first character other than a space is `=`, `+`, `-`, `@` or one of their wide forms gets a leading
  /// apostrophe; numbers are not foreign and do not come through here.
  public static func csv(_ text: String) -> String {
    var text = text.printable
    if let first = text.unicodeScalars.first(where: { $0 != " " }),
      "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".unicodeScalars.contains(first)
    {
      text = "'" + text
    }
    guard text.contains(where: { ",;\"".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The message of a workflow command of GitHub; each of `lines` is one line of it.
  ///
  /// - Source: docs.github.com, "Workflow commands for GitHub Actions", and the runner's `ActionCommand`.
  public static func workflowMessage(_ lines: [String]) -> String {
    lines.map { terminal($0).replacing("%", with: "%25") }.joined(separator: "%0A")
  }

  /// A parameter of a workflow command of GitHub.
  public static func workflowParameter(_ text: String) -> String {
    terminal(text).replacing("%", with: "%25").replacing(":", with: "%3A").replacing(
      ",", with: "%2C")
  }
}
