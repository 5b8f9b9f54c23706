extension YAMLDocument.Value {
  /// A value that stands in no file: one word without quotes, such as a number.
  package static func word(_ text: String) -> Self {
    Self(line: 0, content: .scalar(text, isPlain: true))
  }

  /// A value that stands in no file: text in quotes.
  package static func text(_ text: String) -> Self {
    Self(line: 0, content: .scalar(text, isPlain: false))
  }

  /// A value that stands in no file: a list.
  package static func list(_ values: [Self]) -> Self {
    Self(line: 0, content: .sequence(values))
  }

  /// The mapping with another value at a path of keys, which are made where they are not there.
  ///
  /// - Precondition: what stands on the way is a mapping.
  package func setting(_ keys: ArraySlice<String>, to value: Self) -> Self {
    guard let key = keys.first else { return value }
    guard case .mapping(var entries) = content else {
      preconditionFailure("the key '\(key)' of what is no mapping")
    }
    let empty = Self(line: line, content: .mapping([]))
    if let place = entries.firstIndex(where: { $0.key == key }) {
      let entry = entries[place]
      entries[place] = YAMLDocument.Entry(
        key: key, line: entry.line, value: entry.value.setting(keys.dropFirst(), to: value))
    } else {
      entries.append(
        YAMLDocument.Entry(
          key: key, line: line, value: empty.setting(keys.dropFirst(), to: value)))
    }
    return Self(line: line, content: .mapping(entries))
  }

  /// The value as a document of one line; a word that would be read in another way there stands in quotes.
  package var written: String {
    switch content {
    case .scalar(let text, let isPlain):
      let isWord =
        !text.isEmpty
        && text.utf8.allSatisfy {
          $0.isDigit || ($0 | 0x20).isSmallLetter || "_./+-".utf8.contains($0)
        }
      return isPlain && isWord ? text : JSONValue.string(text).canonical
    case .mapping(let entries):
      let members = entries.map { "\(JSONValue.string($0.key).canonical): \($0.value.written)" }
      return "{" + members.joined(separator: ", ") + "}"
    case .sequence(let values):
      return "[" + values.map(\.written).joined(separator: ", ") + "]"
    }
  }
}
