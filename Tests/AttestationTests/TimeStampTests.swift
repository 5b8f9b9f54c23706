import Files
import TestSupport
import Testing
import Text

@testable import Attestation

/// Time-stamps that stock OpenSSL made, by authorities of many kinds: `Tests/Fixtures/Attestation/Stamps`.
@Suite struct TimeStampTests {
  static let statement = Digest(of: Array("a statement".utf8))

  static func path(_ name: String) -> String { TestKeys.path("Stamps/" + name) }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try InputFile(path(name), limit: 1 << 16).data)
  }

  private func check(_ name: String, by authorities: String...) async throws -> CheckedTime {
    try await check(Self.bytes(name), by: authorities)
  }

  private func check(_ bytes: [UInt8], by authorities: [String]) async throws -> CheckedTime {
    let pem = try authorities.flatMap { try Self.bytes($0) }
    let authority = try TimeStampAuthority(pem: pem, path: "authority.pem")
    return try await TimeStamp(bytes, path: "c.tsr").checked(by: authority)
  }

  @Test(arguments: [
    ("rsa.tsr", "RSA"), ("rsa-sha384.tsr", "RSA"), ("rsa-sha512.tsr", "RSA"),
    ("p256.tsr", "P-256"), ("token.der", "P-256"), ("p384.tsr", "P-384"),
    ("named-by-sha1.tsr", "P-256"), ("cms.der", "P-256"), ("by-key.der", "P-256"),
    ("ed25519.der", "Ed25519"), ("chain.tsr", "Deep"),
  ])
  func goodStampsAreTaken(_ name: String, _ authority: String) async throws {
    let time = try await check(name, by: "root.pem")
    #expect(time.stamp.isOf(Self.statement) && !time.stamp.isOf(Digest(of: [])))
    #expect(time.authority == "CN=\(authority) authority")
    #expect(time.text.hasPrefix("stamped at 20"))
    // A second that is over, an accuracy of a second, and parts of one.
    #expect(time.latest == time.stamp.time.epoch + (name == "rsa-sha512.tsr" ? 3 : 0))
    // One of several authorities is enough.
    _ = try await check(name, by: "other-root.pem", "root.pem")
  }

  @Test(arguments: [
    (
      "expired.tsr",
      "at the time of the stamp: it is from 2000-01-01T00:00:00Z to 2020-01-01"
    ),
    ("not-yet.tsr", "was not valid at the time of the stamp"),
    ("chain-cut.tsr", "no chain of certificates"),
    ("chain-expired.tsr", "no chain of certificates"),
    ("chain-no-authority.tsr", "no chain of certificates"),
    ("chain-no-signer.tsr", "no chain of certificates"),
    ("unknown-extension.tsr", "no chain of certificates"),
    ("no-use.der", "is not for time-stamps"), ("another-use.der", "is not for time-stamps"),
    ("other-uses.der", "for other things beside"), ("not-critical.der", "does not insist"),
    ("key-for-more.der", "is not for signatures alone"),
    ("no-certificate.tsr", "its signer's certificate is not there"),
    ("not-named.der", "does not name the authority's certificate"),
    ("no-attributes.der", "it has no signed attributes"),
    ("other-content.der", "its signed message is something else"),
    ("sha1.der", "its hash function is not SHA-256"),
    ("refused.tsr", "the authority refused: status 2"),
    ("root.pem", "it is damaged, or not in DER"), ("request.tsq", "is no good time-stamp"),
  ])
  func badStampsAreRefusedByName(_ name: String, _ reason: String) async throws {
    let error = await #expect(throws: InputError.self) { try await check(name, by: "root.pem") }
    #expect(error?.kind == .malformed)
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  /// A stamp is worth something to who trusts its authority, and to nobody else.
  @Test func authoritiesAreTheReaders() async throws {
    for other in ["other-root.pem", "same-name-root.pem", "p256.pem"] {
      for name in ["rsa.tsr", "p256.tsr", "chain.tsr"] {
        await #expect(throws: InputError.self, "\(name) by \(other)") {
          try await check(name, by: other)
        }
      }
    }
  }

  /// Two certificates of one key, name and number: the signature names one of them.
  @Test func certificatesThatAreNotInTheStamp() async throws {
    let time = try await check("no-certificate.tsr", by: "root.pem", "p256.pem")
    #expect(time.authority == "CN=P-256 authority")
    let error = await #expect(throws: InputError.self) {
      try await check("no-certificate.tsr", by: "root.pem", "twin.pem")
    }
    #expect(error?.description.contains("its signer's certificate is not there") == true)
  }

  @Test func stampsOfOtherThings() async throws {
    for name in ["another-statement.tsr", "sha512-of-it.tsr"] {
      #expect(try await check(name, by: "root.pem").stamp.isOf(Self.statement) == false)
    }
  }

  /// What the authority signed, and its signature.
  @Test(arguments: ["rsa.tsr", "p256.tsr", "token.der"])
  func changedStampsAreRefused(_ name: String) async throws {
    let bytes = try Self.bytes(name)
    let hash = try #require(bytes.firstRange(of: Self.statement.bytes))
    for (place, reason) in [
      (hash.lowerBound, "of another message"), (bytes.count - 9, "its signature is not good"),
    ] {
      var other = bytes
      other[place] ^= 1
      let error = await #expect(throws: InputError.self) {
        try await check(other, by: ["root.pem"])
      }
      #expect(error?.kind == .malformed)
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
  }

  /// A bit of each byte: what is accepted says the same of the same statement.
  @Test(arguments: ["p256.tsr", "by-key.der"])
  func noAcceptedChangeSaysAnotherThing(_ name: String) async throws {
    let bytes = try Self.bytes(name)
    let authority = try TimeStampAuthority(pem: Self.bytes("root.pem"), path: "authority.pem")
    let time = try await TimeStamp(bytes, path: "c.tsr").checked(by: authority)
    var accepted = 0
    for place in bytes.indices {
      var other = bytes
      other[place] ^= 1 << UInt8(place % 8)
      do {
        let found = try await TimeStamp(other, path: "c.tsr").checked(by: authority)
        accepted += 1
        #expect(found.stamp.isOf(Self.statement) && found.text == time.text, "byte \(place)")
      } catch { #expect((error as? InputError)?.kind == .malformed, "byte \(place): \(error)") }
    }
    #expect(accepted < bytes.count / 10, "\(accepted) accepted")
  }

  @Test(arguments: ["rsa.tsr", "p256.tsr", "token.der", "ed25519.der"])
  func cutAndPaddedStampsAreRefused(_ name: String) async throws {
    let bytes = try Self.bytes(name)
    for count in bytes.indices {
      let error = #expect(throws: InputError.self, "\(count) bytes") {
        try TimeStamp(bytes.prefix(count), path: "c.tsr")
      }
      #expect(error?.kind == .malformed)
    }
    #expect(throws: InputError.self) { try TimeStamp(bytes + [0], path: "c.tsr") }
  }

  /// Other programs read responses only.
  @Test func tokensAreKeptAsResponses() async throws {
    let token = try Self.bytes("token.der")
    let stamp = try TimeStamp(token, path: "t")
    #expect(stamp.bytes != token && stamp.bytes.suffix(token.count) == token[...])
    #expect(try TimeStamp(stamp.bytes, path: "t").bytes == stamp.bytes)
    let response = try Self.bytes("rsa.tsr")
    #expect(try TimeStamp(response, path: "t").bytes == response)
  }

  @Test func requestsAreTheSameBytes() throws {
    #expect(try TimeStampRequest(Self.statement).bytes == Self.bytes("request.tsq"))
    for number in UInt8(0)..<64 {
      let bytes = try TimeStampRequest(Digest(of: [number])).bytes
      #expect(bytes.count <= 72 && bytes.suffix(3) == [1, 1, 0xff])
    }
  }

  @Test func authoritiesAreCertificatesInPEM() throws {
    let root = try Self.bytes("root.pem")
    #expect(try TimeStampAuthority(pem: root + root, path: "a").certificates.count == 2)
    let key = Array(try InputFile(TestKeys.path("p256.key"), limit: 1 << 16).data)
    for pem in [[], key, root + key, root.filter { $0 != 0x41 }, try Self.bytes("rsa.tsr")] {
      let error = #expect(throws: InputError.self) { try TimeStampAuthority(pem: pem, path: "a") }
      #expect(error?.kind == .usage)
    }
  }

  /// A stamp beside a certificate: of its statement, or of another.
  @Test func stampsBesideCertificates() async throws {
    let file = try MadeCertificate().file()
    func check(_ stamp: CertificateCheck.Stamp) throws -> (CertificateCheck, String?) {
      var grounds = CertificateCheck.Grounds()
      (grounds.keys, grounds.folder) = ([try TestKeys.ed25519.publicKey], MadeCertificate().grid)
      grounds.stamp = stamp
      let check = try CertificateCheck(file, grounds)
      return (check, check.findings.first { $0.subject == "time" }?.status.rawValue)
    }
    let other = try await self.check("p256.tsr", by: "root.pem")
    let own = try Self.stamp(of: file.digest)
    let cases: [(CertificateCheck.Stamp, CertificateResult, String?)] = [
      (.none, .passed, nil), (.unchecked, .passed, "not proved"), (.missing, .warned, "not proved"),
      (.checked(other), .failed, "failed"), (.checked(own), .passed, "proved"),
    ]
    for (stamp, result, status) in cases {
      let (found, time) = try check(stamp)
      #expect(found.result == result && time == status, "\(stamp)")
    }
  }

  /// A checked time of any statement: the check itself is left out.
  static func stamp(of statement: Digest, latest: Int = 0) throws -> CheckedTime {
    var bytes = try Self.bytes("p256.tsr")
    let place = try #require(bytes.firstRange(of: Self.statement.bytes))
    bytes.replaceSubrange(place, with: statement.bytes)
    return CheckedTime(
      stamp: try TimeStamp(bytes, path: "c.tsr"), authority: "CN=somebody", latest: latest)
  }

  @Test func signedPlansCanBeStamped() async throws {
    let key = try TestKeys.p256
    let plan = try SignedPlan(
      Digest(of: [7]), name: "made", plannedCount: 6, time: MadeCertificate.time, signedBy: key,
      path: "p.jsonl")
    let file = try MadeCertificate().file()
    try withFolder { folder in
      let (planPath, path) = (
        try folder.write(plan.text, to: "p"), try folder.write(file.text, to: "c")
      )
      #expect(try StampSubject(planPath).statement == plan.digest)
      #expect(try StampSubject(path).statement == file.digest)
      let other = try folder.write("x\n", to: "x")
      #expect(throws: InputError.self) { try StampSubject(other) }
    }
    func check(_ time: CheckedTime?) throws -> CertificateCheck.Finding? {
      var grounds = CertificateCheck.Grounds()
      (grounds.plan, grounds.planTime) = ((plan, key.publicKey), time)
      return try CertificateCheck(file, grounds).findings.first { $0.subject == "plan" }
    }
    let told =
      "it is the one that was signed, on 2026-11-29T12:00:00Z as its signer says: no time-stamp was checked"
    #expect(try check(nil)?.text == told)
    #expect(
      try check(Self.stamp(of: plan.digest))?.text.hasPrefix(
        "it is the one that was signed, and stamped at")
        == true)
    #expect(try check(Self.stamp(of: file.digest))?.status == .failed)
  }
}
