import Files
import Judgement
import Sampling
import TestSupport
import Testing
import Text

@testable import Attestation

/// A certificate beside what its reader has.
@Suite struct CheckTests {
  private func check(
    _ made: MadeCertificate, folder: MadeCertificate? = nil,
    _ change: (inout CertificateCheck.Grounds) throws -> Void = { _ in }
  ) throws -> CertificateCheck {
    var grounds = CertificateCheck.Grounds()
    grounds.keys = [try TestKeys.ed25519.publicKey]
    grounds.folder = (folder ?? made).grid
    try change(&grounds)
    return try CertificateCheck(made.file(), grounds)
  }

  @Test func whatIsWholePasses() throws {
    let check = try check(MadeCertificate())
    #expect(check.result == .passed)
    #expect(check.findings.allSatisfy { $0.status == .proved || $0.subject == "limit" })
  }

  @Test func withoutKeyOrFolderNothingPasses() throws {
    #expect(try check(MadeCertificate()) { $0.keys = [] }.result == .warned)
    #expect(try check(MadeCertificate()) { $0.folder = nil }.result == .warned)
    let failed = MadeCertificate(verdicts: [0: .diverged])
    #expect(try check(failed) { ($0.keys, $0.folder) = ([], nil) }.result == .failed)
  }

  @Test func everyNamedKeyMustHaveSigned() throws {
    for keys in [
      [try TestKeys.p256.publicKey],
      [try TestKeys.ed25519.publicKey, try TestKeys.p256.publicKey],
    ] {
      let error = #expect(throws: InputError.self) {
        try check(MadeCertificate()) { $0.keys = keys }
      }
      #expect(error?.kind == .malformed)
    }
  }

  @Test func otherFoldersFail() throws {
    let other = RecordedGrid.Golden(
      file: Digest(of: [0, 0]), content: MadeCertificate.golden(2).content, outcome: .completed,
      header: MadeCertificate.header(2))
    let folders: [MadeCertificate] = [
      MadeCertificate(contents: [2: .golden(other)]), MadeCertificate(contents: [2: .missing]),
      MadeCertificate(
        contents: [2: .unsound(isMalformed: true, file: Digest(of: [3]), stated: nil)]),
      MadeCertificate(unplannedCount: 1), MadeCertificate(cellCount: 5),
      MadeCertificate(name: "other"), MadeCertificate(task: "glue/RTE"),
    ]
    for made in [MadeCertificate(), MadeCertificate(sample: (2, "a coin"))] {
      for folder in folders {
        let check = try check(made, folder: folder)
        #expect(check.result == .failed, "\(folder)")
        #expect(check.findings.contains { $0.status == .failed }, "\(folder)")
      }
    }
  }

  @Test func powerNeedsAChallengeThatTheSignerDidNotChoose() throws {
    let made = MadeCertificate(sample: (2, "a coin"))
    func power(_ check: CertificateCheck) -> CertificateCheck.Finding? {
      check.findings.first { $0.subject == "power" }
    }
    let plain = try check(made)
    #expect(plain.result == .passed && power(plain)?.status == .open)
    let named = try check(made) { $0.challenge = Challenge("a coin") }
    #expect(named.result == .passed && power(named)?.status == .proved)
    #expect(power(named)?.text.contains("at most 4 of 6") == true)
    let other = try check(made) { $0.challenge = Challenge("another coin") }
    #expect(other.result == .failed)
    #expect(try check(MadeCertificate()) { $0.challenge = Challenge("a coin") }.result == .failed)
    #expect(power(try check(MadeCertificate()))?.status == .proved)
  }

  @Test func plansThatWereSignedBefore() throws {
    let key = try TestKeys.p256
    func plan(_ digest: Digest) throws -> SignedPlan {
      try SignedPlan(
        digest, name: "made", plannedCount: 6, time: MadeCertificate.time, signedBy: key,
        path: "p.jsonl")
    }
    let (right, wrong) = (try plan(Digest(of: [7])), try plan(Digest(of: [8])))
    for commitment in [nil, right.commitment(signedBy: key.publicKey)] {
      let made = MadeCertificate(commitment: commitment)
      #expect(try check(made) { $0.plan = (right, key.publicKey) }.result == .passed)
      #expect(try check(made) { $0.plan = (wrong, key.publicKey) }.result == .failed)
      #expect(try check(made).result == .passed)
      // The signed plan is the one, and another key signed it than the certificate says.
      let other = (right, try TestKeys.ed25519.publicKey)
      #expect(try check(made) { $0.plan = other }.result == (commitment == nil ? .passed : .failed))
    }
    let forged = MadeCertificate(commitment: wrong.commitment(signedBy: key.publicKey))
    #expect(try check(forged) { $0.plan = (right, key.publicKey) }.result == .failed)
    try withFolder { folder in
      let read = try SignedPlan(folder.write(right.text, to: "p.jsonl"))
      #expect(read.plan == right.plan && read.digest == right.digest)
      try read.requireSignatures(of: [key.publicKey])
      #expect(throws: InputError.self) { try read.requireSignatures(of: []) }
      let others = try TestKeys.ed25519.publicKey
      #expect(throws: InputError.self) { try read.requireSignatures(of: [others]) }
      for text in ["", right.text + right.text, try MadeCertificate().file().text] {
        let path = try folder.write(text, to: "other.jsonl")
        #expect(throws: InputError.self) { try SignedPlan(path) }
      }
    }
  }
}
