import Files

/// The text that decides a draw: whoever made the goldens must not have known it.
public struct Challenge: Sendable, Equatable {
  public let text: String
  /// Whether the verifier drew it itself.
  public let isRandom: Bool
}

extension Challenge {
  /// A text that somebody named.
  public init(_ text: String) { self.init(text: text, isRandom: false) }

  /// 32 bytes of the system's generator, in hexadecimal digits.
  public static func random() -> Challenge {
    Challenge(text: hex((0..<32).map { _ in UInt8.random(in: 0...255) }), isRandom: true)
  }
}
