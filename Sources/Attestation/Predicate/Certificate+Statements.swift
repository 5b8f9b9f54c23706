import Files
import Judgement
import Text

extension Certificate {
  static let testResultType = "https://in-toto.io/attestation/test-result/v0.1"
  static let summaryType = "https://in-toto.io/attestation/svr/v0.2"

  /// The types of the three statements, in their order.
  static let types = [testResultType, summaryType, predicateType]

  /// Who verified, for readers of a summary; the version is that of the rules.
  static let verifier = "seedproof:verifier/v0.1"

  /// SHA-256 of `PREDICATE.md` as it is beside this code. A certificate of another text is checked by this one, and
  /// its reader is told.
  static let currentPolicy = Digest(
    hex: "06add2b2360038957f954edf65bd3f0abf2fdb8a21027266ff33add1ead470e3")!

  /// The three statements of the certificate: a test result, a summary for policy engines, and our own, which holds
  /// the digests of the other two. They are the same bytes for the same certificate.
  public var statements: [Statement] {
    let others = otherStatements
    return others + [Statement(subjects, Self.predicateType, predicate(others: others))]
  }

  /// What follows from the certificate for readers who do not know our predicate.
  var otherStatements: [Statement] {
    [
      Statement(subjects, Self.testResultType, testResult),
      Statement(subjects, Self.summaryType, summary),
    ]
  }

  /// - Source: in-toto's predicate Test Result, version 0.1.
  private var testResult: JSONValue {
    func names(_ result: CertificateResult) -> JSONValue {
      .array(tests.filter { $0.result == result }.map { .string($0.name) })
    }
    let configuration =
      [
        Statement.Subject(name: "experiment.yaml", digest: experiment.plan),
        Statement.Subject(name: harness.name, digest: harness.digest),
      ] + experiment.inputs
    return [
      "result": .string(result.rawValue), "configuration": .array(configuration.map(\.json)),
      "passedTests": names(.passed), "warnedTests": names(.warned), "failedTests": names(.failed),
    ]
  }

  /// Everything that was tested. Trials that were not drawn are recorded, and no test of anything.
  var tests: [(name: String, result: CertificateResult)] {
    var tests = cells.map { cell in
      let result: CertificateResult =
        cell.verdict.isSuccess ? .passed : cell.verdict == .unverifiable ? .warned : .failed
      return ("\(experiment.name)/\(cell.name)/bitwise", result)
    }
    let isSpoilt = grid.malformed + grid.unplanned > 0
    tests.append(("grid/complete", isSpoilt ? .failed : grid.isComplete ? .passed : .warned))
    tests += controls.map { ("control/\($0.name)-caught", $0.isCaught ? .passed : .warned) }
    if commitment != nil { tests.append(("plan/committed", .passed)) }
    return tests
  }

  /// - Source: in-toto's predicate Simple Verification Result, version 0.2.
  private var summary: JSONValue {
    [
      "verifier": [
        "id": .string(Self.verifier),
        "policies": [Statement.Subject(name: "PREDICATE.md", digest: policy).json],
      ],
      "timeCreated": .string(time.description),
      "properties": .array(properties.map(JSONValue.string)),
    ]
  }

  /// What holds; nothing of a certificate that does not pass.
  private var properties: [String] {
    guard result == .passed else { return [] }
    var properties = ["SEEDPROOF_GRID_COMPLETE", "SEEDPROOF_CONTROLS_CAUGHT"]
    properties.append(isExternal ? "SEEDPROOF_RERUN_EXTERNAL" : "SEEDPROOF_RERUN_EXACT")
    if draw.challenge == nil { properties.append("SEEDPROOF_ALL_TRIALS_RERUN") }
    if draw.challenge != nil, isBoundClaimed { properties.append("SEEDPROOF_SAMPLE_BEACON") }
    if commitment != nil { properties.append("SEEDPROOF_PLAN_COMMITTED") }
    return properties
  }
}
