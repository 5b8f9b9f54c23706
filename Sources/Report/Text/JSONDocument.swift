import Text

/// A JSON document with numbers, for programs that read results.
///
/// `Files.JSONValue` is the canonical form of evidence and holds integers only; this one is for statistics. Numbers are
/// the shortest text that reads back as an equal binary64; one that is not finite becomes `null`.
public indirect enum JSONDocument: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONDocument])
  /// Members in the order given; keys are ours and unique.
  case object([Member])

  /// A key and its value.
  public struct Member: Equatable, Sendable {
    public let key: String
    public let value: JSONDocument
  }

  /// An object from a literal, in its order.
  static func object(_ members: KeyValuePairs<String, JSONDocument>) -> JSONDocument {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  /// `value`, or `null`.
  static func number(_ value: Double?) -> JSONDocument {
    if let value { JSONDocument.number(value) } else { .null }
  }

  /// The numbers as an array, `null` where there is none.
  static func numbers(_ values: some Sequence<Double?>) -> JSONDocument {
    .array(values.map { .number($0) })
  }

  /// The document on one line.
  public var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value):
      guard value.isFinite else {
        text += "null"
        return
      }
      text += value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
    case .string(let value): JSONDocument.quote(value, to: &text)
    case .array(let values):
      JSONText.appendList(values, open: "[", close: "]", to: &text) { $0.write(to: &$1) }
    case .object(let members):
      JSONText.appendList(members, open: "{", close: "}", to: &text) { member, text in
        JSONDocument.quote(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
    }
  }

  /// Control, bidirectional and other invisible characters are written as escapes, so that the text is safe to look at.
  private static func quote(_ value: String, to text: inout String) {
    JSONText.appendQuoted(value, to: &text) { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
      default: false
      }
    }
  }
}
