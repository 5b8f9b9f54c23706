/// A score as it was printed: the text, so that trailing zeros count, and the true scores that it can stand for.
public struct ReportedScore: Sendable, Equatable {
  /// How the score was cut to its decimals.
  public enum Rounding: Sendable {
    /// Not known: half a unit to either side, both ends included.
    case any
    /// Halves go up: half a unit to either side, without the upper end.
    case halfUp
    /// Decimals were cut off: up to one unit farther from zero.
    case truncated
  }

  public let text: String
  /// Ends of the interval as whole multiples of 1 / `denominator`.
  public let lower: Int
  public let upper: Int
  public let denominator: Int
  public let includesUpper: Bool
  /// What the text counts in: 100 for percent, 1 for shares.
  public let unit: Int

  /// Reads a plain decimal with at most 6 decimals and 9 digits; nil for anything else.
  ///
  /// - Parameter unit: what the text counts in: 100 for percent, 1 for shares.
  public init?(_ text: String, unit: Int = 100, rounding: Rounding = .any) {
    precondition(unit > 0 && unit <= 1_000_000, "unit \(unit)")
    let isNegative = text.hasPrefix("-")
    let parts = (isNegative ? text.dropFirst() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    let digits = parts.joined()
    guard parts.count <= 2, !parts[0].isEmpty, parts.count == 1 || !parts[1].isEmpty,
      digits.utf8.count <= 9, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let magnitude = Int(digits)
    else { return nil }
    let decimals = parts.count == 2 ? parts[1].utf8.count : 0
    guard decimals <= 6 else { return nil }
    var scale = 2 * unit
    for _ in 0..<decimals { scale *= 10 }
    // Half a unit in the last decimal is one.
    let value = 2 * (isNegative ? -magnitude : magnitude)
    self.text = text
    self.unit = unit
    denominator = scale
    if rounding == .truncated {
      // What is printed as zero may lie on either side of it; below zero the far end is let in.
      (lower, upper) = (
        isNegative || value == 0 ? value - 2 : value, isNegative ? value : value + 2
      )
      includesUpper = isNegative
    } else {
      (lower, upper) = (value - 1, value + 1)
      includesUpper = rounding == .any
    }
  }

  /// Whether `numerator / denominator` can have been printed so.
  public func contains(_ numerator: Int, over denominator: Int) -> Bool {
    let value = Int128(numerator) * Int128(self.denominator)
    let top = Int128(upper) * Int128(denominator)
    return Int128(lower) * Int128(denominator) <= value
      && (includesUpper ? value <= top : value < top)
  }

  /// The multiples of 1 / `count` that can have been printed so; nil for none.
  ///
  /// An accuracy of n examples, its maximum, minimum and odd median are multiples of 1 / n; an even median of 1 / 2n;
  /// a mean of m runs of 1 / mn.
  public func multiples(of count: Int) -> ClosedRange<Int>? {
    precondition(count > 0 && count < 1 << 40, "1 / \(count)")
    func ceiling(_ end: Int) -> Int {
      let product = Int128(end) * Int128(count)
      let quotient = product / Int128(denominator)
      return Int(quotient * Int128(denominator) < product ? quotient + 1 : quotient)
    }
    let first = ceiling(lower)
    let past = ceiling(upper)
    let last = includesUpper && contains(past, over: count) ? past : past - 1
    return first <= last ? first...last : nil
  }

  /// Every value that could have been printed with as many decimals, in the same unit, up to the whole unit.
  ///
  /// - Parameters:
  ///   - least: the least score: 0, or -1.
  ///   - limit: the most values.
  /// - Returns: nil if there are more.
  public func valuesAlike(
    from least: Int, rounding: Rounding, limit: Int
  ) -> [ReportedScore]? {
    let decimals =
      text.split(separator: ".").count == 2 ? text.split(separator: ".")[1].utf8.count : 0
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    guard (1 - least) * unit * scale < limit else { return nil }
    return ((least * unit * scale)...(unit * scale)).compactMap { value in
      let (whole, part) = value.magnitude.quotientAndRemainder(dividingBy: UInt(scale))
      let digits = String(part)
      let padded =
        String(repeating: "0", count: decimals - Swift.min(decimals, digits.utf8.count)) + digits
      let text = (value < 0 ? "-" : "") + "\(whole)" + (decimals == 0 ? "" : "." + padded)
      return ReportedScore(text, unit: unit, rounding: rounding)
    }
  }
}
