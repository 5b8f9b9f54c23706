import Files
import Text
import Trajectory

/// The members of an object, read with errors that name them.
struct RunnerFields {
  let members: [String: JSONValue]

  init(_ json: JSONValue) throws {
    guard let members = json.object else { throw RunnerLine.Defect("the record is not an object") }
    self.members = members
  }

  func check(_ names: Set<String>) throws {
    for name in members.keys.sorted() where !names.contains(name) {
      throw RunnerLine.Defect("an unknown member '\(name.prefix(40))'")
    }
  }

  func has(_ name: String) -> Bool { members[name] != nil }

  func need<Value>(_ value: Value?, _ name: String, _ what: String) throws -> Value {
    guard let value else {
      throw RunnerLine.Defect(has(name) ? "'\(name)' is not \(what)" : "'\(name)' is missing")
    }
    return value
  }

  func count(_ name: String) throws -> Int {
    let value = members[name]?.integer.flatMap { 0..<(1 << 30) ~= $0 ? Int($0) : nil }
    return try need(value, name, "an integer from 0")
  }

  func seed(_ name: String) throws -> UInt32? {
    guard has(name) else { return nil }
    return try need(
      members[name]?.integer.flatMap(UInt32.init(exactly:)), name, "a seed in 0...4294967295")
  }

  func text(_ name: String) throws -> String { try need(members[name]?.string, name, "text") }

  func float(_ name: String) throws -> Float {
    let what = "a binary32 value as hexadecimal text, such as \"0x1.5c6e2ap-1\""
    return try need(members[name]?.string.flatMap { RunnerLine.float($0) }, name, what)
  }

  func double(_ name: String) throws -> Double {
    let what = "a binary64 value as hexadecimal text, such as \"0x1.5c6e2ap-1\""
    return try need(members[name]?.string.flatMap { RunnerLine.double($0) }, name, what)
  }

  func word(_ name: String) throws -> UInt32 {
    let text = try text(name)
    let isHex = text.utf8.count == 8 && text.utf8.allSatisfy { $0 != UInt8(ascii: "+") }
    return try need(isHex ? UInt32(text, radix: 16) : nil, name, "8 hexadecimal digits")
  }

  /// The value of a column of updates.
  func values(_ column: Column) throws -> ColumnValues {
    column.kind == .number
      ? .numbers([try float(column.name)]) : .words([try word(column.name)])
  }

  func digest(_ name: String) throws -> Digest {
    try need(members[name]?.string.flatMap(Digest.init(hex:)), name, "a SHA-256 digest in hex")
  }

  func list<Element>(
    _ name: String, of what: String, _ read: (JSONValue) -> Element?
  ) throws -> [Element] {
    try need(members[name]?.array, name, "a list").map { value in
      guard let element = read(value) else {
        throw RunnerLine.Defect("'\(name)' holds what is no \(what)")
      }
      return element
    }
  }
}

extension RunnerLine {
  /// The value of `text`, which must be a binary32; `nan` is the quiet NaN without payload.
  static func float(_ text: String) -> Float? {
    if text == "nan" { return Float(bitPattern: 0x7fc0_0000) }
    guard let value = HexFloat.value(text), value.isFinite || !text.contains("x") else {
      return nil
    }
    return value
  }

  /// The same of a binary64.
  static func double(_ text: String) -> Double? {
    if text == "nan" { return Double(bitPattern: 0x7ff8_0000_0000_0000) }
    guard let value = HexFloat.double(text), value.isFinite || !text.contains("x") else {
      return nil
    }
    return value
  }
}
