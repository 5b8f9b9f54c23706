import Scores
import Text

/// A file of claims.
///
/// A claim that cannot be read is an entry of its own, so that the others are judged.
public struct ClaimsFile: Sendable {
  /// A claim, or why it is none.
  public enum Entry: Sendable {
    case claim(PublishedClaim)
    case malformed(name: String, line: Int, InputError)
  }

  public let path: String
  public let name: String?
  public let entries: [Entry]

  /// The greatest number of claims.
  public static let limit = 1_000

  /// Reads `text`, the content of the file at `path`.
  ///
  /// - Throws: `InputError`, malformed, with the line of what makes the whole file unreadable; of `usage` where it holds
  ///   no claim.
  public init(_ text: String, path: String) throws {
    self.path = path
    let root: YAMLMapping
    do {
      root = try YAMLMapping(
        try YAMLDocument(text, path: path).root, path: path, keys: ["name", "claims"])
      name = try root.text("name")
    } catch let error as InputError {
      throw error.malformed
    }
    guard let list = root.value("claims"), case .sequence(let items) = list.content else {
      throw InputError(
        .malformed, file: path, place: String(root.line(of: "claims")),
        "'claims' must be a list of claims", advice: "see the example in Sources/Audit/README.md")
    }
    guard !items.isEmpty else {
      throw InputError(file: path, place: String(list.line), "holds no claim", advice: "add one")
    }
    guard items.count <= Self.limit else {
      throw InputError(
        .malformed, file: path, place: String(list.line),
        "holds more than \(Self.limit) claims", advice: "split the file")
    }
    var names: Set<String> = []
    var entries: [Entry] = []
    for (index, item) in items.enumerated() {
      let fallback = String(index + 1)
      do {
        let claim = try ClaimReader(item, path: path, fallback: fallback).claim()
        guard names.insert(claim.name).inserted else {
          throw InputError(
            .malformed, file: path, place: String(item.line),
            "the claim '\(claim.name.prefix(40))' stands twice", advice: "give it another id")
        }
        entries.append(.claim(claim))
      } catch let error as InputError {
        entries.append(
          .malformed(name: Self.id(of: item) ?? fallback, line: item.line, error.malformed))
      }
    }
    self.entries = entries
  }

  /// The name that an entry gives itself; nil where it has none, or a long one.
  private static func id(of item: YAMLDocument.Value) -> String? {
    guard case .mapping(let entries) = item.content,
      case .scalar(let text, _)? = entries.first(where: { $0.key == "id" })?.value.content
    else { return nil }
    return text.utf8.count <= 80 ? text : nil
  }
}

extension InputError {
  /// The same error of a file that is at fault itself.
  var malformed: InputError {
    InputError(.malformed, file: file, place: place, reason, advice: advice)
  }
}
