import Yams

/// The small part of YAML that experiments are written in: one document of mappings,
/// sequences and scalars, each with its line.
///
/// Anchors, aliases, tags and merge keys are refused, so that a file means what it shows, and a
/// few lines cannot stand for millions.
package struct YAMLDocument {
  /// The greatest size of a file, in bytes.
  package static let byteLimit = 1 << 16
  /// The greatest number of mappings and sequences inside one another.
  package static let depthLimit = 8
  /// More aliases than this are refused before parsing: the parser would follow them.
  static let aliasLimit = 16

  /// A value and the line, from 1, on which it begins.
  package struct Value: Sendable {
    package enum Content: Sendable {
      /// The text, and whether it stood without quotes.
      case scalar(String, isPlain: Bool)
      case mapping([Entry])
      case sequence([Value])
    }
    package let line: Int
    package let content: Content
  }

  package struct Entry: Sendable {
    package let key: String
    package let line: Int
    package let value: Value
  }

  package let root: Value

  /// Parses `text`, the content of the file at `path`.
  ///
  /// - Throws: `InputError` with the line of what is not accepted.
  package init(_ text: String, path: String) throws {
    var text = text
    // A byte-order mark is no part of the text.
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    func failure(_ line: Int, _ reason: String, advice: String? = nil) -> InputError {
      InputError(file: path, place: String(line), reason, advice: advice)
    }
    let bytes = Array(text.utf8)
    let aliasCount = zip(bytes, bytes.dropFirst()).count { first, second in
      first == UInt8(ascii: "*") && (second > 0x2f || second == UInt8(ascii: "-"))
    }
    guard aliasCount <= Self.aliasLimit else {
      throw failure(1, "holds more than \(Self.aliasLimit) words that begin with '*'")
    }
    do {
      // The parser keeps the anchors that its nodes only refer to: it must outlive the walk.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try withExtendedLifetime(parser) {
        guard let node = try parser.singleRoot() else { throw failure(1, "is empty") }
        return try Self.value(node, depth: 0, failure)
      }
    } catch let error as YamlError {
      throw Self.inputError(error, failure)
    }
  }

  private static func value(
    _ node: Node, depth: Int, isKey: Bool = false,
    _ failure: (Int, String, String?) -> InputError
  ) throws -> Value {
    let line = node.mark?.line ?? 1
    guard depth <= depthLimit else {
      throw failure(line, "is nested deeper than \(depthLimit)", nil)
    }
    let parts: (tag: Tag, anchor: Anchor?) =
      switch node {
      case .scalar(let scalar): (scalar.tag, scalar.anchor)
      case .mapping(let mapping): (mapping.tag, mapping.anchor)
      case .sequence(let sequence): (sequence.tag, sequence.anchor)
      case .alias(let alias): throw failure(line, "holds an alias '*\(alias.anchor)'", nil)
      }
    if let anchor = parts.anchor {
      throw failure(
        line, "holds an anchor '&\(anchor.rawValue.prefix(40))'", "write the value out")
    }
    // The parser itself gives tags to keys, when it looks for duplicates, and to quoted text.
    let tag = parts.tag.description
    let isQuoted = if case .scalar(let scalar) = node { scalar.style != .plain } else { false }
    guard
      tag.isEmpty || (isKey && tag.hasPrefix("tag:yaml.org,2002:"))
        || (isQuoted && tag == "tag:yaml.org,2002:str")
    else {
      throw failure(line, "holds a tag '\(tag.prefix(40))'", "leave it out")
    }
    switch node {
    case .scalar(let scalar):
      return Value(line: line, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
    case .sequence(let sequence):
      let values = try sequence.map { try value($0, depth: depth + 1, failure) }
      return Value(line: line, content: .sequence(values))
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (keyNode, valueNode) in mapping {
        guard case .scalar(let name) = keyNode else {
          throw failure(keyNode.mark?.line ?? line, "a key is not a word", nil)
        }
        let key = try value(keyNode, depth: depth + 1, isKey: true, failure)
        guard name.string != "<<" else {
          throw failure(key.line, "holds a merge key '<<'", "write the values out")
        }
        let content = try value(valueNode, depth: depth + 1, failure)
        entries.append(Entry(key: name.string, line: key.line, value: content))
      }
      return Value(line: line, content: .mapping(entries))
    case .alias: preconditionFailure("an alias was refused above")
    }
  }

  /// The parser's errors in one line each; they never quote the file.
  private static func inputError(
    _ error: YamlError, _ failure: (Int, String, String?) -> InputError
  ) -> InputError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      return failure(mark.line, "is not YAML: \(problem)", nil)
    case .composer(_, let problem, let mark, _):
      return failure(mark.line, "is not accepted: \(problem)", nil)
    case .reader(let problem, let offset, _, let yaml):
      let line = 1 + yaml.prefix(offset ?? 0).utf8.count { $0 == 0x0a }
      return failure(line, "is not YAML: \(problem)", nil)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.first ?? ""
      return failure(context.mark.line, "the key '\(key.prefix(40))' stands twice", nil)
    default: return failure(1, "is not YAML", nil)
    }
  }
}
