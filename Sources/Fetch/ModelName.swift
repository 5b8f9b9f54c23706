import Text

/// The name of a model on Hugging Face: `OWNER/MODEL`, or `MODEL` for one of the first.
public struct ModelName: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// - Throws: `InputError` if no model can have this name.
  public init(_ text: String) throws(InputError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy(Self.isPart) else {
      throw InputError(
        "'\(text.prefix(200))' is no name of a model",
        advice: "write it as Hugging Face does: sentence-transformers/all-MiniLM-L6-v2")
    }
    description = text
  }

  /// Without its owner.
  public var model: String { String(description[(lastSlash ?? description.startIndex)...]) }

  private var lastSlash: String.Index? {
    description.lastIndex(of: "/").map(description.index(after:))
  }

  private static func isPart(_ part: Substring) -> Bool {
    (1...96).contains(part.utf8.count) && part.first != "." && part.first != "-"
      && part.utf8.allSatisfy {
        $0.isDigit || ($0 | 0x20).isSmallLetter || "._-".utf8.contains($0)
      }
  }

  /// A revision as it may stand in an address: a commit, a branch or a tag.
  ///
  /// - Throws: `InputError` for a text that could mean something else there.
  static func revision(_ text: String) throws(InputError) -> String {
    guard isPart(Substring(text)) else {
      throw InputError(
        "'\(text.prefix(200))' is no revision",
        advice: "name a commit, or a branch or tag without a slash")
    }
    return text
  }

  /// The text, if it is a whole commit's number.
  static func commit(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let isHex = bytes.allSatisfy { $0.isDigit || (0x61...0x66).contains($0) }
    return bytes.count == 40 && isHex ? text : nil
  }
}
