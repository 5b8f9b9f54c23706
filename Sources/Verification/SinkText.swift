import Files

/// Text of strangers (paths, reasons) made harmless for the places where a report ends up.
///
/// Each form first makes control, bidirectional and invisible characters visible, see `String.printable`.
enum SinkText {
  /// A line on a terminal or in a log. A workflow runner also obeys `##[command]` within a line.
  static func line(_ text: String) -> String {
    text.printable.replacing("##[", with: "##\\u{5b}")
  }

  /// Text and quoted attributes of XML 1.0, which has no place at all for some characters.
  static func xml(_ text: String) -> String {
    var result = ""
    for scalar in line(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case _ where scalar.value & 0xfffe == 0xfffe:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text and table cells of Markdown as GitHub reads it: all ASCII but letters, digits and spaces
  /// becomes numeric references, which neither start markup nor end a cell nor make a link.
  static func markdown(_ text: String) -> String {
    var result = ""
    for scalar in line(text).unicodeScalars {
      let isPlain = !scalar.isASCII || scalar.properties.isAlphabetic
      if isPlain || scalar == " " || ("0"..."9").contains(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "&#\(scalar.value);"
        // A zero-width space keeps a name from notifying anyone.
        if scalar == "@" { result += "&#8203;" }
      }
    }
    return result
  }

  /// The message of a workflow command of GitHub; each of `lines` is one line of it.
  ///
  /// - Source: docs.github.com, "Workflow commands for GitHub Actions", and the runner's `ActionCommand`.
  static func workflowMessage(_ lines: [String]) -> String {
    lines.map { line($0).replacing("%", with: "%25") }.joined(separator: "%0A")
  }

  /// A parameter of a workflow command of GitHub.
  static func workflowParameter(_ text: String) -> String {
    line(text).replacing("%", with: "%25").replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
