import Files
import Judgement
import Sampling
import Statistics
import TestSupport
import Text

@testable import Attestation

/// A certificate of trials that never ran: everything in it is stated.
struct MadeCertificate {
  var name = "made"
  var task = "embedded/acceptability"
  /// Verdicts by place, in plan order; `reproduced` where there is none.
  var verdicts: [Int: Verdict] = [:]
  /// What stands in the place of goldens, where it is no completed golden.
  var contents: [Int: RecordedGrid.Content] = [:]
  var unplannedCount = 0
  var controls = [ControlResult(control: .oneULP, isCaught: true)]
  var sample: (count: Int, challenge: String)?
  /// Draws in place of the sample's text.
  var round: BeaconRound?
  /// What is to be certified of a draw.
  var fraction: Ratio?
  var commitment: Certificate.Commitment?
  var cellCount = 6
  /// When it was signed; nil for `time`, or for `afterRounds` where a round draws.
  var signedAt: SignedTime?

  static let time = SignedTime("2026-11-29T12:00:00Z")!
  /// Later than the rounds of the tests.
  static let afterRounds = SignedTime("2028-01-01T00:00:00Z")!

  static func golden(_ place: Int, other: Bool = false) -> RecordedGrid.Golden {
    .init(
      file: Digest(of: [1, UInt8(place)]), content: Digest(of: [UInt8(place)]),
      outcome: .completed, header: header(place, model: other ? 8 : 9))
  }

  static func header(_ place: Int = 0, model: UInt8 = 9) -> JSONValue {
    [
      "wi": .integer(place), "do": 1, "numerics": "seedproof-f32/1", "streams": "philox4x32-10/1",
      "model": ["weights": .string(Digest(of: [model]).description), "lowerCase": true],
    ]
  }

  var grid: RecordedGrid {
    RecordedGrid(
      name: name, task: task, plan: Digest(of: [7]),
      trials: (0..<cellCount).map { place in
        .init(
          seeds: TrialSeeds(wi: UInt32(place + 1), do: 1), name: "trials/\(place).golden",
          content: contents[place] ?? .golden(Self.golden(place)))
      },
      unplannedCount: unplannedCount,
      header: Self.header())
  }

  var report: VerificationReport {
    let trials = (0..<cellCount).map { place in
      var evidence = TrialEvidence.made(
        verdicts[place] ?? .allCases[0], path: "/here/\(place).golden", content: UInt8(place))
      evidence.seeds = TrialSeeds(wi: UInt32(place + 1), do: 1)
      evidence.stepCount = 9
      evidence.valueCount = 100
      return evidence
    }
    return VerificationReport(Evidence(trials: trials, controls: controls))
  }

  func made() throws -> Certificate {
    try Certificate(
      grid, report,
      .init(
        challenge: sample.map { name in round.map { Challenge($0) } ?? Challenge(name.challenge) },
        count: sample?.count ?? cellCount, alpha: Ratio(1, 20), fraction: fraction),
      commitment: commitment,
      harness: .init(
        name: "seedproof", version: "0.1.0", digest: Digest(of: [5]), processor: "a processor",
        instructionSet: "generic"),
      time: signedAt ?? (round == nil ? Self.time : Self.afterRounds))
  }

  /// Signed by the key of the tests.
  func file(_ key: SigningKey? = nil) throws -> CertificateFile {
    try CertificateFile(made(), signedBy: key ?? TestKeys.ed25519, path: "c.jsonl")
  }
}

/// The keys of `Tests/Fixtures/Attestation`.
enum TestKeys {
  static func path(_ name: String) -> String { Repository.fixture("Attestation/" + name) }

  static func signing(_ name: String) throws -> SigningKey {
    try SigningKey(pem: InputFile(path(name + ".key"), limit: 1 << 16).data, file: name)
  }

  static var ed25519: SigningKey { get throws { try signing("ed25519") } }
  static var p256: SigningKey { get throws { try signing("p256") } }
}
