import Text

/// A name and a value, for lists such as the environment. Both may be foreign text.
public struct Fact: Sendable, Equatable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Facts under a heading.
public struct FactGroup: Sendable, Equatable {
  public let heading: String
  public let facts: [Fact]

  public init(_ heading: String, _ facts: [Fact]) {
    self.heading = heading
    self.facts = facts
  }
}

extension FactGroup {
  /// Facts as a list of names and values.
  static func html(_ facts: [Fact]) -> String {
    let items = facts.map {
      "<div><dt>\(Escaping.html($0.name))</dt><dd>\(Escaping.html($0.value))</dd></div>"
    }
    return "<dl>" + items.joined(separator: "\n") + "</dl>\n"
  }
}
