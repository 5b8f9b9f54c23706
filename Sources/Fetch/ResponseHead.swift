import Text

/// The status line and the fields of an answer.
struct ResponseHead: Equatable {
  static let byteLimit = 64 << 10

  let status: Int
  /// Names in small letters, in the order of the answer.
  private let fields: [(name: String, value: String)]

  init(status: Int, fields: [(name: String, value: String)]) {
    (self.status, self.fields) = (status, fields)
  }

  /// - Parameter block: the lines before the empty one.
  /// - Throws: `InputError` of kind malformed if they are not of HTTP's form.
  init(_ block: some Sequence<UInt8>) throws(InputError) {
    let text = String(decoding: Array(block), as: UTF8.self)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.isEmpty == true { lines.removeLast() }
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0].hasPrefix("HTTP/"), words[1].utf8.count == 3,
      let status = Int(words[1]), (100...599).contains(status)
    else { throw InputError(.malformed, "the server's answer has no status") }
    var fields: [(name: String, value: String)] = []
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false else {
        throw InputError(.malformed, "the server's answer has a line that is no field")
      }
      let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
      let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) }
      fields.append(
        (line[..<colon].lowercased(), String(value[..<(end ?? value.startIndex)])))
    }
    self.init(status: status, fields: fields)
  }

  /// The value of a field.
  ///
  /// - Returns: nil if there is none.
  /// - Throws: `InputError` of kind malformed if there are several that differ.
  func value(_ name: String) throws(InputError) -> String? {
    let values = fields.filter { $0.name == name }.map(\.value)
    guard let first = values.first else { return nil }
    guard values.allSatisfy({ $0 == first }) else {
      throw InputError(.malformed, "the server's answer has several fields '\(name)'")
    }
    return first
  }

  /// How many bytes follow.
  ///
  /// - Throws: `InputError` of kind malformed if the answer does not say so: what ends early is not seen to, then.
  func contentLength() throws(InputError) -> Int {
    guard try value("transfer-encoding") == nil, let text = try value("content-length"),
      text.isDigits, text.utf8.count <= 15, let count = Int(text)
    else { throw InputError(.malformed, "the server does not say how long the file is") }
    return count
  }

  /// The part of the whole that follows: its first byte, the byte after its last, and the length of the whole.
  ///
  /// - Throws: `InputError` of kind malformed if the answer does not say so.
  func contentRange() throws(InputError) -> (start: Int, end: Int, byteCount: Int) {
    let text = try value("content-range") ?? ""
    let numbers = text.dropFirst(6).split(omittingEmptySubsequences: false) { "-/".contains($0) }
    let parts = numbers.compactMap { $0.utf8.count <= 15 ? Int($0) : nil }
    guard text.lowercased().hasPrefix("bytes "), numbers.count == 3, parts.count == 3,
      numbers.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }),
      text == "\(text.prefix(6))\(parts[0])-\(parts[1])/\(parts[2])"
    else { throw InputError(.malformed, "the server does not say which part of the file follows") }
    return (parts[0], parts[1] + 1, parts[2])
  }

  /// The tag of the file's bytes, if it is a strong one: a weak one is not of bytes.
  func entityTag() throws(InputError) -> EntityTag? { try value("etag").flatMap(EntityTag.init) }

  static func == (a: ResponseHead, b: ResponseHead) -> Bool {
    a.status == b.status && a.fields.elementsEqual(b.fields, by: ==)
  }
}

/// A server's name for the bytes of a file, of the strong kind: two files with one tag are equal.
///
/// - Source: RFC 9110, section 8.8.3.
struct EntityTag: Hashable {
  /// With its quotation marks.
  let text: String

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (3...512).contains(bytes.count), bytes.first == UInt8(ascii: "\""),
      bytes.last == UInt8(ascii: "\""),
      bytes[1..<(bytes.count - 1)].allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x22 })
    else { return nil }
    self.text = text
  }
}
