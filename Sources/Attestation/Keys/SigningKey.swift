import Crypto
import Files
import Foundation
import Text

/// A key that signs. It is never printed, and no message quotes what it is read from.
public struct SigningKey: Sendable {
  /// The greatest text that is read as a key.
  static let byteLimit = 1 << 16

  private enum Secret: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
  }

  private let secret: Secret

  /// A new key.
  public init(_ algorithm: KeyAlgorithm) {
    secret =
      switch algorithm {
      case .ed25519: .ed25519(Curve25519.Signing.PrivateKey())
      case .p256: .p256(P256.Signing.PrivateKey())
      }
  }

  /// Reads the one private key of a text in PEM: PKCS#8 of both kinds, or SEC1 of P-256.
  ///
  /// - Throws: `InputError` if there is none, several, or one of another kind.
  public init(pem bytes: some Collection<UInt8>, file: String) throws {
    // OpenSSL writes the parameters of the curve before the key.
    let blocks = try PEM.blocks(bytes, file: file).filter { $0.label != "EC PARAMETERS" }
    guard blocks.count == 1, ["PRIVATE KEY", "EC PRIVATE KEY"].contains(blocks[0].label) else {
      throw InputError(
        file: file, "holds no single private key in PEM", advice: PEM.advice(blocks))
    }
    let (der, prefix) = (blocks[0].der, KeyAlgorithm.Ed25519Prefix.privateKey)
    if blocks[0].label == "PRIVATE KEY", der.count == prefix.count + 32, der.starts(with: prefix),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
    {
      secret = .ed25519(key)
    } else if let key = try? P256.Signing.PrivateKey(derRepresentation: der) {
      secret = .p256(key)
    } else {
      throw InputError(
        file: file, "is neither an Ed25519 nor a P-256 key",
        advice: "make one by 'seedproof certificate keygen'")
    }
  }

  public var publicKey: PublicKey {
    switch secret {
    case .ed25519(let key): PublicKey(key.publicKey)
    case .p256(let key): PublicKey(key.publicKey)
    }
  }

  /// The key as text in PEM (PKCS#8), for its file alone.
  private var pem: String {
    switch secret {
    case .ed25519(let key):
      PEM("PRIVATE KEY", KeyAlgorithm.Ed25519Prefix.privateKey + Array(key.rawRepresentation)).text
    case .p256(let key): PEM("PRIVATE KEY", Array(key.derRepresentation)).text
    }
  }

  /// Signs `bytes`. A key of P-256 gives another signature each time.
  public func signature(of bytes: [UInt8]) throws -> [UInt8] {
    switch secret {
    case .ed25519(let key): Array(try key.signature(for: bytes))
    case .p256(let key): Array(try key.signature(for: bytes).derRepresentation)
    }
  }

  /// Writes the key to a new file that only this user can read, and its public part to another.
  ///
  /// - Throws: `InputError` if a file is there: a key that is replaced is lost.
  public func write(to path: String, publicKey publicPath: String) throws {
    for place in [path, publicPath] where !FileEntry.isMissing(place) {
      throw InputError(
        file: place, "is there already, and a key that is replaced is lost",
        advice: "name another --out")
    }
    let file = try NewFile(for: path, isPrivate: true)
    try file.append(Array(pem.utf8))
    try AtomicFile.write(Array(publicKey.pem.utf8), to: publicPath)
    try file.place()
  }
}
