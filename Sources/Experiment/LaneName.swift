import Text

/// The name of a lane: a set of goldens of another trainer's trials beside others of the same cells, such as those of
/// one kind of machine.
///
/// It names a folder: 1 to 32 letters, digits, `_`, `.` and `-` of ASCII, of which the first is a letter or a digit.
public struct LaneName: Hashable, Sendable, CustomStringConvertible {
  /// The most characters of a name.
  static let characterLimit = 32

  public let description: String

  /// - Returns: nil for what is no name.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (1...Self.characterLimit).contains(bytes.count), bytes[0].isOfWord,
      bytes.allSatisfy({ $0.isOfWord || "_.-".utf8.contains($0) }),
      !ExperimentFolder.isGolden(text)
    else { return nil }
    description = text
  }
}

extension LaneName: Comparable {
  /// By their bytes.
  public static func < (left: LaneName, right: LaneName) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}

extension UInt8 {
  fileprivate var isOfWord: Bool {
    isDigit || isSmallLetter || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
  }
}
