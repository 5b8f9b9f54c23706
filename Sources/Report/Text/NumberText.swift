import Foundation
import Text

/// Numbers as a reader wants them.
enum NumberText {
  /// What stands where there is no number.
  static let none = "-"

  /// `value` with `decimals` digits after the point.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    value.isFinite ? value.decimals(decimals) : none
  }

  /// `value` with `digits` significant digits; in scientific form where plain digits would be long.
  static func significant(_ value: Double, _ digits: Int = 3) -> String {
    guard value.isFinite else { return none }
    if value == 0 { return "0" }
    // Of the rounded number, so that neighbours are in one form.
    let text = String(format: "%.\(digits - 1)e", value)
    let exponent = text.split(separator: "e").last.flatMap { Int($0) } ?? 0
    guard (-4..<6).contains(exponent) else { return text }
    return fixed(value, max(0, digits - 1 - exponent))
  }

  /// A probability: four decimals, or two digits and a power of ten below 0.001.
  static func probability(_ value: Double) -> String {
    guard value.isFinite else { return none }
    return value > 0 && value < 0.001 ? String(format: "%.1e", value) : fixed(value, 4)
  }

  /// A share as a percentage with one decimal; with more where one would make it 0, down to a millionth.
  static func percent(_ value: Double) -> String {
    let isSmall = abs(value) < 0.0005 && abs(value) >= 0.000001
    return (isSmall ? significant(value * 100, 1) : fixed(value * 100, 1)) + "%"
  }
}

/// How the scores of a task are written: enough decimals to tell neighbours apart, the same in a whole column.
struct ScoreFormat: Equatable {
  /// Digits after the point.
  let decimals: Int

  /// For scores no larger than `magnitude`: shares get four decimals, percentages two, counts one; more where `spread`
  /// has no two digits then, and for counts none where it has more.
  ///
  /// - Parameter spread: standard deviation of the scores; 0 where it is not known, or nothing varies.
  init(magnitude: Double, spread: Double = 0) {
    let usual = magnitude <= 2 ? 4 : magnitude <= 200 ? 2 : 1
    // What is left of equal scores by rounding is no spread.
    guard spread > 1e-11 * magnitude, spread.isFinite else {
      decimals = usual
      return
    }
    let bySpread = 1 - Int(log10(spread).rounded(.down))
    // A number has no more than 15 digits.
    let most = max(0, 15 - Int(log10(max(1, magnitude)).rounded(.up)))
    decimals = min(most, max(0, magnitude <= 200 ? max(usual, bySpread) : bySpread))
  }

  /// `value` in this format.
  func text(_ value: Double) -> String { NumberText.fixed(value, decimals) }

  /// `value`, or a hyphen.
  func text(_ value: Double?) -> String { value.map(text) ?? NumberText.none }

  /// `value` with its sign, for a difference.
  func signed(_ value: Double) -> String {
    let text = text(value)
    return value > 0 && text.contains(where: { "123456789".contains($0) }) ? "+" + text : text
  }
}
