import Files
import SwiftASN1

/// What was stamped, by its hash.
///
/// - Source: RFC 3161, section 2.4.1.
struct MessageImprint: DERSerializable, Equatable, Sendable {
  let algorithm: HashAlgorithm
  let hash: [UInt8]

  init(_ statement: Digest) { (algorithm, hash) = (.sha256, statement.bytes) }

  init(_ node: ASN1Node) throws {
    (algorithm, hash) = try DER.sequence(node, identifier: .sequence) { nodes in
      let algorithm = try HashAlgorithm(AlgorithmName(&nodes))
      return (algorithm, Array(try ASN1OctetString(derEncoded: &nodes).bytes))
    }
  }

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.serialize(algorithm.identifier)
        try coder.serialize(ASN1Null())
      }
      try coder.serialize(ASN1OctetString(contentBytes: hash[...]))
    }
  }
}
