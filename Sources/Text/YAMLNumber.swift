/// Numbers as an experiment file writes them: decimal digits, as YAML and editors have them; no octal, no
/// underscores, no `.inf`.
package enum YAMLNumber {
  /// `0` or digits that do not begin with 0, after an optional sign.
  package static func integer(_ text: String) -> Int? {
    isWhole(unsigned(text[...])) ? Int(text) : nil
  }

  /// A seed, from 0 to 2^32 - 1.
  package static func seed(_ text: String) -> UInt32? { isWhole(text[...]) ? UInt32(text) : nil }

  /// The binary64 nearest to a decimal number such as `0.1`, `3`, `2e-5`, `.001`, `5.e-5`.
  package static func number(_ text: String) -> Double? {
    var rest = unsigned(text[...])
    if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      let exponent = unsigned(rest[rest.index(after: mark)...])
      guard exponent.isDigits, exponent.utf8.count <= 4 else { return nil }
      rest = rest[..<mark]
    }
    if let point = rest.firstIndex(of: ".") {
      let (whole, fraction) = (rest[..<point], rest[rest.index(after: point)...])
      // One side of the point may be empty.
      guard fraction.isEmpty ? isWhole(whole) : fraction.isDigits else { return nil }
      rest = whole.isEmpty ? "0" : whole
    }
    guard isWhole(rest), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static func unsigned(_ text: Substring) -> Substring {
    text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text
  }

  private static func isWhole(_ text: Substring) -> Bool {
    text.isDigits && (text == "0" || !text.hasPrefix("0"))
  }
}
