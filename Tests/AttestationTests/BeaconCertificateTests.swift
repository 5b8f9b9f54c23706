import Files
import Judgement
import Sampling
import Statistics
import TestSupport
import Testing
import Text

@testable import Attestation

/// Trials that a public beacon draws, by a round that a signed plan named before.
@Suite struct BeaconCertificateTests {
  /// A round with a signature that no beacon gave.
  static func round(_ number: Int) throws -> BeaconRound {
    try BeaconRound("\(number):" + String(repeating: "5a", count: 48))
  }

  /// Round 40,000,000 is of the year 2027; the plans here are signed in November 2026.
  static let later = 40_000_000

  static func plan(
    _ number: Int?, at time: SignedTime = MadeCertificate.time
  ) throws -> SignedPlan {
    try SignedPlan(
      Digest(of: [7]), name: "made", plannedCount: 6, time: time,
      round: number.flatMap { NamedRound($0) }, signedBy: TestKeys.p256, path: "p.jsonl")
  }

  static func commitment(
    _ number: Int?, at time: SignedTime = MadeCertificate.time
  ) throws -> Certificate.Commitment {
    try plan(number, at: time).commitment(signedBy: TestKeys.p256.publicKey)
  }

  private func made(
    _ drawn: Int, _ commitment: Certificate.Commitment? = nil, fraction: Ratio? = nil
  ) throws -> MadeCertificate {
    MadeCertificate(
      sample: (3, ""), round: try Self.round(drawn), fraction: fraction, commitment: commitment)
  }

  @Test func onlyARoundThatWasNamedBeforeClaims() throws {
    // The plan is signed in the second of the round's publication, or the second before.
    let round = try #require(NamedRound(Self.later))
    let before = try #require(SignedTime(epoch: round.time - 1))
    var late = try Self.commitment(Self.later, at: before)
    late = .init(
      statement: late.statement, key: late.key, time: SignedTime(round), round: late.round)
    let cases: [(Certificate.Commitment?, Bool)] = [
      (nil, false), (try Self.commitment(nil), false),
      (try Self.commitment(Self.later + 1), false), (try Self.commitment(Self.later), true),
      (try Self.commitment(Self.later, at: before), true), (late, false),
    ]
    for (commitment, isClaimed) in cases {
      let certificate = try made(Self.later, commitment).made()
      #expect(certificate.isBoundClaimed == isClaimed)
      let sampling = certificate.statements[2].predicate["sampling"]
      #expect(sampling?["claimed"] == .bool(isClaimed))
      #expect(sampling?["chosenBy"]?.string == (isClaimed ? "beacon" : "signer"))
      #expect(sampling?["challenge"] == nil)
      #expect(sampling?["beacon"]?["round"]?.string == "40000000")
      let properties = certificate.statements[1].predicate["properties"]?.array ?? []
      #expect(properties.contains("SEEDPROOF_SAMPLE_BEACON") == isClaimed)
      #expect(
        certificate.limits.contains("that the signer did not choose the round") == !isClaimed)
      #expect(certificate.limits.contains("that the goldens were fixed before that round"))
      #expect(!certificate.limits.contains("that the signer did not choose the challenge"))
    }
  }

  /// Before a round is published nobody has its signature: one that was made up claims nothing.
  @Test func aRoundThatIsToComeClaimsNothing() throws {
    let published = SignedTime(try #require(NamedRound(Self.later)))
    for (time, isClaimed) in [
      (MadeCertificate.time, false), (SignedTime(epoch: published.epoch - 1), false),
      (published, true),
    ] {
      var made = try self.made(Self.later, Self.commitment(Self.later))
      made.signedAt = time
      #expect(try made.made().isBoundClaimed == isClaimed)
    }
  }

  /// The seed has chain, round and value; a text that looks the same draws other trials.
  @Test func roundsDrawByTheirOwnSeed() throws {
    let certificate = try made(Self.later).made()
    let round = try Self.round(Self.later)
    let seed =
      "audit-sample-v1|\(certificate.grid.root)|\(round.chain.hash)|\(Self.later)|"
      + "\(round.randomness)"
    let order = SamplingTickets.order((1...6).map { "wi=\($0)/do=1" }, seed: seed)
    #expect(certificate.cells.map(\.name) == Array(order.prefix(3)))
  }

  /// Without the plan, a stamp that is older than the round, or the signature by another way, the bound rests on
  /// somebody's word.
  @Test func powerIsProvedByAStampedPlan() throws {
    let plan = try Self.plan(Self.later)
    let made = try self.made(Self.later, Self.commitment(Self.later))
    let published = try #require(NamedRound(Self.later)).time
    func power(
      _ made: MadeCertificate, _ plan: SignedPlan?, stampedAt latest: Int? = nil,
      _ challenge: Challenge? = nil
    ) throws -> CertificateCheck.Finding? {
      var grounds = CertificateCheck.Grounds()
      (grounds.keys, grounds.folder) = ([try TestKeys.ed25519.publicKey], made.grid)
      let key = try TestKeys.p256.publicKey
      (grounds.plan, grounds.challenge) = (plan.map { ($0, key) }, challenge)
      if let plan, let latest {
        grounds.planTime = try TimeStampTests.stamp(of: plan.digest, latest: latest)
      }
      let check = try CertificateCheck(made.file(), grounds)
      return check.findings.first { $0.subject == "power" }
    }
    let other = try Self.plan(Self.later, at: try #require(SignedTime(epoch: 0)))
    let known = Challenge(try Self.round(Self.later))
    let cases: [(SignedPlan?, Int?, Challenge?, String?)] = [
      (nil, nil, known, "name it by --plan"), (plan, nil, known, "no time-stamp was checked"),
      (plan, published, known, "is not before that round"), (plan, published - 1, known, nil),
      (plan, published - 1, nil, "name both by --beacon"), (other, 0, known, "name it by --plan"),
    ]
    for (plan, latest, challenge, condition) in cases {
      let found = try #require(try power(made, plan, stampedAt: latest, challenge))
      #expect(found.status == (condition == nil ? .proved : .open), "\(found.text)")
      #expect(found.text.contains(condition ?? "with 95% confidence; drawn by"), "\(found.text)")
      #expect(found.text.hasSuffix("whose signature is not checked here"))
    }
    let foreign = try BeaconRound("\(Self.later):" + String(repeating: "5b", count: 48))
    for other in [
      Challenge(foreign), Challenge(try Self.round(Self.later + 1)), Challenge(known.text),
    ] {
      #expect(try power(made, plan, stampedAt: 0, other)?.status == .failed)
    }
    #expect(try power(MadeCertificate(), nil, known)?.status == .failed)
    let unnamed = try power(self.made(Self.later), plan, stampedAt: 0)
    #expect(unnamed?.status == .open)
    #expect(unnamed?.text.contains("which no plan that was signed before it names") == true)
  }

  /// A certificate that says of its plan what the plan does not say.
  @Test func plansAreQuotedTruly() throws {
    let plan = try Self.plan(nil)
    let key = try TestKeys.p256.publicKey
    let name = key.identifier
    let lies: [Certificate.Commitment] = [
      .init(statement: plan.digest, key: name, time: plan.time, round: NamedRound(Self.later)),
      .init(
        statement: plan.digest, key: name, time: try #require(SignedTime(epoch: 0)), round: nil),
      .init(
        statement: plan.digest, key: String(name.reversed()), time: plan.time, round: nil),
    ]
    for lie in lies {
      var grounds = CertificateCheck.Grounds()
      (grounds.keys, grounds.plan) = ([try TestKeys.ed25519.publicKey], (plan, key))
      let check = try CertificateCheck(made(Self.later, lie).file(), grounds)
      #expect(check.result == .failed)
      #expect(check.findings.first { $0.subject == "power" }?.status == .open)
    }
  }

  @Test func plansNameRoundsThatAreToCome() throws {
    let plan = try Self.plan(Self.later)
    try withFolder { folder in
      let read = try SignedPlan(folder.write(plan.text, to: "p"))
      #expect(read.round == NamedRound(Self.later) && read.digest == plan.digest)
      let statement = try Statement(payload: read.envelope.payload, file: "p", place: "1")
      for lie in Lies.all(statement.predicate) where !["name", "planned"].contains(lie.place) {
        let other = Statement(statement.subjects, statement.predicateType, lie.1)
        let line = try Envelope(other, signedBy: TestKeys.p256).line
        let path = try folder.write(line, to: "q")
        guard let taken = try? SignedPlan(path) else { continue }
        // Another round is another plan, and no beacon is one without.
        #expect(taken.digest != plan.digest && taken.round != plan.round, "\(lie)")
      }
    }
    for number in [1, 657_413, 34_000_000] {
      let error = #expect(throws: InputError.self) { try Self.plan(number) }
      #expect(error?.kind == .usage)
    }
    #expect(NamedRound(0) == nil && NamedRound(1 << 36 + 1) == nil)
    #expect(NamedRound(1, ofChain: "52db9ba7") == nil)
  }

  /// What was to be certified, whatever the sample came to.
  @Test func goalsAreStatedBesideTheirPower() throws {
    func goal(_ made: MadeCertificate) throws -> (CertificateCheck.Finding?, JSONValue?) {
      var grounds = CertificateCheck.Grounds()
      (grounds.keys, grounds.challenge) = ([try TestKeys.ed25519.publicKey], Challenge("a coin"))
      let file = try made.file()
      let check = try CertificateCheck(file, grounds)
      return (
        check.findings.first { $0.subject == "goal" },
        file.certificate.statements[2].predicate["sampling"]
      )
    }
    // Of 6 trials 3 are drawn: at most 2 are bad with 95%, and 50% allows 3.
    var made = MadeCertificate(sample: (3, "a coin"), fraction: Ratio(1, 2))
    let (met, sampling) = try goal(made)
    #expect(met?.status == .proved && met?.text.hasPrefix("certified: that at most 50%") == true)
    let sampleGoal = try #require(SampleGoal(fraction: Ratio(1, 2), confidence: Ratio(95, 100)))
    let p = sampleGoal.finding([true, true, true], of: 6).anytimeP
    #expect(met?.text.contains("p = \(p.decimals(4)) for more") == true)
    #expect(sampling?["certified"] == true && sampling?["fraction"]?.string == "1/2")
    made.fraction = Ratio(1, 6)
    let (missed, other) = try goal(made)
    #expect(missed?.status == .open && missed?.text.hasPrefix("not certified") == true)
    #expect(other?["certified"] == false)
    made.controls = []
    let (silent, third) = try goal(made)
    #expect(silent == nil && third?["certified"] == false)
    made.fraction = nil
    #expect(try goal(made).1?["fraction"] == nil)
  }
}
