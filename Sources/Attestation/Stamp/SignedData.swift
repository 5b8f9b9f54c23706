import SwiftASN1
import X509

/// A signed message with the certificates that its signer put beside it.
///
/// - Source: RFC 5652, sections 3 and 5.1.
struct SignedData {
  /// Certificates of a token: the signer's, and those above it. More would let a token keep its reader busy.
  static let certificateLimit = 6

  /// `id-signedData`
  private static let type: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 2]

  let contentType: ASN1ObjectIdentifier
  let content: ArraySlice<UInt8>
  let certificates: [AuthorityCertificate]
  let signer: SignerInfo

  /// Reads a `ContentInfo`.
  init(_ node: ASN1Node) throws {
    let inner = try DER.sequence(node, identifier: .sequence) { nodes in
      guard try ASN1ObjectIdentifier(derEncoded: &nodes) == Self.type else {
        throw TimeStampDefect("it is no signed message")
      }
      return try nodes.required().onlyChild(.tag(0))
    }
    self = try DER.sequence(inner, identifier: .sequence) { nodes in
      // Version, and the hash functions, which the signer names again.
      _ = try Int(derEncoded: &nodes)
      _ = try nodes.required().children(.set)
      let (type, content) = try Self.content(nodes.required())
      let certificates = try DER.optionalImplicitlyTagged(
        &nodes, tagNumber: 0, tagClass: .contextSpecific, Self.certificates)
      // Lists of what was revoked: nobody asks for them here.
      _ = DER.optionalImplicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) { _ in }
      let signers = try nodes.required().children(.set)
      guard signers.count == 1 else { throw TimeStampDefect("it has not one signer") }
      return SignedData(
        contentType: type, content: content, certificates: certificates ?? [],
        signer: try SignerInfo(signers[0]))
    }
  }

  private init(
    contentType: ASN1ObjectIdentifier, content: ArraySlice<UInt8>,
    certificates: [AuthorityCertificate], signer: SignerInfo
  ) {
    (self.contentType, self.content) = (contentType, content)
    (self.certificates, self.signer) = (certificates, signer)
  }

  private static func content(
    _ node: ASN1Node
  ) throws -> (ASN1ObjectIdentifier, ArraySlice<UInt8>) {
    try DER.sequence(node, identifier: .sequence) { nodes in
      let type = try ASN1ObjectIdentifier(derEncoded: &nodes)
      let inner = try nodes.required().onlyChild(.tag(0))
      return (type, try ASN1OctetString(derEncoded: inner).bytes)
    }
  }

  /// Certificates of kinds that are not known here stand for nothing.
  private static func certificates(_ node: ASN1Node) throws -> [AuthorityCertificate] {
    let nodes = try node.children(.tag(0))
    guard nodes.count <= certificateLimit else {
      throw TimeStampDefect("it has more than \(certificateLimit) certificates")
    }
    return nodes.compactMap { try? AuthorityCertificate($0.encodedBytes) }
  }
}

/// A certificate, with the bytes that it was read from.
struct AuthorityCertificate: Sendable {
  let certificate: X509.Certificate
  let bytes: [UInt8]

  init(_ bytes: some Sequence<UInt8>) throws {
    self.bytes = Array(bytes)
    certificate = try X509.Certificate(derEncoded: self.bytes)
  }
}
