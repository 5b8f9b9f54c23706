import Foundation
import Text

/// The address of a file on a server that speaks HTTPS; there are no others.
///
/// A user, a password and a fragment have no place in it. What is kept is what is asked for: dots are taken out of the
/// path here, and a host of digits must be an address as it is commonly written, since `2130706433`, `127.1` and
/// `0x7f.1` are 127.0.0.1 to some programs and names to others.
///
/// - Source: RFC 3986, sections 3 and 5.2.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  /// In small letters; an address of IPv6 without its brackets.
  public let host: String
  public let port: Int
  /// Path and query, from the first slash on.
  let target: String
  /// What the host is, where it is no name.
  let literal: NetworkAddress?

  static let byteLimit = 8192

  /// - Throws: `InputError` if the text is no such address.
  public init(_ text: String) throws(InputError) {
    try Self.checkCharacters(text)
    guard text.prefix(8).lowercased() == "https://" else {
      throw Self.failure(text, "is no address of HTTPS", "name one that begins with https://")
    }
    let rest = text.dropFirst(8).prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard !authority.contains("@") else {
      throw Self.failure(text, "names a user", "leave out what stands before the @")
    }
    (host, port, literal) = try Self.place(authority, of: text)
    let path = rest.dropFirst(authority.count)
    target = Self.normalized(path.first == "/" ? String(path) : "/" + path)
  }

  /// What a reference found at this address leads to.
  ///
  /// - Throws: `InputError` if it is no address of HTTPS.
  func resolving(_ reference: String) throws(InputError) -> WebAddress {
    try Self.checkCharacters(reference)
    let origin = "https://" + authority
    let path = target.prefix { $0 != "?" }
    let whole =
      if Self.hasScheme(reference) {
        reference
      } else if reference.hasPrefix("//") {
        "https:" + reference
      } else if reference.hasPrefix("/") {
        origin + reference
      } else if reference.hasPrefix("?") {
        origin + path + reference
      } else if reference.isEmpty || reference.hasPrefix("#") {
        origin + target
      } else {
        origin + path[...(path.lastIndex(of: "/") ?? path.startIndex)] + reference
      }
    return try WebAddress(whole)
  }

  /// A file beside others of this address's path.
  ///
  /// - Precondition: `path` has no characters that mean something in an address but slashes.
  func appending(_ path: String) -> WebAddress {
    let base = target.hasSuffix("/") ? target.dropLast() : Substring(target)
    return WebAddress(host: host, port: port, target: base + "/" + path, literal: literal)
  }

  private init(host: String, port: Int, target: String, literal: NetworkAddress?) {
    (self.host, self.port, self.target, self.literal) = (host, port, target, literal)
  }

  /// Host, and port where it is not 443, as in an address.
  private var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 443 ? name : "\(name):\(port)"
  }

  /// The whole address.
  public var description: String { "https://" + authority + target }

  /// Without the query, which may hold a signature that lets one in.
  var shown: String { "https://" + authority + target.prefix { $0 != "?" } }

  var hasQuery: Bool { target.contains("?") }

  // MARK: Parts

  private static func failure(
    _ text: String, _ reason: String, _ advice: String? = nil
  ) -> InputError {
    let shown = text.prefix { $0 != "?" }.prefix(200)
    // A password that stands in an address is not repeated.
    let place = shown.contains("@") ? "https://...@" : String(shown)
    return InputError("'\(place)' \(reason)", advice: advice)
  }

  private static func checkCharacters(_ text: String) throws(InputError) {
    guard text.utf8.count <= byteLimit else {
      throw failure(text, "is longer than \(byteLimit) bytes")
    }
    let forbidden = Set("\"<>\\^`{|}".utf8)
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      guard (0x21...0x7e).contains(byte), !forbidden.contains(byte) else {
        throw failure(text, "has a character that has no place in an address")
      }
      let digits = bytes[(index + 1)...].prefix(2)
      guard byte != UInt8(ascii: "%") || digits.count == 2 && digits.allSatisfy(isHexadecimal)
      else { throw failure(text, "has a % without two hexadecimal digits") }
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte.isDigit || (0x61...0x66).contains(byte | 0x20)
  }

  private static func hasScheme(_ text: String) -> Bool {
    let scheme = text.prefix { !"/?#:".contains($0) }
    return text.dropFirst(scheme.count).first == ":" && scheme.first?.isLetter == true
  }

  private static func place(
    _ authority: Substring, of text: String
  ) throws(InputError) -> (String, Int, NetworkAddress?) {
    var name = authority
    var port = 443
    if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
      let digits = authority[authority.index(after: colon)...]
      guard digits.utf8.allSatisfy(\.isDigit), digits.utf8.count <= 5,
        let number = Int(digits), (1...65535).contains(number)
      else { throw failure(text, "has no port after its colon") }
      (name, port) = (authority[..<colon], number)
    }
    if name.hasPrefix("["), name.hasSuffix("]") {
      let inner = name.dropFirst().dropLast()
      guard inner.contains(":"), let address = NetworkAddress(String(inner)) else {
        throw failure(text, "has no address of IPv6 in its brackets")
      }
      return (address.description, port, address)
    }
    let host = name.lowercased()
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    if labels.last.map(isNumeric) == true {
      guard let address = NetworkAddress(host) else {
        throw failure(text, "has a host of digits that is no address", "write four numbers")
      }
      return (host, port, address)
    }
    guard host.utf8.count <= 253, labels.allSatisfy(isLabel) else {
      throw failure(text, "has no name of a host")
    }
    return (host, port, nil)
  }

  /// Whether programs may take a host that ends in this for an address.
  private static func isNumeric(_ label: Substring) -> Bool {
    !label.isEmpty && (label.utf8.allSatisfy(\.isDigit) || label.hasPrefix("0x"))
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy { $0.isDigit || $0.isSmallLetter || $0 == UInt8(ascii: "-") }
  }

  /// Path and query without the parts `.` and `..` of the path, which leads nowhere above its top.
  private static func normalized(_ target: String) -> String {
    let path = target.prefix { $0 != "?" }
    var parts: [Substring] = []
    let all = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in all.enumerated() {
      let isLast = index == all.count - 1
      switch part {
      case ".": if isLast { parts.append("") }
      case "..":
        _ = parts.popLast()
        if isLast { parts.append("") }
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/") + target.dropFirst(path.count)
  }
}
