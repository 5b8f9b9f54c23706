/// A JSON document.
///
/// Numbers of evidence are integers of 64 bits: a float that matters is a hexadecimal string, see `HexFloat`.
/// Two values are equal if their canonical bytes are: unlike strings of Swift, which are equal where Unicode
/// calls two spellings equivalent.
public indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// Any other number, by its text: that of a statistic, or as it stands in a file of somebody else.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Keys are unique; they are written in the order of their UTF-8 bytes.
  case object([String: JSONValue])
  /// Members in the order given, for output; keys are ours and unique.
  case ordered([(key: String, value: JSONValue)])

  /// Canonical text: sorted keys, no spaces, `\uXXXX` for control characters only.
  public var canonical: String {
    var text = ""
    write(to: &text) { $0.value < 0x20 || $0.value == 0x7f }
    return text
  }

  /// Text that is safe to look at: bidirectional and other invisible characters are written as escapes too.
  public var text: String {
    var text = ""
    write(to: &text, \.isHidden)
    return text
  }

  private func write(to text: inout String, _ isEscaped: (Unicode.Scalar) -> Bool) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value
    case .string(let value): Self.quote(value, to: &text, isEscaped)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text, isEscaped)
      }
      text += "]"
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      JSONValue.ordered(sorted).write(to: &text, isEscaped)
    case .ordered(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.key, to: &text, isEscaped)
        text += ":"
        member.value.write(to: &text, isEscaped)
      }
      text += "}"
    }
  }

  /// Appends `value` in quotes. Scalars that `isEscaped` names are written as `\uXXXX`, those beyond the basic plane as
  /// a pair; quotes, backslashes, line ends and tabs have short escapes.
  private static func quote(
    _ value: String, to text: inout String, _ isEscaped: (Unicode.Scalar) -> Bool
  ) {
    text += "\""
    text += value.replacingScalars { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case _ where isEscaped(scalar):
        String(scalar).utf16.map { "\\u" + $0.digits(4, radix: 16) }.joined()
      default: nil
      }
    }
    text += "\""
  }
}

extension JSONValue {
  /// An object from a literal, in its order.
  package static func ordered(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .ordered(Array(members))
  }

  /// An object of those members that have a value.
  package static func object(present members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(
      Dictionary(uniqueKeysWithValues: members.compactMap { key, value in value.map { (key, $0) } })
    )
  }

  package static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// The shortest text that reads back as an equal binary64; `null` for none, and for what is not finite.
  package static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    let isWhole = value == value.rounded() && abs(value) < 1e15
    return .number(isWhole ? String(Int(value)) : value.description)
  }

  /// The numbers as an array, `null` where there is none.
  package static func numbers(_ values: some Sequence<Double?>) -> JSONValue {
    .array(values.map { .number($0) })
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
    case (.ordered(let a), .ordered(let b)):
      a.elementsEqual(b) { $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value }
    case (.null, _), (.bool, _), (.integer, _), (.number, _), (.string, _), (.array, _),
      (.object, _), (.ordered, _):
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

extension JSONValue {
  /// The values of two documents side by side, by their places such as `protocol.epochs`, in the order of
  /// the keys. A place goes into objects as far as both documents have one there.
  package static func sideBySide(
    _ a: JSONValue?, _ b: JSONValue?, at place: String = ""
  ) -> [(place: String, JSONValue?, JSONValue?)] {
    guard let left = a?.object, let right = b?.object else { return [(place, a, b)] }
    let keys = left.keys + right.keys.filter { a?[$0] == nil }
    return keys.sorted().flatMap {
      sideBySide(a?[$0], b?[$0], at: place.isEmpty ? $0 : place + "." + $0)
    }
  }

  /// The places at which two documents differ, with what stands there.
  package static func differences(
    _ a: JSONValue?, _ b: JSONValue?
  ) -> [(place: String, JSONValue?, JSONValue?)] { sideBySide(a, b).filter { $0.1 != $0.2 } }
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
