import Text

/// The protocol's part of a trial specification.
///
/// Every key is written, defaults too, so that a specification does not change its meaning when a
/// default does. Left out are `max_steps` where there is none, and a key that has a `leftOut` value, at
/// that value. Numbers are strings that hold
/// the shortest decimal text that reads back as the same binary64 (`"2e-05"`, `"0.1"`, `"1.0"`),
/// which is what Python's `repr` prints for every number that a protocol accepts.
extension TrainingProtocol {
  /// The canonical members: one text for each protocol.
  public var canonical: JSONValue {
    .object(members { $0.leftOut == nil || self[$0] != $0.leftOut })
  }

  /// Every setting, what a specification leaves out too; without `max_steps` where there is none.
  public var all: JSONValue { .object(members { _ in true }) }

  /// Whether a key is written that the first version of the specification does not know.
  var hasLaterKeys: Bool { Self.keys.contains { $0.leftOut != nil && self[$0] != $0.leftOut } }

  private func members(where isWritten: (Setting) -> Bool) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for key in Self.keys where isWritten(key) {
      switch self[key] {
      case .integer(let value): members[key.name] = .integer(Int64(value))
      case .number(let value): members[key.name] = .string(value.description)
      case .word(let value): members[key.name] = .string(value)
      case .flag(let value): members[key.name] = .bool(value)
      case nil: continue
      }
    }
    return members
  }

  /// The protocol whose canonical members are `json`.
  ///
  /// - Throws: `InputError` of kind `malformed` for a missing or unknown key, a wrong type, a value
  ///   out of range, or a number that is not in its canonical text.
  public init(from json: JSONValue) throws {
    self.init()
    guard let members = json.object else { throw Self.malformed("is not an object") }
    for name in members.keys.sorted() where !Self.keys.contains(where: { $0.name == name }) {
      throw Self.malformed("has an unknown key '\(name.prefix(40))'")
    }
    for key in Self.keys {
      guard let member = members[key.name] else {
        if key.isOptional { continue }
        throw Self.malformed("lacks '\(key.name)'")
      }
      do {
        try set(key, to: try Self.value(of: key, in: member))
      } catch {
        throw Self.malformed("has a wrong value: \(error)")
      }
      if let leftOut = key.leftOut, self[key] == leftOut {
        throw Self.malformed("writes '\(key.name)', which is left out at this value")
      }
    }
  }

  private static func value(of key: Setting, in member: JSONValue) throws(ProtocolError) -> Value {
    switch (key.kind, member) {
    case (.integer, .integer(let value)): return .integer(Int(value))
    case (.number, .string(let text)):
      guard let value = Double(text), value.description == text, value.sign == .plus else {
        throw ProtocolError(key: key.name, reason: "must be the shortest text of a number")
      }
      return .number(value)
    case (.word, .string(let word)): return .word(word)
    case (.flag, .bool(let flag)): return .flag(flag)
    default: throw ProtocolError(key: key.name, reason: "has another type")
    }
  }

  private static func malformed(_ reason: String) -> InputError {
    InputError(.malformed, place: "protocol", reason)
  }
}
