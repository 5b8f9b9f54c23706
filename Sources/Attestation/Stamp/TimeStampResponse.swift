import SwiftASN1

/// What an authority sends: whether it stamped, and the token.
///
/// - Source: RFC 3161, section 2.4.2.
struct TimeStampResponse {
  /// The response in DER; a token that came alone is put into one, since other programs read only these.
  let bytes: [UInt8]
  let token: ASN1Node

  /// Reads a response, or a token alone.
  init(_ content: [UInt8]) throws {
    let root = try DER.parse(content)
    let parts = try root.children(.sequence)
    if parts.first?.identifier == .objectIdentifier {
      (bytes, token) = (try Self.granted(root), root)
      return
    }
    guard (1...2).contains(parts.count) else { throw TimeStampDefect("it has other parts") }
    let status = try parts[0].children(.sequence)
    guard let first = status.first, let code = try? Int(derEncoded: first) else {
      throw TimeStampDefect("its status is missing")
    }
    // Granted, or granted with changes.
    guard code == 0 || code == 1 else {
      throw TimeStampDefect(
        "the authority refused: status \(code)", advice: "ask again, or ask another one")
    }
    guard parts.count == 2 else { throw TimeStampDefect("it has no token") }
    (bytes, token) = (content, parts[1])
  }

  private static func granted(_ token: ASN1Node) throws -> [UInt8] {
    var coder = DER.Serializer()
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.appendConstructedNode(identifier: .sequence) { try $0.serialize(0) }
      coder.serialize(token)
    }
    return coder.serializedBytes
  }
}
