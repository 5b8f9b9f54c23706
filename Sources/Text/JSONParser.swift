/// Reads JSON: no duplicate keys, bounded depth.
public struct JSONParser {
  /// Who wrote the text.
  public enum Dialect: Sendable {
    /// This project: a number is an integer of 64 bits, anything else is refused.
    case strict
    /// Anybody, such as Python's `json`: a number that is no such integer is kept as its text, `NaN` and `Infinity`
    /// too, and is judged by who uses it. Half a surrogate pair becomes U+FFFD; a byte-order mark is skipped.
    case foreign
  }

  /// Why and where (byte offset) a document was refused.
  public struct Failure: Error, Equatable, Sendable {
    public let reason: String
    public let offset: Int
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private let depthLimit: Int
  private let dialect: Dialect
  /// The keys that lead to the value being read, where `listed` asks for them.
  private var path: [String] = []
  private let listed: [String]

  private init(_ bytes: [UInt8], depthLimit: Int, dialect: Dialect, listed: [String]) {
    self.bytes = bytes
    self.depthLimit = depthLimit
    self.dialect = dialect
    self.listed = listed
    if dialect == .foreign, bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The one value in `bytes`.
  ///
  /// - Parameter listed: the keys that lead to an object that is read as a list of pairs `[key, value]`, in the order of
  ///   the text: strings of Swift take different spellings of a text for equal, so that an object cannot hold both.
  public static func parse(
    _ bytes: some Sequence<UInt8>, depthLimit: Int = 32, dialect: Dialect = .strict,
    listing listed: [String] = []
  ) throws(Failure) -> JSONValue {
    var parser = JSONParser(
      Array(bytes), depthLimit: depthLimit, dialect: dialect, listed: listed)
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
    case UInt8(ascii: "N") where dialect == .foreign: return try literal("NaN", .number("NaN"))
    case UInt8(ascii: "I") where dialect == .foreign:
      return try literal("Infinity", .number("Infinity"))
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

  /// Reads what stands between the bracket that is next and `close`, with commas.
  private mutating func list(
    until close: Unicode.Scalar, _ element: (inout JSONParser) throws(Failure) -> Void
  ) throws(Failure) {
    position += 1
    depth += 1
    guard depth <= depthLimit else { throw failure("nested deeper than \(depthLimit)") }
    skipSpace()
    if !take(close) {
      repeat {
        try element(&self)
        skipSpace()
      } while take(",")
      guard take(close) else { throw failure("',' or '\(close)' is missing") }
    }
    depth -= 1
  }

  private mutating func object() throws(Failure) -> JSONValue {
    if !listed.isEmpty, path == listed { return try pairs() }
    var members: [String: JSONValue] = [:]
    try list(until: "}") { parser throws(Failure) in
      let key = try parser.key()
      guard members[key] == nil else {
        throw parser.failure("key '\(key.prefix(40))' stands twice")
      }
      members[key] = try parser.member(key)
    }
    return .object(members)
  }

  private mutating func key() throws(Failure) -> String {
    skipSpace()
    guard next == UInt8(ascii: "\"") else { throw failure("a key is missing") }
    return try string()
  }

  /// The value after a key.
  private mutating func member(_ key: String) throws(Failure) -> JSONValue {
    skipSpace()
    guard take(":") else { throw failure("':' is missing") }
    // Only the keys on the way to the listed object are kept.
    let isOnTheWay = path.count < listed.count && depth == path.count + 1
    guard isOnTheWay, listed[path.count].utf8.elementsEqual(key.utf8) else { return try value() }
    path.append(key)
    let result = try value()
    path.removeLast()
    return result
  }

  /// An object as a list of its members.
  private mutating func pairs() throws(Failure) -> JSONValue {
    // What lies below is no part of the way.
    let way = path
    path = []
    defer { path = way }
    var pairs: [JSONValue] = []
    try list(until: "}") { parser throws(Failure) in
      let key = try parser.key()
      pairs.append(.array([.string(key), try parser.member(key)]))
    }
    return .array(pairs)
  }

  private mutating func array() throws(Failure) -> JSONValue {
    var values: [JSONValue] = []
    try list(until: "]") { parser throws(Failure) in values.append(try parser.value()) }
    return .array(values)
  }

  /// - Source: RFC 8259, section 6.
  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    let isNegative = take("-")
    if isNegative, dialect == .foreign, next == UInt8(ascii: "I") {
      return try literal("Infinity", .number("-Infinity"))
    }
    let first = position
    skipDigits()
    guard position > first, bytes[first] != 0x30 || position == first + 1 else {
      position = start
      throw failure("not a value")
    }
    let whole = position
    if take(".") { try requireDigits(from: start) }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try requireDigits(from: start)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if position == whole, let value = Int64(text) { return .integer(value) }
    if dialect == .foreign { return .number(text) }
    throw failure(position == whole ? "an integer beyond 64 bits" : "not an integer")
  }

  private mutating func skipDigits() {
    while let byte = next, byte.isDigit { position += 1 }
  }

  private mutating func requireDigits(from start: Int) throws(Failure) {
    let first = position
    skipDigits()
    guard position > first else {
      position = start
      throw failure("not a number")
    }
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
      text.append(contentsOf: String(Character(try escapedScalar())).utf8)
    default: throw failure("an unknown escape")
    }
  }

  /// The scalar of `\uXXXX`, or of two of them.
  private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
    let code = try unit()
    if let scalar = Unicode.Scalar(code) { return scalar }
    let after = position
    if code < 0xdc00, take("\\"), take("u") {
      let low = try unit()
      if low >= 0xdc00, low < 0xe000 {
        return Unicode.Scalar(0x10000 + (code - 0xd800) << 10 + (low - 0xdc00))!
      }
    }
    guard dialect == .foreign else { throw failure("half a surrogate pair") }
    position = after
    return "\u{fffd}"
  }

  private mutating func unit() throws(Failure) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw failure("an unknown escape") }
    position += 4
    return code
  }
}
