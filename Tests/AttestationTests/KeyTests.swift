import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Attestation

/// Keys, their names and signatures, beside those of OpenSSL and securesystemslib.
@Suite struct KeyTests {
  private static let message = Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8)

  private func answers(_ name: String) throws -> (keyid: String, signature: [UInt8]) {
    let file = try InputFile(TestKeys.path("answers.json"), limit: 1 << 16)
    let answer = try #require(try JSONParser.parse(file.data)[name])
    let digits = Array(try #require(answer["signature"]?.string))
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return (try #require(answer["keyid"]?.string), bytes)
  }

  @Test func encodingIsThatOfTheSpecification() {
    #expect(
      PreAuthenticationEncoding.bytes(
        type: "http://example.com/HelloWorld", body: Array("hello world".utf8)) == Self.message)
  }

  @Test(arguments: ["ed25519", "p256"])
  func othersSignaturesAndNamesAreOurs(_ name: String) throws {
    let key = try PublicKey(TestKeys.path(name + ".pub"))
    let (keyid, signature) = try answers(name)
    #expect(key.identifier == keyid)
    #expect(key.isValid(signature, of: Self.message))
    #expect(!key.isValid(signature, of: Self.message + [0]))
    for place in signature.indices {
      var other = signature
      other[place] ^= 1
      #expect(!key.isValid(other, of: Self.message), "byte \(place)")
    }
    #expect(!key.isValid([], of: Self.message) && !key.isValid(signature + [0], of: Self.message))
    let text = try InputFile(TestKeys.path(name + ".pub"), limit: 1 << 16).text()
    #expect(key.pem == text)
    let secret = try TestKeys.signing(name)
    #expect(secret.publicKey == key)
    #expect(key.isValid(try secret.signature(of: Self.message), of: Self.message))
  }

  @Test func eachFormOfAKeyIsRead() throws {
    let key = try TestKeys.p256.publicKey
    #expect(try TestKeys.signing("p256-sec1").publicKey == key)
    #expect(try PublicKey(TestKeys.path("p256-compressed.pub")) == key)
    #expect(try TestKeys.signing("p256-parameters").publicKey.algorithm == .p256)
  }

  @Test(arguments: [
    ("rsa.key", "neither an Ed25519 nor a P-256"), ("p384.key", "neither an Ed25519 nor a P-256"),
    ("encrypted.key", "it has a password"), ("ed25519.pub", "this is the public key"),
    ("answers.json", "holds no single private key"),
  ])
  func otherKeysAreRefused(_ name: String, _ reason: String) throws {
    let file = try InputFile(TestKeys.path(name), limit: 1 << 16)
    let error = #expect(throws: InputError.self) { try SigningKey(pem: file.data, file: name) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    let text = try file.text()
    for line in text.split(separator: "\n") where !line.hasPrefix("---") && line.count > 20 {
      #expect(error?.description.contains(line) == false, "a key is quoted")
    }
  }

  @Test func privateKeysAreNoPublicOnes() throws {
    for name in ["rsa.pub", "p384.pub", "p256.key", "ed25519.key"] {
      #expect(throws: InputError.self, "\(name)") { try PublicKey(TestKeys.path(name)) }
    }
    let two = try InputFile(TestKeys.path("ed25519.pub"), limit: 1 << 16).text()
    #expect(throws: InputError.self) { try PublicKey(pem: Array((two + two).utf8), file: "two") }
    for (old, new) in [("-----END", "----END"), ("MCow", "MC w")] {
      let damaged = two.replacing(old, with: new)
      #expect(throws: InputError.self) { try PublicKey(pem: Array(damaged.utf8), file: "damaged") }
    }
  }

  @Test(arguments: KeyAlgorithm.allCases)
  func newKeysAreKeptFromOthersAndNeverReplaced(_ algorithm: KeyAlgorithm) throws {
    try withFolder { folder in
      let (secret, known) = (folder.file("me.key"), folder.file("me.pub"))
      let key = SigningKey(algorithm)
      try key.write(to: secret, publicKey: known)
      let mode = try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      let read = try SigningKey(pem: InputFile(secret, limit: 1 << 16).data, file: secret)
      #expect(read.publicKey == key.publicKey)
      #expect(try PublicKey(known) == key.publicKey)
      let before = try folder.bytes(of: "me.key")
      #expect(throws: InputError.self) {
        try SigningKey(algorithm).write(to: secret, publicKey: folder.file("new.pub"))
      }
      #expect(throws: InputError.self) {
        try SigningKey(algorithm).write(to: folder.file("new.key"), publicKey: known)
      }
      #expect(try folder.bytes(of: "me.key") == before)
      #expect(try folder.names() == ["me.key", "me.pub"])
    }
  }
}
