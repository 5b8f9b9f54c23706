/// A mapping of an experiment file that is read key by key; what is left over is unknown.
package struct YAMLMapping {
  /// The file as the user named it.
  package let path: String
  /// Where the mapping stands: `protocol.`, or nothing at the top.
  package let prefix: String
  /// The line on which it begins.
  package let line: Int
  private let entries: [YAMLDocument.Entry]

  /// The mapping in `value`, all of whose keys must be among `keys`.
  ///
  /// - Throws: `InputError` if it is no mapping or holds an unknown or duplicate key.
  package init(_ value: YAMLDocument.Value, path: String, name: String? = nil, keys: [String])
    throws
  {
    self.path = path
    prefix = name.map { $0 + "." } ?? ""
    line = value.line
    guard case .mapping(let entries) = value.content else {
      throw InputError(
        file: path, place: String(value.line),
        "\(name.map { "'\($0)'" } ?? "the file") must be a mapping of keys to values")
    }
    self.entries = entries
    var seen: Set<String> = []
    for entry in entries {
      guard keys.contains(entry.key) else {
        throw failure(
          entry.line, "unknown key '\(prefix)\(entry.key.prefix(40))'",
          advice: didYouMean(entry.key, among: keys)
            ?? "the keys here are " + keys.sorted().joined(separator: ", "))
      }
      guard seen.insert(entry.key).inserted else {
        throw failure(entry.line, "the key '\(prefix)\(entry.key)' stands twice")
      }
    }
  }

  /// An error on a line of this file.
  package func failure(_ line: Int, _ reason: String, advice: String? = nil) -> InputError {
    InputError(file: path, place: String(line), reason, advice: advice)
  }

  /// The value of `key`, if it is there.
  package func value(_ key: String) -> YAMLDocument.Value? {
    entries.first { $0.key == key }?.value
  }

  /// The line of `key`, or of the mapping where the key is absent.
  package func line(of key: String) -> Int { entries.first { $0.key == key }?.line ?? line }

  /// The mapping under `key`, if it is there.
  package func mapping(_ key: String, keys: [String]) throws -> YAMLMapping? {
    try value(key).map { try YAMLMapping($0, path: path, name: prefix + key, keys: keys) }
  }

  /// The text under `key`, if it is there.
  package func text(_ key: String) throws -> String? {
    guard let value = value(key) else { return nil }
    guard case .scalar(let text, let isPlain) = value.content else {
      throw failure(value.line, "'\(prefix)\(key)' must be one word or text")
    }
    if isPlain,
      let found = [text.unicodeScalars.first, text.unicodeScalars.last].lazy
        .compactMap({ $0.flatMap(EditorCharacter.init(space:)) }).first
    {
      throw failure(
        value.line, "'\(prefix)\(key)' begins or ends with \(found.name)",
        advice: "remove it, or put the value into quotes if it is meant")
    }
    guard !text.isEmpty else { throw failure(value.line, "'\(prefix)\(key)' is empty") }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
      throw failure(value.line, "'\(prefix)\(key)' holds a control character")
    }
    return text
  }

  /// The text under `key`, which must be there.
  package func requiredText(_ key: String, example: String) throws -> String {
    guard let text = try text(key) else {
      throw failure(line, "lacks the key '\(prefix)\(key)'", advice: "add '\(key): \(example)'")
    }
    return text
  }

  /// The texts of the sequence under `key`, if it is there.
  package func texts(_ key: String) throws -> [String]? {
    guard let value = value(key) else { return nil }
    guard case .sequence(let items) = value.content else {
      throw failure(value.line, "'\(prefix)\(key)' must be a list such as [a, b]")
    }
    return try items.map { item in
      guard case .scalar(let text, _) = item.content, !text.isEmpty else {
        throw failure(item.line, "'\(prefix)\(key)' must be a list of words")
      }
      return text
    }
  }
}
