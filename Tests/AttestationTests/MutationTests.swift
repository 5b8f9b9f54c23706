import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Attestation

/// Damage and forgery: whatever is accepted says what was signed.
@Suite struct MutationTests {
  /// 10,000 certificates, each with one random change or several.
  @Test(arguments: ["ed25519", "p256"])
  func noAcceptedMutationChangesWhatWasSigned(_ name: String) throws {
    let key = try TestKeys.signing(name)
    let files = [
      try MadeCertificate(sample: (4, "a coin")).file(key),
      try MadeCertificate(verdicts: [1: .diverged]).file(key),
    ]
    var dice = Dice(name == "p256" ? 11 : 12)
    var accepted = 0
    for number in 0..<5000 {
      let file = files[number % 2]
      let mutated = mutate(file, other: files[1 - number % 2], &dice)
      guard let read = try? CertificateFile(mutated, path: "c"),
        (try? read.requireSignatures(of: [key.publicKey])) != nil
      else { continue }
      accepted += 1
      let (before, after) = (
        Set(file.envelopes.map(\.payload)), Set(read.envelopes.map(\.payload))
      )
      #expect(after == before, "mutation \(number)")
      #expect(read.certificate == file.certificate, "mutation \(number)")
      let ids = read.envelopes.flatMap(\.signatures).map(\.keyIdentifier)
      #expect(ids.allSatisfy { $0 == key.publicKey.identifier }, "mutation \(number)")
    }
    // Lines in another order, and spaces.
    #expect(accepted > 0 && accepted < 1500, "\(accepted) accepted")
  }

  private func mutate(
    _ file: CertificateFile, other: CertificateFile, _ dice: inout Dice
  ) -> [UInt8] {
    var lines = file.envelopes.map(\.line)
    let line = Int.random(in: 0..<3, using: &dice)
    switch Int.random(in: 0..<8, using: &dice) {
    case 0:
      var bytes = Array(file.text.utf8)
      for _ in 0...Int.random(in: 0...2, using: &dice) { damage(&bytes, &dice) }
      return bytes
    case 1: lines.shuffle(using: &dice)
    case 2: lines[line] = other.envelopes[Int.random(in: 0..<3, using: &dice)].line
    case 3:
      // The signature of another statement.
      let from = [file, other].randomElement(using: &dice)!.envelopes.randomElement(using: &dice)!
      lines[line] = self.line(file.envelopes[line].payload, from.signatures[0])
    case 4:
      // A payload that says something else, in canonical JSON.
      let statement = file.certificate.statements[line]
      let lie = Lies.all(statement.predicate).randomElement(using: &dice)!.1
      let other = Statement(statement.subjects, statement.predicateType, lie)
      lines[line] = self.line(other.payload, file.envelopes[line].signatures[0])
    case 5:
      var bytes = Array(lines[line].utf8)
      // Base64 of payload or signature.
      let places = bytes.indices.filter { bytes[$0].isDigit || bytes[$0].isSmallLetter }
      bytes[places.randomElement(using: &dice)!] = UInt8(ascii: "A")
      lines[line] = String(decoding: bytes, as: UTF8.self)
    case 6:
      var signature = file.envelopes[line].signatures[0].bytes
      damage(&signature, &dice)
      lines[line] = self.line(
        file.envelopes[line].payload,
        .init(keyIdentifier: file.envelopes[line].signatures[0].keyIdentifier, bytes: signature))
    default:
      // Spaces between tokens, which are no part of what is signed.
      lines[line] = lines[line].replacing(",\"", with: " ,\n\"".replacing("\n", with: " "))
    }
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  private func line(_ payload: [UInt8], _ signature: Envelope.Signature) -> String {
    let document: JSONValue = [
      "payload": .string(Data(payload).base64EncodedString()),
      "payloadType": .string(Envelope.payloadType),
      "signatures": [
        [
          "keyid": .string(signature.keyIdentifier),
          "sig": .string(Data(signature.bytes).base64EncodedString()),
        ]
      ],
    ]
    return document.canonical
  }

  private func damage(_ bytes: inout [UInt8], _ dice: inout Dice) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: bytes.indices, using: &dice)
    switch Int.random(in: 0..<5, using: &dice) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &dice)
    case 2: bytes.remove(at: place)
    case 3: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: place)
    default: bytes.removeLast(Int.random(in: 1...min(200, bytes.count), using: &dice))
    }
  }

  /// Each way in which a bundle is no certificate, by what is said of it.
  @Test func malformedBundlesAreRefusedByName() throws {
    let key = try TestKeys.ed25519
    let (file, other) = (try MadeCertificate().file(), try MadeCertificate(name: "b").file())
    let second = try MadeCertificate().file(TestKeys.p256)
    let lines = file.envelopes.map(\.line)
    let longer = try MadeCertificate(cellCount: 7).file()
    let statement = file.certificate.statements[2]
    func signed(_ statement: Statement) throws -> String {
      try Envelope(statement, signedBy: key).line
    }
    let unsigned = line(statement.payload, .init(keyIdentifier: "", bytes: []))
      .replacing(/"signatures":\[.*\]/, with: "\"signatures\":[]")
    let twice = lines[2].replacing(/\[(.*)\]/) { "[\($0.1),\($0.1)]" }
    let (subject, rest) = (statement.subjects[0], Array(statement.subjects.dropFirst()))
    let cases: [([String], String)] = [
      ([], "not the three signed statements"),
      (Array(lines.prefix(2)), "has 2 lines"),
      (lines + [lines[0]], "has 4 lines"),
      (["", lines[0], lines[1]], "is no envelope"),
      ([lines[0], lines[1], String(lines[2].dropLast(9))], "is no envelope"),
      ([lines[0], lines[1], unsigned], "is not signed"),
      ([lines[0], lines[1], twice], "one key stands at two signatures"),
      ([lines[0], lines[1], lines[1]], "one statement of each type"),
      ([lines[0], lines[1], other.envelopes[2].line], "from two"),
      ([lines[0], lines[1], longer.envelopes[2].line], "different files"),
      ([lines[0], lines[1], second.envelopes[2].line], "different signers"),
      (
        [lines[0], lines[1], lines[2].replacing("vnd.in-toto+json", with: "json")],
        "payload of another type"
      ),
      (
        [
          lines[0], lines[1],
          try signed(.init(statement.subjects, "seedproof:seed-replication/v0.2", ["a": 1])),
        ], "one statement of each type"
      ),
      (
        [
          lines[0], lines[1],
          try signed(.init(rest, statement.predicateType, statement.predicate)),
        ], "different files"
      ),
      (
        [
          lines[0], lines[1],
          try signed(.init([subject] + [subject] + rest, Certificate.predicateType, ["a": 1])),
        ], "a subject stands twice"
      ),
      (
        [lines[0], lines[1], lines[2].replacing("{\"payload\"", with: "{\"x\":1,\"payload\"")],
        "has 'payload'"
      ),
      (
        [
          lines[0], lines[1],
          lines[2].replacing("{\"payload\"", with: "{\"payload\":\"\",\"payload\""),
        ], "stands twice"
      ),
    ]
    for (lines, reason) in cases {
      let text = lines.map { $0 + "\n" }.joined()
      let error = #expect(throws: InputError.self, "\(reason)") {
        try CertificateFile(Array(text.utf8), path: "c")
      }
      #expect(error?.kind == .malformed)
      #expect(error?.description.contains(reason) == true, "\(String(describing: error)) \(reason)")
    }
  }

  /// Bytes that are signed and are not what this program writes.
  @Test(arguments: [
    "{}", "[]", "", "{\"_type\":1}", " {\"a\":1}", "{\"a\":1.0}", "{\"a\":1,\"a\":1}", "nul",
  ])
  func otherPayloadsAreRefused(_ text: String) throws {
    #expect(throws: InputError.self) {
      try Statement(payload: Array(text.utf8), file: "c", place: "1")
    }
  }

  @Test func statementsAreCanonicalOrRefused() throws {
    let payload = try MadeCertificate().made().statements[2].payload
    #expect(try Statement(payload: payload, file: "c", place: "1").payload == payload)
    let text = String(decoding: payload, as: UTF8.self)
    let others = [
      text.replacing("\"_type\"", with: " \"_type\""), text + "\n",
      text.replacing("Statement/v1", with: "Statement/v0.1"),
      text.replacing("\"sha256\"", with: "\"sha1\""),
      text.replacing("\"name\":\"experiment.yaml\"", with: "\"name\":\"\\u0065xperiment.yaml\""),
      text.replacing("{\"_type\"", with: "{\"_extra\":1,\"_type\""),
    ]
    for other in others {
      #expect(throws: InputError.self, "\(other.prefix(80))") {
        try Statement(payload: Array(other.utf8), file: "c", place: "1")
      }
    }
  }
}
