import SwiftASN1
import X509

/// Who signed a message, and what the signature covers: attributes, of which one is the hash of the message.
///
/// - Source: RFC 5652, section 5.3.
struct SignerInfo {
  /// How a message names the signer's certificate.
  private enum Name {
    case issuer(DistinguishedName, serialNumber: ArraySlice<UInt8>)
    case key(ArraySlice<UInt8>)
  }

  private let name: Name
  private let hash: HashAlgorithm
  private let attributes: SignedAttributes
  private let algorithm: X509.Certificate.SignatureAlgorithm
  private let signature: ArraySlice<UInt8>

  init(_ node: ASN1Node) throws {
    self = try DER.sequence(node, identifier: .sequence) { nodes in
      _ = try Int(derEncoded: &nodes)
      let name = try Self.name(nodes.required())
      let hash = try HashAlgorithm(AlgorithmName(&nodes))
      let attributes = try SignedAttributes(nodes.required())
      let algorithm = try Self.algorithm(AlgorithmName(&nodes), hash)
      let signature = try ASN1OctetString(derEncoded: &nodes).bytes
      // What nobody signed.
      _ = DER.optionalImplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) { _ in }
      return SignerInfo(
        name: name, hash: hash, attributes: attributes, algorithm: algorithm, signature: signature)
    }
  }

  private init(
    name: Name, hash: HashAlgorithm, attributes: SignedAttributes,
    algorithm: X509.Certificate.SignatureAlgorithm, signature: ArraySlice<UInt8>
  ) {
    (self.name, self.hash, self.attributes) = (name, hash, attributes)
    (self.algorithm, self.signature) = (algorithm, signature)
  }

  private static func name(_ node: ASN1Node) throws -> Name {
    guard node.identifier == .sequence else {
      return .key(try ASN1OctetString(derEncoded: node, withIdentifier: .tag(0)).bytes)
    }
    return try DER.sequence(node, identifier: .sequence) { nodes in
      .issuer(
        try DistinguishedName(derEncoded: nodes.required()),
        serialNumber: try ArraySlice<UInt8>(derEncoded: &nodes))
    }
  }

  private static let algorithms =
    "RSA (PKCS #1, version 1.5) and ECDSA with SHA-256, 384 or 512, and Ed25519"

  /// The algorithm of the signature; one that names its hash function must name that of the message.
  private static func algorithm(
    _ name: AlgorithmName, _ hash: HashAlgorithm
  ) throws -> X509.Certificate.SignatureAlgorithm {
    let known: [(ASN1ObjectIdentifier, HashAlgorithm, X509.Certificate.SignatureAlgorithm)] = [
      ([1, 2, 840, 113549, 1, 1, 1], .sha256, .sha256WithRSAEncryption),
      ([1, 2, 840, 113549, 1, 1, 1], .sha384, .sha384WithRSAEncryption),
      ([1, 2, 840, 113549, 1, 1, 1], .sha512, .sha512WithRSAEncryption),
      ([1, 2, 840, 113549, 1, 1, 11], .sha256, .sha256WithRSAEncryption),
      ([1, 2, 840, 113549, 1, 1, 12], .sha384, .sha384WithRSAEncryption),
      ([1, 2, 840, 113549, 1, 1, 13], .sha512, .sha512WithRSAEncryption),
      ([1, 2, 840, 10045, 4, 3, 2], .sha256, .ecdsaWithSHA256),
      ([1, 2, 840, 10045, 4, 3, 3], .sha384, .ecdsaWithSHA384),
      ([1, 2, 840, 10045, 4, 3, 4], .sha512, .ecdsaWithSHA512),
      // RFC 8419, section 3.1.
      ([1, 3, 101, 112], .sha512, .ed25519),
    ]
    guard let found = known.first(where: { $0.0 == name.identifier && $0.1 == hash }), name.isPlain
    else {
      throw TimeStampDefect(
        "its signature is of a kind that is not known here", advice: "\(algorithms) are")
    }
    return found.2
  }

  /// Whether the message names this certificate as its signer's.
  func isNamed(_ other: AuthorityCertificate) -> Bool {
    guard attributes.signer.isOf(other) else { return false }
    switch name {
    case .issuer(let issuer, let serialNumber):
      return other.certificate.issuer == issuer
        && other.certificate.serialNumber.bytes == serialNumber
    case .key(let identifier):
      return (try? other.certificate.extensions.subjectKeyIdentifier)?.keyIdentifier == identifier
    }
  }

  /// Sees that the attributes are of this message, and that they are signed by this key.
  func requireSignature(
    by key: X509.Certificate.PublicKey, of content: ArraySlice<UInt8>, type: ASN1ObjectIdentifier
  ) throws {
    guard attributes.contentType == type, attributes.messageHash == hash.hash(content) else {
      throw TimeStampDefect("its signature is of another message: it was changed")
    }
    guard
      key.isValidSignature(signature, for: attributes.signedBytes, signatureAlgorithm: algorithm)
    else { throw TimeStampDefect("its signature is not good: it was changed") }
  }
}
