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

/// A share in percent, to one decimal: of 10,000 the part 9,996 is 99.9%, and of 1,000,000 the part 1 less than
/// 0.1%. A part is never called the whole, nor something nothing.
///
/// A part greater than the whole, such as trials that no plan mentions, is more than 100%.
///
/// - Precondition: `part` is not negative, `whole` is not 0.
package func percentage(_ part: Int, of whole: Int) -> String {
  precondition(part >= 0 && whole > 0, "\(part) of \(whole)")
  let rounded = (2000 * part + whole) / (2 * whole)
  let tenths = part < whole ? min(rounded, 999) : rounded
  guard tenths > 0 || part == 0 else { return "less than 0.1%" }
  return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
}
