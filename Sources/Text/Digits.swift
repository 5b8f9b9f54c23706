import Foundation

extension BinaryInteger {
  /// The digits, with zeros before them where there are fewer than `count`.
  package func digits(_ count: Int, radix: Int = 10) -> String {
    let digits = String(self, radix: radix)
    return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }
}

extension UInt8 {
  /// Whether it is one of the ASCII digits `0` to `9`.
  @inlinable package var isDigit: Bool { (0x30...0x39).contains(self) }
  /// Whether it is one of the ASCII letters `a` to `z`.
  @inlinable package var isSmallLetter: Bool { (0x61...0x7a).contains(self) }
}

extension StringProtocol {
  /// Whether it is one ASCII digit or several, and nothing else.
  @inlinable package var isDigits: Bool { !isEmpty && utf8.allSatisfy(\.isDigit) }
}

extension Double {
  /// The number with that many decimals, its exact value rounded to nearest; no number is `-0.0`.
  package func decimals(_ count: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    let text = String(format: "%.\(count)f", self)
    return text.hasPrefix("-") && !text.contains(where: { "123456789".contains($0) })
      ? String(text.dropFirst()) : text
  }
}
