import Files

/// How far values may be apart in the statistical lane.
///
/// Text such as `loss=1e-4,gradientNorm=1e-3,count=2`. What is not named must be equal.
public struct Tolerances: Sendable, Equatable, CustomStringConvertible {
  /// The difference of two losses or norms over the greater magnitude.
  public private(set) var loss = 0.0
  public private(set) var gradientNorm = 0.0
  /// The difference of two logits.
  public private(set) var logit = 0.0
  /// The difference of two counts in a cell of an evaluation.
  public private(set) var count = 0
  /// Examples of an evaluation whose predictions differ.
  public private(set) var prediction = 0
  /// As it was stated.
  public let description: String

  /// One for all numbers, relative to the greater magnitude; counts and predictions must be equal.
  init(relative: Double) {
    description = "loss=\(relative),gradientNorm=\(relative)"
    (loss, gradientNorm) = (relative, relative)
  }

  /// - Throws: `InputError` that says what is wrong with the text.
  public init(_ text: String) throws {
    description = text
    var seen: Set<String> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard pieces.count == 2, TolerantColumn(rawValue: pieces[0]) != nil else {
        throw Self.failure("'\(part.prefix(60))' is no tolerance")
      }
      guard seen.insert(pieces[0]).inserted else {
        throw Self.failure("'\(pieces[0])' stands twice")
      }
      try set(pieces[0], pieces[1])
    }
  }

  private mutating func set(_ name: String, _ text: String) throws {
    let isCount = name == "count" || name == "prediction"
    let whole = Int(text).flatMap { 0...1_000_000_000 ~= $0 ? $0 : nil }
    // Beyond 1 a relative tolerance would let every value pass.
    let limit = name == "logit" ? 1e9 : 1
    let real = Double(text).flatMap { $0 >= 0 && $0 < limit ? $0 : nil }
    guard isCount ? whole != nil : real != nil else {
      throw Self.failure(
        "\(name) must be "
          + (isCount ? "an integer from 0" : name == "logit" ? "a number from 0" : "in 0..<1"))
    }
    switch name {
    case "loss": loss = real ?? 0
    case "gradientNorm": gradientNorm = real ?? 0
    case "logit": logit = real ?? 0
    case "count": count = whole ?? 0
    default: prediction = whole ?? 0
    }
  }

  private static func failure(_ reason: String) -> InputError {
    InputError("--tolerance: \(reason)", advice: "write loss=1e-4,gradientNorm=1e-3,count=2")
  }
}
