import Text

/// A statement with its signatures: a DSSE envelope of the type that in-toto prescribes.
///
/// Keys and algorithms are the reader's: what an envelope says of its keys is a hint, by which people find them.
public struct Envelope: Sendable, Equatable {
  public static let payloadType = "application/vnd.in-toto+json"

  public struct Signature: Sendable, Equatable {
    /// The signer's key, as the envelope names it; see `PublicKey.identifier`.
    public let keyIdentifier: String
    public let bytes: [UInt8]
  }

  /// The statement's bytes.
  public let payload: [UInt8]
  public let signatures: [Signature]

  /// Signs a statement.
  public init(_ statement: Statement, signedBy key: SigningKey) throws {
    payload = statement.payload
    let signed = PreAuthenticationEncoding.bytes(type: Self.payloadType, body: payload)
    signatures = [
      Signature(keyIdentifier: key.publicKey.identifier, bytes: try key.signature(of: signed))
    ]
  }

  /// What the signatures cover.
  public var signedBytes: [UInt8] {
    PreAuthenticationEncoding.bytes(type: Self.payloadType, body: payload)
  }

  /// The envelope as one line, without its end.
  public var line: String {
    let signatures = signatures.map { signature -> JSONValue in
      ["keyid": .string(signature.keyIdentifier), "sig": .string(Base64.text(signature.bytes))]
    }
    let members: JSONValue = [
      "payload": .string(Base64.text(payload)), "payloadType": .string(Self.payloadType),
      "signatures": .array(signatures),
    ]
    return members.canonical
  }

  /// Whether `key` signed this, once. A key that signed twice counts for nothing.
  public func isSigned(by key: PublicKey) -> Bool {
    let signed = signedBytes
    let own = signatures.filter { key.isValid($0.bytes, of: signed) }
    // Another name for the key would be found by nobody who looks for it.
    return own.count == 1 && ["", key.identifier].contains(own[0].keyIdentifier)
  }
}

extension Envelope {
  /// The greatest line that is read: a million subjects in three statements are less.
  static let byteLimit = 1 << 28

  /// Reads one line.
  ///
  /// - Throws: `InputError` of kind malformed.
  public init(line: some Sequence<UInt8>, file: String, place: String) throws {
    func malformed(_ reason: String) -> InputError {
      InputError(.malformed, file: file, place: place, reason)
    }
    let json: JSONValue
    do { json = try JSONParser.parse(line, depthLimit: 4) } catch {
      throw malformed("is no envelope: \(error.reason) at byte \(error.offset)")
    }
    guard let members = json.object, members.count == 3, let payload = json["payload"]?.string,
      let type = json["payloadType"]?.string, let signatures = json["signatures"]?.array
    else { throw malformed("an envelope has 'payload', 'payloadType' and 'signatures' alone") }
    guard type.utf8.elementsEqual(Self.payloadType.utf8) else {
      throw malformed("has a payload of another type than '\(Self.payloadType)'")
    }
    guard let bytes = Base64.bytes(payload) else {
      throw malformed("'payload' is not base64 with padding, in one line")
    }
    guard !signatures.isEmpty else { throw malformed("is not signed") }
    self.payload = bytes
    self.signatures = try signatures.map { signature in
      guard signature.object?.count == 2, let key = signature["keyid"]?.string,
        let bytes = signature["sig"]?.string.flatMap(Base64.bytes)
      else { throw malformed("a signature has 'keyid' and 'sig' alone, the latter in base64") }
      return Signature(keyIdentifier: key, bytes: bytes)
    }
    guard Set(self.signatures.map { Array($0.keyIdentifier.utf8) }).count == signatures.count else {
      throw malformed("one key stands at two signatures")
    }
  }
}
