import Files

/// What decides a draw: whoever made the goldens must not have known it.
public struct Challenge: Sendable, Equatable {
  /// Where it comes from.
  public enum Origin: Sendable, Equatable {
    /// A text that somebody named.
    case named
    /// The verifier drew it itself.
    case random
    /// A round of a public source of randomness.
    case beacon(BeaconRound)
  }

  /// The text, or what stands for a beacon's round.
  public let text: String
  public let origin: Origin

  /// Whether the verifier drew it itself.
  public var isRandom: Bool { origin == .random }
  /// The beacon's round, where it is one.
  public var beacon: BeaconRound? { if case .beacon(let round) = origin { round } else { nil } }

  /// A text that somebody named.
  public init(_ text: String) { self.init(text, .named) }

  /// The value of a beacon's round.
  public init(_ round: BeaconRound) { self.init(round.text, .beacon(round)) }

  private init(_ text: String, _ origin: Origin) {
    self.text = text
    self.origin = origin
  }

  /// 32 bytes of the system's generator, in hexadecimal digits.
  public static func random() -> Challenge {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return Challenge(hex(bytes), .random)
  }

  /// Whether it decides a draw as `other` does, wherever the two come from.
  public func draws(as other: Challenge) -> Bool {
    switch (beacon, other.beacon) {
    case (let round?, let other?): round == other
    case (nil, nil): text.utf8.elementsEqual(other.text.utf8)
    default: false
    }
  }

  /// What stands for it in the seed of a draw: the SHA-256 of a text, so that no text can pass for another field,
  /// or the three fields of a beacon's round, none of which anyone chose.
  var seedField: String { beacon?.text ?? Digest(of: Array(text.utf8)).description }
}
