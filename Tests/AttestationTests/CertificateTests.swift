import Files
import Judgement
import Sampling
import Statistics
import TestSupport
import Testing
import Text

@testable import Attestation

/// What a certificate says, and that it says nothing else.
@Suite struct CertificateTests {
  private func read(_ file: CertificateFile) throws -> CertificateFile {
    try CertificateFile(Array(file.text.utf8), path: "c.jsonl")
  }

  @Test func policyIsTheTextBesideTheCode() throws {
    let file = try InputFile(
      Repository.path("Sources/Attestation/PREDICATE.md"), limit: 1 << 20)
    #expect(Certificate.currentPolicy == file.digest, "set 'currentPolicy' to \(file.digest)")
  }

  /// A certificate outlives the text of `PREDICATE.md` by which it was made; who checks it is told.
  @Test func certificatesOfAnotherTextAreRead() throws {
    let made = MadeCertificate()
    var older = try made.made()
    older.policy = Digest(of: [1])
    let key = try TestKeys.ed25519
    let lines = try older.statements.map { try Envelope($0, signedBy: key).line }
    let file = try CertificateFile(Array(lines.joined(separator: "\n").utf8), path: "c.jsonl")
    #expect(file.certificate == older)
    #expect(file.certificate.policy == Digest(of: [1]))
    var grounds = CertificateCheck.Grounds()
    (grounds.keys, grounds.folder) = ([key.publicKey], made.grid)
    let (check, current) = (
      try CertificateCheck(file, grounds), try CertificateCheck(made.file(key), grounds)
    )
    #expect(check.result == .passed && current.result == .passed)
    let told = check.findings.filter { $0.subject == "policy" }
    #expect(told.count == 1 && told[0].status == .open)
    #expect(told[0].text.contains(older.policy.description.prefix(16)))
    #expect(!current.findings.contains { $0.subject == "policy" })
    // The summary names the same text.
    let other = try made.made()
    let mixed = try [older.statements[0], other.statements[1], older.statements[2]].map {
      try Envelope($0, signedBy: key).line
    }
    #expect(throws: InputError.self) {
      try CertificateFile(Array(mixed.joined(separator: "\n").utf8), path: "c.jsonl")
    }
  }

  @Test func certificatesAreReadAsTheyWereWritten() throws {
    let commitment = Certificate.Commitment(
      statement: Digest(of: [3]), key: "k", time: MadeCertificate.time, round: nil)
    let all: [MadeCertificate] = [
      MadeCertificate(), MadeCertificate(sample: (3, "a coin")),
      MadeCertificate(verdicts: [1: .diverged, 2: .unverifiable, 3: .malformed]),
      MadeCertificate(
        verdicts: [0: .unverifiable], contents: [0: .missing], commitment: commitment),
      MadeCertificate(task: "external"), MadeCertificate(controls: []),
      MadeCertificate(sample: (3, ""), round: try BeaconCertificateTests.round(1)),
      MadeCertificate(
        sample: (3, ""), round: try BeaconCertificateTests.round(40_000_000),
        fraction: Ratio(5, 100),
        commitment: try BeaconCertificateTests.commitment(40_000_000)),
    ]
    for made in all {
      for key in [try TestKeys.ed25519, try TestKeys.p256] {
        let file = try made.file(key)
        #expect(try read(file).certificate == made.made())
        #expect(try made.file(key).envelopes.map(\.payload) == file.envelopes.map(\.payload))
      }
    }
    #expect(try MadeCertificate().file().text == MadeCertificate().file().text)
  }

  /// Which trials were stopped rests on scores of others, of which a draw reran a few.
  @Test(arguments: [
    ("embedded/acceptability", true, true), ("embedded/acceptability", false, false),
    ("external", true, false),
  ])
  func whatStoppedTrialsIsNotProved(task: String, isSampled: Bool, isLimit: Bool) throws {
    let one = MadeCertificate.golden(0)
    let stopped = RecordedGrid.Golden(
      file: one.file, content: one.content, outcome: .stopped, header: MadeCertificate.header())
    let limit = "that the right trials were stopped: scores that were not rerun decided it"
    var made = MadeCertificate(task: task, contents: [0: .golden(stopped)])
    made.sample = isSampled ? (2, "a coin") : nil
    #expect(try made.made().limits.contains(limit) == isLimit)
    made.contents = [:]
    #expect(try !made.made().limits.contains(limit))
  }

  @Test func verdictsAndResults() throws {
    let reproduced = Verdict.allCases[0]
    func golden(_ outcome: RecordedGrid.Golden) -> RecordedGrid.Content { .golden(outcome) }
    let one = MadeCertificate.golden(0)
    let stopped = RecordedGrid.Golden(
      file: one.file, content: one.content, outcome: .stopped,
      header: MadeCertificate.header())
    let cases: [(MadeCertificate, Verdict, CertificateResult)] = [
      (MadeCertificate(), reproduced, .passed),
      (MadeCertificate(verdicts: [2: .diverged]), .diverged, .failed),
      (MadeCertificate(verdicts: [2: .malformed]), .malformed, .failed),
      (MadeCertificate(verdicts: [2: .unverifiable]), .unverifiable, .warned),
      (MadeCertificate(controls: []), .unverifiable, .warned),
      (
        MadeCertificate(controls: [.init(control: .oneULP, isCaught: false)]), .unverifiable,
        .warned
      ),
      (MadeCertificate(unplannedCount: 1), .malformed, .failed),
      (
        MadeCertificate(
          verdicts: [0: .unverifiable],
          contents: [0: .unsound(isMalformed: false, file: nil, stated: nil)]), .unverifiable,
        .warned
      ),
      (MadeCertificate(contents: [0: golden(stopped)]), reproduced, .passed),
      (MadeCertificate(task: "external", contents: [0: golden(stopped)]), reproduced, .passed),
      (
        MadeCertificate(
          verdicts: [0: .diverged],
          contents: [0: .unsound(isMalformed: true, file: one.file, stated: one.content)]),
        .malformed, .failed
      ),
      (
        MadeCertificate(contents: [1: golden(MadeCertificate.golden(1, other: true))]), reproduced,
        .warned
      ),
      (
        MadeCertificate(
          verdicts: [0: .unverifiable], contents: [0: .missing]), .unverifiable, .warned
      ),
    ]
    for (made, verdict, result) in cases {
      let certificate = try made.made()
      #expect(certificate.verdict == verdict && certificate.result == result, "\(made)")
      let names = certificate.tests
      #expect(names.contains { $0.result == .failed } == (result == .failed), "\(made)")
      let summary = certificate.statements[1].predicate
      let properties = summary["properties"]?.array
      #expect((properties?.isEmpty == false) == (result == .passed), "\(made)")
    }
  }

  /// A missing golden that nobody drew takes the pass away; one that was forged and not drawn is not spoken of.
  @Test func trialsThatWereNotDrawn() throws {
    let sample = (count: 3, challenge: "a coin")
    let drawn = try Set(MadeCertificate(sample: sample).made().cells.map { $0.seeds.wi })
    let other = try #require((0..<6).first { !drawn.contains(UInt32($0 + 1)) })
    let forged = MadeCertificate(verdicts: [other: .diverged], sample: sample)
    #expect(throws: InputError.self, "it was looked at") { try forged.made() }
    // Another root draws other trials.
    let missing = (0..<20).lazy.compactMap { number in
      try? MadeCertificate(contents: [other: .missing], sample: (3, "coin \(number)")).made()
    }.first
    #expect(missing?.result == .warned && missing?.verdict.isSuccess == true)
    let certificate = try MadeCertificate(sample: sample).made()
    #expect(certificate.tests.count { $0.name.hasSuffix("/bitwise") } == 3)
    #expect(certificate.cells.map(\.name).contains("wi=\(other + 1)/do=1") == false)
    let order = SamplingTickets.order(
      (1...6).map { "wi=\($0)/do=1" },
      seed: SamplingTickets.seed(root: certificate.grid.root, challenge: "a coin"))
    #expect(certificate.cells.map(\.name) == Array(order.prefix(3)))
  }

  /// The bounds are those of the reference: 55 of 625, and all.
  @Test func boundsAreExact() throws {
    #expect(AuditSampling.upperBound(total: 625, drawn: 55, failures: 0, alpha: Ratio(1, 20)) == 31)
    #expect(try MadeCertificate().made().bound == 0)
    let sampled = try MadeCertificate(sample: (3, "x")).made()
    #expect(sampled.bound == 2 && !sampled.isBoundClaimed)
    #expect(Ratio("0.95")?.complement == Ratio(1, 20) && Ratio("1/3")?.complement == Ratio(2, 3))
  }

  /// Each member of our predicate that is another one, under a good signature, is refused.
  @Test func everyLieIsRefused() throws {
    let key = try TestKeys.ed25519
    for made in [
      MadeCertificate(), MadeCertificate(verdicts: [1: .diverged], sample: (4, "c")),
      MadeCertificate(
        sample: (4, ""), round: try BeaconCertificateTests.round(40_000_000),
        fraction: Ratio(1, 2),
        commitment: try BeaconCertificateTests.commitment(40_000_000)),
    ] {
      let certificate = try made.made()
      let own = certificate.statements[2]
      var refused = 0
      var kept: [String] = []
      for (place, lie) in Lies.all(own.predicate) {
        let statement = Statement(own.subjects, own.predicateType, lie)
        let lines = try (certificate.otherStatements + [statement]).map {
          try Envelope($0, signedBy: key).line
        }
        let text = lines.joined(separator: "\n")
        if (try? CertificateFile(Array(text.utf8), path: "c")) == nil {
          refused += 1
        } else {
          kept.append(place)
        }
      }
      #expect(refused > 50)
      // What follows from nothing else is what the signer says.
      let free = [
        "machine.processor", "machine.instructionSet", "cells.updates", "cells.values",
        "cells.content", "cells.finding", "experiment.numerics", "experiment.streams",
        "experiment.task", "harness.version", "sampling.challenge", "grid.root", "grid.completed",
        "grid.stopped", "planCommitment.statement", "planCommitment.keyid",
      ]
      #expect(Set(kept).isSubset(of: free), "\(Set(kept).subtracting(free))")
    }
  }

  /// A time-bound signature of the same certificate is another certificate.
  @Test func timesAreTimes() {
    for text in [
      "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-29", "2026-11-29T12:00:00+01:00",
      "2026-11-29T12:00:00.5Z", "", "29.11.2026",
    ] {
      #expect(SignedTime(text) == nil, "\(text)")
    }
    #expect(SignedTime(epoch: 0)?.description == "1970-01-01T00:00:00Z")
    #expect(SignedTime(epoch: -1) == nil && SignedTime(epoch: .max) == nil)
    let environment = ["SOURCE_DATE_EPOCH": "86400"]
    #expect(
      try! SignedTime(option: nil, environment: environment).description == "1970-01-02T00:00:00Z")
    #expect(
      try! SignedTime(option: "2000-01-01T00:00:00Z", environment: environment).description
        == "2000-01-01T00:00:00Z")
    #expect(throws: InputError.self) {
      try SignedTime(option: nil, environment: ["SOURCE_DATE_EPOCH": "1e9"])
    }
  }
}

/// A document with one value changed, for each of its values.
enum Lies {
  static func all(_ value: JSONValue, at place: String = "") -> [(place: String, JSONValue)] {
    switch value {
    case .object(let members):
      var lies: [(String, JSONValue)] = [
        (place, .object(members.merging(["extra": 1]) { $1 }))
      ]
      for key in members.keys.sorted() {
        var fewer = members
        fewer[key] = nil
        let name = place.isEmpty ? key : place + "." + key
        lies.append((name, .object(fewer)))
        lies += all(members[key]!, at: name).map { lie in
          var other = members
          other[key] = lie.1
          return (lie.place, .object(other))
        }
      }
      return lies
    case .array(let values):
      var lies: [(String, JSONValue)] = [
        (place, .array(values.dropLast())), (place, .array(values + values.prefix(1))),
      ]
      for index in values.indices {
        lies += all(values[index], at: place).map { lie in
          var other = values
          other[index] = lie.1
          return (lie.place, .array(other))
        }
      }
      return lies.filter { $0.1 != value }
    case .string(let text):
      let digest = Digest(hex: text).map { Digest(of: $0.bytes).description }
      return [(place, .string(digest ?? text + "x")), (place, 1)]
    case .integer(let number): return [(place, .integer(number + 1)), (place, "1")]
    case .bool(let flag): return [(place, .bool(!flag)), (place, "true")]
    case .null, .number, .ordered: return [(place, "x")]
    }
  }
}
