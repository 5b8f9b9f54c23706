/// Numbers as an experiment file writes them: decimal digits, as JSON has them; no octal, no
/// underscores, no `.inf`.
enum PlanNumber {
  /// `0` or digits that do not begin with 0, after an optional minus.
  static func integer(_ text: String) -> Int? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    return isWhole(digits) ? Int(text) : nil
  }

  /// A seed, from 0 to 2^32 - 1.
  static func seed(_ text: String) -> UInt32? { isWhole(text[...]) ? UInt32(text) : nil }

  /// The binary64 nearest to a decimal number such as `0.1`, `3`, `2e-5`.
  static func number(_ text: String) -> Double? {
    var rest = text.hasPrefix("-") ? text.dropFirst() : text[...]
    if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      var exponent = rest[rest.index(after: mark)...]
      if exponent.hasPrefix("-") || exponent.hasPrefix("+") { exponent = exponent.dropFirst() }
      guard isDigits(exponent), exponent.utf8.count <= 4 else { return nil }
      rest = rest[..<mark]
    }
    if let point = rest.firstIndex(of: ".") {
      guard isDigits(rest[rest.index(after: point)...]) else { return nil }
      rest = rest[..<point]
    }
    guard isWhole(rest), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isWhole(_ text: Substring) -> Bool {
    isDigits(text) && (text == "0" || !text.hasPrefix("0"))
  }
}
