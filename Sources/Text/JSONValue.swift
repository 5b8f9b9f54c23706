/// A JSON document.
///
/// Numbers of this project are integers of 64 bits: a float that matters is a hexadecimal string, see `HexFloat`.
/// Two values are equal if their canonical bytes are: unlike strings of Swift, which are equal where Unicode
/// calls two spellings equivalent.
public indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// A number in a file of somebody else that is no integer of 64 bits, as it is written there.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Keys are unique; they are written in the order of their UTF-8 bytes.
  case object([String: JSONValue])

  /// Canonical text: sorted keys, no spaces, `\uXXXX` for control characters only.
  public var canonical: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value
    case .string(let value): JSONValue.quote(value, to: &text)
    case .array(let values):
      JSONText.appendList(values, open: "[", close: "]", to: &text) { $0.write(to: &$1) }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      JSONText.appendList(sorted, open: "{", close: "}", to: &text) { member, text in
        JSONValue.quote(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
    }
  }

  private static func quote(_ value: String, to text: inout String) {
    JSONText.appendQuoted(value, to: &text) { $0.value < 0x20 || $0.value == 0x7f }
  }
}

extension JSONValue {
  /// The member whose name has the bytes of `key`.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self, let index = members.index(forKey: key),
      members[index].key.utf8.elementsEqual(key.utf8)
    else { return nil }
    return members[index].value
  }

  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a.utf8.elementsEqual(b.utf8)
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.count == b.count && a.allSatisfy { right[$0.key] == $0.value }
    case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _),
      (.object, _):
      false
    }
  }

  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  public var object: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements))
  }
}
