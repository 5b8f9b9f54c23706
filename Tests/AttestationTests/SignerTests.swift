import Foundation
import Testing
import Text

@testable import Attestation

/// Whose signature counts.
@Suite struct SignerTests {
  private func envelope(_ signatures: [(name: String, key: SigningKey)]) throws -> Envelope {
    let payload = try MadeCertificate().made().statements[2].payload
    let signed = PreAuthenticationEncoding.bytes(type: Envelope.payloadType, body: payload)
    let document: JSONValue = [
      "payload": .string(Base64.text(payload)), "payloadType": .string(Envelope.payloadType),
      "signatures": .array(
        try signatures.map { signature in
          [
            "keyid": .string(signature.name),
            "sig": .string(Base64.text(try signature.key.signature(of: signed))),
          ]
        }),
    ]
    return try Envelope(line: document.canonical.utf8, file: "c", place: "1")
  }

  @Test func aKeySignsOnceUnderItsOwnName() throws {
    let (key, other) = (try TestKeys.ed25519, try TestKeys.p256)
    let (name, second) = (key.publicKey.identifier, other.publicKey.identifier)
    let good = try envelope([(name, key), (second, other)])
    #expect(good.isSigned(by: key.publicKey) && good.isSigned(by: other.publicKey))
    let unnamed = try envelope([("", key)])
    #expect(unnamed.isSigned(by: key.publicKey) && !unnamed.isSigned(by: other.publicKey))
    for signatures in [[(name, key), (second, key)], [(second, key)], [(name, key), ("", key)]] {
      #expect(!(try envelope(signatures).isSigned(by: key.publicKey)))
    }
    // The other key's name at this key's signature is no signature of the other key.
    #expect(!(try envelope([(second, key)]).isSigned(by: other.publicKey)))
  }

  @Test func base64HasOneSpelling() {
    #expect(Base64.bytes("AAE=") == [0, 1] && Base64.bytes("") == [])
    for text in ["AAE", "AAF=", "AA\nE=", "AA-_", "AAE= ", "AAE=="] {
      #expect(Base64.bytes(text) == nil, "\(text)")
    }
  }
}
