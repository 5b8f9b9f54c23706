import Crypto
import Files
import Foundation
import Text

/// A key that checks signatures. Two of them are equal if the keys are.
public struct PublicKey: Sendable, Hashable {
  public let algorithm: KeyAlgorithm
  /// SubjectPublicKeyInfo in DER, in its one spelling: a point of P-256 is not compressed.
  let der: [UInt8]

  /// The public part of a key pair.
  init(_ key: Curve25519.Signing.PublicKey) {
    algorithm = .ed25519
    der = KeyAlgorithm.Ed25519Prefix.publicKey + Array(key.rawRepresentation)
  }

  init(_ key: P256.Signing.PublicKey) {
    algorithm = .p256
    der = Array(key.derRepresentation)
  }

  /// Reads the one public key of a text in PEM.
  ///
  /// - Throws: `InputError` if there is none, several, or one of another kind.
  public init(pem bytes: some Collection<UInt8>, file: String) throws {
    let blocks = try PEM.blocks(bytes, file: file)
    guard blocks.count == 1, blocks[0].label == "PUBLIC KEY" else {
      throw InputError(
        file: file, "holds no single public key in PEM", advice: PEM.advice(blocks))
    }
    let (der, prefix) = (blocks[0].der, KeyAlgorithm.Ed25519Prefix.publicKey)
    if der.count == prefix.count + 32, der.starts(with: prefix),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: der.suffix(32))
    {
      self.init(key)
    } else if let key = try? Self.p256(der) {
      self.init(key)
    } else {
      throw InputError(
        file: file, "is neither an Ed25519 nor a P-256 key",
        advice: "make a pair by 'seedproof certificate keygen'")
    }
  }

  private static func p256(_ der: [UInt8]) throws -> P256.Signing.PublicKey {
    let prefix = KeyAlgorithm.compressedPrefix
    guard der.starts(with: prefix) else { return try .init(derRepresentation: der) }
    return try .init(compressedRepresentation: der.dropFirst(prefix.count))
  }

  /// Reads a file.
  ///
  /// - Throws: `InputError` of kind usage.
  public init(_ path: String) throws {
    let file = try InputFile(path, limit: SigningKey.byteLimit)
    try self.init(pem: file.data, file: path)
  }

  /// The key as text in PEM, as OpenSSL writes it.
  public var pem: String { PEM("PUBLIC KEY", der).text }

  /// By what name other programs know it: SHA-256 of a text that holds the key.
  ///
  /// - Source: securesystemslib, `SSlibKey`. Line ends in the text stay as they are.
  public var identifier: String {
    let text =
      switch algorithm {
      case .ed25519: Self.description("ed25519", hex(der.suffix(32)), "ed25519")
      case .p256: Self.description("ecdsa", pem, "ecdsa-sha2-nistp256")
      }
    return Digest(of: Array(text.utf8)).description
  }

  private static func description(_ type: String, _ key: String, _ scheme: String) -> String {
    "{\"keytype\":\"\(type)\",\"keyval\":{\"public\":\"\(key)\"},\"scheme\":\"\(scheme)\"}"
  }

  /// Whether `signature` is this key's, of `bytes`.
  func isValid(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    switch algorithm {
    case .ed25519:
      guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: der.suffix(32)) else {
        return false
      }
      return key.isValidSignature(signature, for: bytes)
    case .p256:
      guard let key = try? P256.Signing.PublicKey(derRepresentation: der),
        let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
      else { return false }
      return key.isValidSignature(signature, for: bytes)
    }
  }
}

private typealias Digest = Files.Digest
