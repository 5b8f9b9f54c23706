import Scores
import TestSupport
import Testing
import Text

@testable import Audit

/// What a claims file may say, and the errors of one that says it wrongly.
@Suite struct ClaimsFileTests {
  private func claim(_ text: String) throws -> PublishedClaim {
    let file = try ClaimsFile("claims:\n  - " + text + "\n", path: "claims.yaml")
    switch file.entries[0] {
    case .claim(let claim): return claim
    case .malformed(_, _, let error): throw error
    }
  }

  @Test func aClaimIsRead() throws {
    let claim = try claim(
      """
      { id: a, source: README, model: BERT, task: rte, scores: { accuracy: 70.40 }, statistic: mean, runs: 5,
          rounding: half-up, deviation: { value: 1.0, divisor: n-1 }, set: dev, chosen_on: train,
          table: { file: runs.csv, score: acc, seed: [wi, do], rows: { task: rte }, unit: share, precision: 0.001 },
          better_than: [b], count: { of: looks, said: 3, recorded: 3...5 } }
      """)
    #expect(claim.title == "accuracy 70.40 of BERT on rte")
    #expect(claim.scores[0].number.text == "70.40" && claim.scores[0].number.halfUnit == 0.005)
    #expect(claim.examples?.count == 277 && claim.unit == .percent && claim.runs == 5)
    #expect(claim.table?.seeds == ["wi", "do"] && claim.table?.unit == .share)
    #expect(claim.deviation?.divisor == .countLessOne && claim.count?.recorded == 3...5)
    #expect(claim.line == 2)
  }

  /// A metric that is none of those known is a plain number, and a test set of a task has another size.
  @Test func whatIsNotTold() throws {
    #expect(try claim("{ scores: { val_loss: 3.28 } }").unit == .plain)
    #expect(try claim("{ task: rte, set: test, scores: { accuracy: 70.1 } }").examples == nil)
    #expect(try claim("{ task: unheard, scores: { accuracy: 70.1 } }").examples == nil)
    #expect(try claim("{ text: something }").statistic == .unknown)
  }

  @Test(arguments: [
    ("{ scores: { accuracy: high } }", "'scores.accuracy' must be a number"),
    ("{ scores: { accuracy: 0x10 } }", "must be a number"),
    ("{ scores: [1] }", "must be a mapping"),
    ("{ score: 1 }", "unknown key 'score'; did you mean 'scores'?"),
    ("{ statistic: avg }", "'statistic' cannot be 'avg'; use one, maximum"),
    ("{ statistic: one, runs: 5 }", "'runs' is for a statistic of several runs"),
    ("{ runs: 0 }", "'runs' must be in 1...1000000, not '0'"),
    ("{ positives: 3 }", "named twice, or in part"),
    ("{ table: { score: acc } }", "lacks the key 'table.file'"),
    ("{ table: { file: a, score: b, precision: 0 } }", "must be above 0"),
    ("{ logs: { files: [a], score: 'loss' } }", "one '{}' where the value stands"),
    ("{ logs: { files: [a, b], score: 'loss:{}', values: [1] } }", "one value for each"),
    ("{ test: { kind: anova, df: [1] } }", "'test.df' must be two numbers"),
    ("{ threshold: { against: 1 } }", "needs 'level'"),
    ("{ count: { of: x, said: 5...3, recorded: 1 } }", "must be a count"),
    ("{ seed_ranks: { seeds: 3, ranks: [4] } }", "a rank must be in 1...3"),
    ("{ lower_is_better: yes }", "must be true or false"),
    ("text", "must be a mapping"),
  ])
  func aWrongClaimIsMalformed(text: String, reason: String) throws {
    let error = #expect(throws: InputError.self) { try claim(text) }
    #expect(error?.description.contains(reason) ?? false, "\(String(describing: error))")
    #expect(error?.kind == .malformed && error?.place == "2")
  }

  @Test(arguments: [
    ("claims: 3", InputError.Kind.malformed, "must be a list"),
    ("name: x", .malformed, "must be a list"),
    ("claims: []", .usage, "holds no claim"),
    ("claims: [", .malformed, "is not YAML"),
    ("a: &x 1", .malformed, "anchor"),
  ])
  func aWrongFile(text: String, kind: InputError.Kind, reason: String) {
    let error = #expect(throws: InputError.self) { try ClaimsFile(text, path: "claims.yaml") }
    #expect(error?.kind == kind && error?.description.contains(reason) ?? false)
  }

  /// The others are judged, and the whole is malformed.
  @Test func oneWrongClaimAmongOthers() throws {
    try withClaims { folder in
      let report = try folder.report(
        """
          - { id: a, task: RTE, scores: { accuracy: 70.4 }, statistic: one }
          - { id: b, scores: { accuracy: x } }
          - { id: a, task: RTE, scores: { accuracy: 90.0 }, statistic: one }
          - { id: d, task: RTE, scores: { accuracy: 90.1 }, statistic: one }
        """)
      #expect(report.claims.map(\.verdict) == [.holds, .malformed, .malformed, .refuted])
      #expect(report.verdict == .malformed && report.claims[1].line == 3)
      #expect(report.claims[2].findings[0].sentence.contains("stands twice"))
    }
  }

  /// A file of somebody else reads nothing but what lies beside it.
  @Test(arguments: ["../x.csv", "/etc/passwd", "a/../../x.csv", "a//b", "absent.csv"])
  func noOtherFolderIsRead(name: String) throws {
    try withClaims { folder in
      let found = try folder.finding(
        .readable, "  - { scores: { a: 1 }, table: { file: '\(name)', score: acc } }\n")
      #expect(found?.verdict == .undetermined)
      #expect(
        found?.sentence.contains(name == "absent.csv" ? "no such file" : "is not below") ?? false,
        "\(String(describing: found?.sentence))")
    }
  }

  @Test(arguments: [
    ("88.0", 88.0, 0.05), ("88", 88, 0.5), (".0608", 0.0608, 0.00005), ("2.0e-06", 2e-6, 0.5e-7),
    ("0.9288990825688074", 0.9288990825688074, 0.9288990825688074 * 0x1p-50), ("-5", -5, 0.5),
    ("0.84268975", 0.84268975, 0.84268975 * 0x1p-23), ("1.234567", 1.234567, 5e-7),
  ])
  func digitsSayHowExact(text: String, value: Double, halfUnit: Double) throws {
    let number = try #require(PrintedNumber(text))
    #expect(number.value == value && abs(number.halfUnit - halfUnit) <= 1e-12 * halfUnit)
    #expect(number.allows(value...value, .any))
    // Sums of binary64 are let off by 1e-12.
    let past = value + max(1.01 * halfUnit, 3e-12 * abs(value))
    #expect(!number.allows(past...past + halfUnit, .any))
    let isLong = halfUnit < 1e-12
    #expect(number.allows(past...past, .truncated) == (value > 0 && !isLong))
  }
}
