import Crypto
import SwiftASN1

/// The hash functions of time-stamps.
enum HashAlgorithm: Sendable, CaseIterable {
  /// In the older attribute that names the signer's certificate, and nowhere else.
  case sha1
  case sha256
  case sha384
  case sha512

  /// - Source: RFC 8017, appendix B.1.
  var identifier: ASN1ObjectIdentifier {
    switch self {
    case .sha1: [1, 3, 14, 3, 2, 26]
    case .sha256: [2, 16, 840, 1, 101, 3, 4, 2, 1]
    case .sha384: [2, 16, 840, 1, 101, 3, 4, 2, 2]
    case .sha512: [2, 16, 840, 1, 101, 3, 4, 2, 3]
    }
  }

  /// The hash function of that name, if it is a strong one.
  init(_ name: AlgorithmName) throws {
    guard let known = Self.allCases.first(where: { $0.identifier == name.identifier }),
      known != .sha1, name.isPlain
    else { throw TimeStampDefect("its hash function is not SHA-256, SHA-384 or SHA-512") }
    self = known
  }

  func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(bytes)
    return switch self {
    case .sha1: Array(Insecure.SHA1.hash(data: bytes))
    case .sha256: Array(SHA256.hash(data: bytes))
    case .sha384: Array(SHA384.hash(data: bytes))
    case .sha512: Array(SHA512.hash(data: bytes))
    }
  }
}

/// An algorithm as ASN.1 names it.
struct AlgorithmName {
  let identifier: ASN1ObjectIdentifier
  /// Whether it has no parameters.
  let isPlain: Bool

  init(_ node: ASN1Node) throws {
    (identifier, isPlain) = try DER.sequence(node, identifier: .sequence) { nodes in
      let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
      guard let parameters = nodes.next() else { return (identifier, true) }
      return (identifier, parameters.identifier == .null)
    }
  }

  init(_ nodes: inout ASN1NodeCollection.Iterator) throws { try self.init(nodes.required()) }
}
