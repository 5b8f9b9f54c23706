import TestSupport
import Testing
import Text

@testable import Audit

/// A claim against its table: each fabrication is caught by its name, and a true one by none.
@Suite struct TableRulesTests {
  private static let correct = [801, 805, 798, 812, 806, 799, 803, 810, 795, 807]

  private static let claim = """
      - id: a
        task: SST-2
        scores: { accuracy: 92.16 }
        statistic: mean
        runs: 10
        deviation: { value: 0.59 }
        table: { file: runs.csv, score: acc, seed: seed, unit: share }
        configuration: [model]
    """

  /// Rules and what they say of the table `text`.
  private static func verdicts(
    _ text: String, _ claim: String = claim
  ) throws -> [AuditRule: AuditVerdict] {
    try withClaims { folder in
      try folder.folder.write(text, to: "runs.csv")
      let findings = try folder.report(claim).claims[0].findings
      return Dictionary(uniqueKeysWithValues: findings.map { ($0.rule, $0.verdict) })
    }
  }

  private static let rules: [AuditRule] = [
    .rows, .value, .deviation, .denominator, .duplicates, .configuration,
  ]

  private static func refuted(_ text: String, _ claim: String = claim) throws -> [AuditRule] {
    let found = try verdicts(text, claim)
    #expect(found[.readable] == nil)
    return rules.filter { found[$0] == .refuted }
  }

  @Test func aTrueTableIsNotAccused() throws {
    let found = try Self.verdicts(table(Self.correct))
    #expect(Self.rules.allSatisfy { found[$0] == .holds }, "\(found)")
    // Beside what is printed stand other numbers of the same runs.
    let median = Self.claim.replacing("92.16", with: "92.20").replacing("mean", with: "median")
    #expect(try Self.verdicts(table(Self.correct), median)[.value] == .holds)
    let most = Self.claim.replacing("92.16", with: "93.12").replacing("mean", with: "maximum")
    #expect(try Self.verdicts(table(Self.correct), most)[.value] == .holds)
    let untold = Self.claim.replacing("    statistic: mean\n    runs: 10\n", with: "")
    #expect(try Self.verdicts(table(Self.correct), untold)[.value] == .undetermined)
  }

  @Test func oneAlteredDigit() throws {
    let text = table(Self.correct).replacing("0.92431192", with: "0.92431182")
    #expect(text != table(Self.correct))
    #expect(try Self.refuted(text) == [.denominator])
  }

  @Test func aMeanThatItsRowsDoNotGive() throws {
    try withClaims { folder in
      try folder.folder.write(table(Self.correct), to: "runs.csv")
      let best = try folder.finding(.value, Self.claim.replacing("92.16", with: "93.12"))
      #expect(
        best?.sentence
          == "It is not: the mean of the published runs is 92.1560. It can be their maximum.")
    }
    #expect(
      try Self.refuted(table(Self.correct), Self.claim.replacing("92.16", with: "92.17"))
        == [.value])
    #expect(
      try Self.refuted(table(Self.correct), Self.claim.replacing("0.59", with: "0.61"))
        == [.deviation])
    // The other divisor holds where none is told, and not where one is.
    let other = Self.claim.replacing("value: 0.59", with: "value: 0.62")
    #expect(try Self.refuted(table(Self.correct), other) == [])
    let told = Self.claim.replacing("value: 0.59", with: "value: 0.59, divisor: n-1")
    #expect(try Self.refuted(table(Self.correct), told) == [.deviation])
  }

  @Test func aSeedTwice() throws {
    var correct = Self.correct
    correct[9] = correct[3]
    let seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 4]
    let claim = Self.claim.replacing("92.16", with: "92.21").replacing("0.59", with: "0.65")
    #expect(try Self.refuted(table(correct, seeds: seeds), claim) == [.rows, .duplicates])
    // Two scores of one seed: a trainer that is not deterministic gives that.
    let found = try Self.verdicts(table(Self.correct, seeds: seeds))
    #expect(found[.duplicates] == .undetermined && found[.rows] == .undetermined)
  }

  @Test func aDuplicatedBlock() throws {
    var dice = Dice(12)
    var correct = (0..<40).map { _ in Int.random(in: 780...830, using: &dice) }
    correct.replaceSubrange(25..<35, with: correct[3..<13])
    let found = try Self.verdicts(table(correct))
    #expect(found[.duplicates] == .refuted)
    // Degenerate runs have one score, which says nothing.
    #expect(try Self.verdicts(table([Int](repeating: 428, count: 40)))[.duplicates] == .holds)
  }

  @Test func oneExampleLost() throws {
    let text = table(Self.correct, of: 871)
    let claim = Self.claim.replacing("92.16", with: "92.26")
    try withClaims { folder in
      try folder.folder.write(text, to: "runs.csv")
      let found = try folder.finding(.denominator, claim)
      #expect(found?.verdict == .refuted)
      #expect(
        found?.sentence.contains("that fit all scores are 871, ") ?? false,
        "\(found?.sentence ?? "")")
    }
  }

  /// Of 1,043 examples every number with one decimal is a share.
  @Test func tooFewDigits() throws {
    try withClaims { folder in
      try folder.folder.write("seed,model,acc\n1,base,0.921\n2,base,0.922\n", to: "runs.csv")
      let claim = Self.claim.replacing("task: SST-2", with: "examples: 1043")
      let found = try folder.finding(.denominator, claim)
      #expect(
        found?.verdict == .undetermined && found?.sentence.contains("too few digits") ?? false)
      #expect(try folder.finding(.denominator, Self.claim)?.verdict != .undetermined)
    }
  }

  /// Programs of binary32 print as many digits as tell two of its numbers apart.
  @Test func scoresOfBinary32() throws {
    let rows = (8_200..<8_300).map { "\($0),base,\(Float($0) / 9_815)" }
    try withClaims { folder in
      try folder.folder.write(
        (["seed,model,acc"] + rows).joined(separator: "\n") + "\n", to: "runs.csv")
      let claim = Self.claim.replacing("task: SST-2", with: "examples: 9815")
      #expect(try folder.finding(.denominator, claim)?.verdict == .holds)
      // One example more is another number all the same.
      let other = claim.replacing("9815", with: "9816")
      #expect(try folder.finding(.denominator, other)?.verdict == .refuted)
    }
  }

  @Test func twoConfigurations() throws {
    let text = table(Self.correct).replacing("7,base", with: "7,large")
    #expect(try Self.refuted(text) == [.configuration])
  }

  /// Rows of other models, summaries and empty rows are none of the claim's.
  @Test func rowsOfTheClaim() throws {
    let rows = table(Self.correct) + "1,other,0.5\nmean,base,0.92\n,,\n"
    let claim = Self.claim.replacing("unit: share", with: "unit: share, rows: { model: base }")
    #expect(try Self.refuted(rows, claim) == [])
    let found = try Self.verdicts(rows, claim)
    #expect(found[.rows] == .holds)
  }

  @Test(arguments: [
    ("score: acc", "score: f1", "no column 'f1'"),
    ("file: runs.csv", "file: none.csv", "no such file"),
    ("unit: share", "rows: { model: none }", "no row of the table is the claim's"),
  ])
  func aTableThatCannotBeRead(old: String, new: String, reason: String) throws {
    try withClaims { folder in
      try folder.folder.write(table(Self.correct), to: "runs.csv")
      let report = try folder.report(Self.claim.replacing(old, with: new))
      let finding = try #require(report.claims[0].findings.first { $0.rule == .readable })
      #expect(finding.verdict == .undetermined && finding.sentence.contains(reason))
      #expect(!report.claims[0].findings.contains { $0.verdict == .holds && $0.rule != .possible })
    }
  }

  @Test func aScoreThatIsNone() throws {
    try withClaims { folder in
      try folder.folder.write("seed,acc\n1,0.5\n2,x\n", to: "runs.csv")
      let found = try folder.finding(
        .readable, "  - { scores: { accuracy: 50 }, table: { file: runs.csv, score: acc } }\n")
      #expect(found?.sentence.contains("runs.csv:3: column 'acc': 'x' is no number") ?? false)
    }
  }
}
