/// A version of a library as profiles name it: `2.13`.
public struct PublishedVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let major: Int
  public let minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Two decimal numbers of at most four digits; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      (1...4).contains(part.count) && part.allSatisfy { (48...57).contains($0) }
        ? part.reduce(0) { 10 * $0 + Int($1 - 48) } : nil
    }
    guard parts.count == 2, numbers.count == 2 else { return nil }
    self.init(numbers[0], numbers[1])
  }

  public static func < (left: PublishedVersion, right: PublishedVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  public var description: String { "\(major).\(minor)" }
}
