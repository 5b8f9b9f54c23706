/// Reads the strict dialect: no duplicate keys, bounded depth.
///
/// Floats outside strings are read only where `allowsFractions` is set (configuration files of models); they become their text.
public struct JSONParser {
  /// Why and where (byte offset) a document was refused.
  public struct Failure: Error, Equatable, Sendable {
    public let reason: String
    public let offset: Int
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private let depthLimit: Int
  private let allowsFractions: Bool

  private init(_ bytes: [UInt8], depthLimit: Int, allowsFractions: Bool) {
    self.bytes = bytes
    self.depthLimit = depthLimit
    self.allowsFractions = allowsFractions
  }

  /// The one value in `bytes`.
  public static func parse(
    _ bytes: some Sequence<UInt8>, depthLimit: Int = 32, allowsFractions: Bool = false
  ) throws(Failure) -> JSONValue {
    var parser = JSONParser(
      Array(bytes), depthLimit: depthLimit, allowsFractions: allowsFractions)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == parser.bytes.count else {
      throw parser.failure("text after the value")
    }
    return value
  }

  private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: position) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(Failure) -> JSONValue {
    skipSpace()
    guard let byte = next else { throw failure("ends too early") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return try number()
    }
  }

  private mutating func literal(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    let end = position + word.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8) else {
      throw failure("an unknown word")
    }
    position = end
    return value
  }

  private mutating func enter() throws(Failure) {
    position += 1
    depth += 1
    guard depth <= depthLimit else { throw failure("nested deeper than \(depthLimit)") }
  }

  private mutating func object() throws(Failure) -> JSONValue {
    try enter()
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") {
      depth -= 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a key is missing") }
      let key = try string()
      guard members[key] == nil else { throw failure("key '\(key.prefix(40))' stands twice") }
      skipSpace()
      guard take(":") else { throw failure("':' is missing") }
      members[key] = try value()
      skipSpace()
      if take(",") { continue }
      guard take("}") else { throw failure("',' or '}' is missing") }
      depth -= 1
      return .object(members)
    }
  }

  private mutating func array() throws(Failure) -> JSONValue {
    try enter()
    var values: [JSONValue] = []
    skipSpace()
    if take("]") {
      depth -= 1
      return .array(values)
    }
    while true {
      values.append(try value())
      skipSpace()
      if take(",") { continue }
      guard take("]") else { throw failure("',' or ']' is missing") }
      depth -= 1
      return .array(values)
    }
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    _ = take("-")
    let first = position
    while let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
    guard position > first, bytes[first] != 0x30 || position == first + 1 else {
      position = start
      throw failure("not a value")
    }
    var isFraction = false
    while let byte = next, ".eE+-0123456789".utf8.contains(byte) {
      isFraction = true
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isFraction {
      guard allowsFractions, Double(text) != nil else { throw failure("not an integer") }
      return .string(text)
    }
    guard let value = Int64(text) else { throw failure("an integer beyond 64 bits") }
    return .integer(value)
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    var scalars: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: scalars, as: UTF8.self) else {
          throw failure("text that is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &scalars)
      case 0..<0x20: throw failure("a control character in a string")
      default: scalars.append(byte)
      }
    }
    throw failure("a string without end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Failure) {
    guard let byte = next else { throw failure("a string without end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "u"):
      var code = try unit()
      if code >= 0xd800, code < 0xdc00, take("\\"), take("u") {
        let low = try unit()
        guard low >= 0xdc00, low < 0xe000 else { throw failure("half a surrogate pair") }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("half a surrogate pair") }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func unit() throws(Failure) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw failure("an unknown escape") }
    position += 4
    return code
  }
}
