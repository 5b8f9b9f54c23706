import SwiftASN1

/// What the signature of a message covers.
///
/// - Source: RFC 5652, sections 5.4 and 11; RFC 3161, section 2.4.2.
struct SignedAttributes {
  /// The attributes as they are hashed: as a SET, whatever tag they have in the message.
  let signedBytes: [UInt8]
  let contentType: ASN1ObjectIdentifier
  let messageHash: [UInt8]
  let signer: SigningCertificate

  init(_ node: ASN1Node) throws {
    guard node.identifier == .tag(0) else {
      throw TimeStampDefect("it has no signed attributes")
    }
    var values: [ASN1ObjectIdentifier: ASN1Node] = [:]
    for attribute in try node.children(.tag(0)) {
      let (type, value) = try DER.sequence(attribute, identifier: .sequence) { nodes in
        (try ASN1ObjectIdentifier(derEncoded: &nodes), try nodes.required())
      }
      guard values.updateValue(value, forKey: type) == nil else {
        throw TimeStampDefect("a signed attribute stands twice")
      }
    }
    func value(_ type: ASN1ObjectIdentifier) throws -> ASN1Node? {
      try values[type]?.onlyChild(.set)
    }
    guard let contentType = try value([1, 2, 840, 113549, 1, 9, 3]),
      let messageHash = try value([1, 2, 840, 113549, 1, 9, 4])
    else { throw TimeStampDefect("its signature does not say of what it is") }
    self.contentType = try ASN1ObjectIdentifier(derEncoded: contentType)
    self.messageHash = Array(try ASN1OctetString(derEncoded: messageHash).bytes)
    signer = try SigningCertificate(
      value([1, 2, 840, 113549, 1, 9, 16, 2, 12]), value([1, 2, 840, 113549, 1, 9, 16, 2, 47]))
    signedBytes = [0x31] + node.encodedBytes.dropFirst()
  }
}

/// The signer's certificate, by its hash: without it a key with two certificates could sign for either.
///
/// - Source: RFC 5035, sections 3 and 4; RFC 5816.
struct SigningCertificate {
  private typealias Hash = (algorithm: HashAlgorithm, bytes: [UInt8])

  private let hashes: [Hash]

  /// - Parameters:
  ///   - first: the older attribute, with a hash by SHA-1.
  ///   - second: the newer one.
  init(_ first: ASN1Node?, _ second: ASN1Node?) throws {
    let known: [Hash?] = try [
      first.map { try Self.hash($0) }, second.map { try Self.namedHash($0) },
    ]
    hashes = known.compactMap(\.self)
    guard !hashes.isEmpty else {
      throw TimeStampDefect("its signature does not name the authority's certificate")
    }
  }

  /// The first of the certificates that an attribute lists; the others are those above it.
  private static func identifier(_ node: ASN1Node) throws -> ASN1Node {
    let parts = try node.children(.sequence)
    guard let first = try parts.first?.children(.sequence).first else {
      throw TimeStampDefect("its signature names no certificate")
    }
    return first
  }

  private static func hash(_ node: ASN1Node) throws -> Hash {
    let parts = try identifier(node).children(.sequence)
    guard let hash = parts.first else { throw TimeStampDefect("a part of it is missing") }
    return (.sha1, Array(try ASN1OctetString(derEncoded: hash).bytes))
  }

  private static func namedHash(_ node: ASN1Node) throws -> Hash {
    var parts = try identifier(node).children(.sequence)[...]
    var algorithm = HashAlgorithm.sha256
    if parts.first?.identifier == .sequence {
      algorithm = try HashAlgorithm(AlgorithmName(parts.removeFirst()))
    }
    guard let hash = parts.first else { throw TimeStampDefect("a part of it is missing") }
    return (algorithm, Array(try ASN1OctetString(derEncoded: hash).bytes))
  }

  func isOf(_ other: AuthorityCertificate) -> Bool {
    hashes.allSatisfy { $0.bytes == $0.algorithm.hash(other.bytes) }
  }
}
