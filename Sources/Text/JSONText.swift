/// What every JSON text has in common: lists with commas, and quoted strings.
enum JSONText {
  /// Appends `elements` between `open` and `close`, with commas.
  static func appendList<Elements: Sequence>(
    _ elements: Elements, open: Character, close: Character, to text: inout String,
    write: (Elements.Element, inout String) -> Void
  ) {
    text.append(open)
    var isFirst = true
    for element in elements {
      if !isFirst { text += "," }
      isFirst = false
      write(element, &text)
    }
    text.append(close)
  }

  /// Appends `value` in quotes. Scalars that `isEscaped` names are written as `\uXXXX`, those beyond the basic plane as
  /// a pair; quotes, backslashes, line ends and tabs have short escapes.
  static func appendQuoted(
    _ value: String, to text: inout String, isEscaped: (Unicode.Scalar) -> Bool
  ) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where isEscaped(scalar):
        for unit in String(scalar).utf16 { text += "\\u" + unit.digits(4, radix: 16) }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
