import Foundation
import Scores
import Text

/// A number as it was printed: its digits say how exactly it is known.
public struct PrintedNumber: Sendable, Equatable {
  public let text: String
  public let value: Double
  /// Half a unit of the last digit, and at least what a binary64 cannot tell apart; of 7 to 9 digits, or the very value of a
  /// binary32, what a binary32 cannot.
  public let halfUnit: Double

  /// Reads a decimal number such as `88.0`, `.0608` or `2.0e-06`, of at most 40 characters and below 1e60; nil for anything
  /// else.
  public init?(_ text: String) {
    guard text.utf8.count <= 40, let value = YAMLNumber.number(text), abs(value) < 1e60 else {
      return nil
    }
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let decimals = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let count = decimals.count == 2 ? decimals[1].utf8.count : 0
    self.text = text
    self.value = value
    // A value with 17 digits is the nearest binary64 to what was meant, which a sum before may have missed by some.
    let digits = parts[0].utf8.filter { $0 != 46 && $0 != 45 && $0 != 43 }.drop { $0 == 48 }.count
    // A binary32 may be printed with all digits that it has as a binary64.
    let isSingle = (7...9).contains(digits) || digits > 9 && Double(Float(value)) == value
    let precision = isSingle ? 0x1p-23 : 0x1p-50
    halfUnit = max(0.5 * pow(10, Double(exponent - count)), abs(value) * precision)
  }

  /// A number that is known as exactly as a binary64 is.
  public init(exactly value: Double) {
    text = value.description
    self.value = value
    halfUnit = abs(value) * 0x1p-50
  }

  /// The values that can have been printed so.
  public func values(_ rounding: ReportedScore.Rounding) -> ClosedRange<Double> {
    guard rounding == .truncated else { return value - halfUnit...value + halfUnit }
    return value < 0 ? value - 2 * halfUnit...value : value...value + 2 * halfUnit
  }

  /// Whether one of `values` can have been printed so.
  ///
  /// Sums of binary64 are not exact: a value that misses an end by less than that is let in.
  public func allows(_ values: ClosedRange<Double>, _ rounding: ReportedScore.Rounding) -> Bool {
    let own = self.values(rounding)
    let slack = 1e-12 * max(abs(own.lowerBound), abs(own.upperBound), 1e-300)
    return values.lowerBound <= own.upperBound + slack
      && values.upperBound >= own.lowerBound - slack
  }
}
