/// An exact ratio of small integers, such as a share of trials or an error level.
public struct Ratio: Sendable, Equatable, CustomStringConvertible {
  public let numerator: Int
  public let denominator: Int

  /// - Precondition: 0 <= numerator, 0 < denominator, both below 2^31.
  public init(_ numerator: Int, _ denominator: Int) {
    precondition(
      (0..<1 << 31).contains(numerator) && (1..<1 << 31).contains(denominator),
      "\(numerator)/\(denominator)")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Reads `1/20`, `0.05`, `.05` or `5%`; nil for anything else, and beyond 8 decimals.
  public init?(_ text: some StringProtocol) {
    let percent = text.hasSuffix("%")
    let body = percent ? String(text.dropLast()) : String(text)
    let parts = body.split(separator: "/", omittingEmptySubsequences: false)
    if !percent, parts.count == 2, let top = Self.digits(parts[0]),
      let bottom = Self.digits(parts[1]), bottom > 0
    {
      self.init(top, bottom)
      return
    }
    let places = body.split(separator: ".", omittingEmptySubsequences: false)
    guard places.count <= 2 else { return nil }
    let decimals = places.count == 2 ? String(places[1]) : ""
    guard decimals.count + (percent ? 2 : 0) <= 8,
      let value = Self.digits(places[0] + decimals)
    else { return nil }
    var denominator = percent ? 100 : 1
    for _ in decimals { denominator *= 10 }
    self.init(value, denominator)
  }

  /// 1 - this, in lowest terms; of a confidence the level.
  ///
  /// - Precondition: this is at most 1.
  public var complement: Ratio {
    precondition(numerator <= denominator, "1 - \(self)")
    var (left, right) = (denominator - numerator, denominator)
    while right != 0 { (left, right) = (right, left % right) }
    return Ratio((denominator - numerator) / left, denominator / left)
  }

  /// In percent, with as many decimals as it needs, up to four: `95`, `99.9`.
  public var percent: String {
    let text = (100 * value).decimals(4)
    return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
  }

  public var value: Double { Double(numerator) / Double(denominator) }
  public var description: String { "\(numerator)/\(denominator)" }

  private static func digits(_ text: some StringProtocol) -> Int? {
    text.utf8.count <= 9 && text.isDigits ? Int(text) : nil
  }
}
