import Foundation
import Statistics
import TestSupport
import Testing
import Text

@testable import Audit

/// True claims that look wrong, and wrong ones that look true.
@Suite struct FairnessTests {
  private func verdict(
    _ rule: AuditRule, _ claim: String, _ files: [String: String] = [:]
  ) throws -> AuditVerdict? {
    try withClaims { folder in
      for (name, text) in files { try folder.folder.write(text, to: name) }
      return try folder.report("  - { \(claim) }\n").claims[0].findings.first { $0.rule == rule }?
        .verdict
    }
  }

  private static let runs =
    "statistic: mean, table: { file: runs.csv, score: acc, seed: seed, unit: share }"

  /// Equal scores lie together in a sorted table, and runs that collapsed have one score.
  @Test func sortedAndCollapsedRunsAreNoCopies() throws {
    var dice = Dice(31)
    let scores = (0..<100).map { $0 < 40 ? 146 : Int.random(in: 170...200, using: &dice) }
    let text = table(scores.sorted(), of: 277)
    let claim = "task: RTE, scores: { accuracy: 62 }, " + Self.runs
    #expect(try verdict(.duplicates, claim, ["runs.csv": text]) == .holds)
  }

  /// A binary32 with all digits that it has as a binary64.
  @Test func binary32WithAllDigits() throws {
    let rows = (230..<240).map { "\($0),\(Double(Float($0) / 277))" }
    let text = "seed,acc\n" + rows.joined(separator: "\n") + "\n"
    let claim = "task: RTE, scores: { accuracy: 84.7 }, " + Self.runs
    #expect(try verdict(.denominator, claim, ["runs.csv": text]) == .holds)
  }

  /// 239/277 = 0.8628: cut to three digits it is 0.862.
  @Test func tablesAreCutAsTheClaimIs() throws {
    let claim = "examples: 277, scores: { accuracy: 86 }, " + Self.runs
    let files = ["runs.csv": "seed,acc\n1,0.862\n2,0.862\n"]
    #expect(try verdict(.denominator, claim, files) == .refuted)
    #expect(try verdict(.denominator, claim + ", rounding: truncated", files) == .holds)
  }

  /// F of a table that is printed to some digits is known to some.
  @Test func fOfARoundedTable() throws {
    var dice = Dice(33)
    let exact = (0..<36).map { index in
      Double(index / 6) * 0.01 + Double.random(in: 0.6...0.64, using: &dice)
    }
    func text(_ digits: Int) -> String {
      let rows = exact.enumerated().map { "\($0 / 6),\($0 % 6),\($1.decimals(digits))" }
      return "wi,do,acc\n" + rows.joined(separator: "\n") + "\n"
    }
    let grid = CrossedGrid(rows: Array(1...6), columns: Array(1...6), values: exact)
    let f = BestWorst(grid).f
    func claim(_ f: Double, df: Int = 10) -> String {
      "unit: share, test: { kind: anova, statistic: \(f.decimals(2)), df: [1, \(df)], best_and_worst: wi }, "
        + "table: { file: grid.csv, score: acc, seed: [wi, do] }"
    }
    #expect(try verdict(.test, claim(f), ["grid.csv": text(12)]) == .holds)
    #expect(try verdict(.test, claim(f), ["grid.csv": text(3)]) == .holds)
    #expect(try verdict(.test, claim(f * 1.05), ["grid.csv": text(12)]) == .refuted)
    #expect(try verdict(.test, claim(f * 3), ["grid.csv": text(3)]) == .refuted)
    #expect(try verdict(.test, claim(f, df: 20), ["grid.csv": text(12)]) == .refuted)
  }

  @Test(arguments: [
    ("scores: { accuracy: 0.9025 }, unit: share", "scores: { accuracy: 88.1 }", AuditVerdict.holds),
    ("scores: { accuracy: 70.4 }", "scores: { accuracy: 0.9025 }, unit: share", .refuted),
    ("scores: { accuracy: 88.1 }", "scores: { accuracy: 88.1 }", .undetermined),
    ("scores: { loss: 2.1 }, lower_is_better: true", "scores: { loss: 2.3 }", .holds),
    ("scores: { loss: 2.5 }, lower_is_better: true", "scores: { loss: 2.3 }", .refuted),
  ])
  func comparisonsHaveUnits(claim: String, other: String, verdict: AuditVerdict) throws {
    try withClaims { folder in
      let found = try folder.finding(
        .comparison,
        "  - { \(claim), statistic: one, better_than: [other] }\n  - { id: other, \(other), statistic: one }\n"
      )
      #expect(found?.verdict == verdict, "\(found?.sentence ?? "")")
    }
  }

  /// 3.2786 passes 3.28 by .004 / sqrt(9) and is printed as 3.279, which does not.
  @Test func aMeanIsKnownToItsDigits() throws {
    func claim(_ mean: String) -> String {
      "scores: { loss: \(mean) }, statistic: mean, runs: 9, lower_is_better: true, "
        + "threshold: { against: 3.28, sigma: 0.0013, margin: 0.004 }"
    }
    #expect(try verdict(.threshold, claim("3.279")) == .undetermined)
    #expect(try verdict(.threshold, claim("3.2786")) == .holds)
    #expect(try verdict(.threshold, claim("3.2790")) == .refuted)
  }

  /// A number may end a sentence; a run that ends with something else has no score.
  @Test func theLastPlaceOfALogCounts() throws {
    let claim =
      "scores: { loss: 3.0 }, statistic: mean, logs: { files: [a.log, b.log], score: 'loss:{}' }"
    let one = "loss:4.0\nloss:2.5.\n"
    #expect(try verdict(.log, claim, ["a.log": one, "b.log": "loss:3.5\n"]) == .holds)
    #expect(
      try verdict(.log, claim, ["a.log": one, "b.log": "loss:3.5\nloss:nan\n"]) == .undetermined)
    let twice = claim.replacing("b.log", with: "a.log")
    #expect(try verdict(.readable, twice, ["a.log": one]) == .malformed)
  }

  /// What nobody told is no reproach.
  @Test func untoldWaysAreOpen() throws {
    let files = Dictionary(
      uniqueKeysWithValues: (1...10).map {
        ("\($0).log", "loss:\(3.2784 + Double($0 % 3) * 0.0002)\n")
      })
    let logs = (1...10).map { "\($0).log" }.joined(separator: ", ")
    let claim =
      "lower_is_better: true, statistic: mean, logs: { files: [\(logs)], score: 'loss:{}' }, "
      + "threshold: { against: 3.28, sigma: 0.0013, margin: 0.004 }, stopping: "
    #expect(try verdict(.threshold, claim + "unknown", files) == .holds)
    #expect(try verdict(.stopping, claim + "unknown", files) == .undetermined)
    #expect(try verdict(.stopping, claim + "fixed", files) == nil)
    let test = "unit: share, test: { kind: anova, statistic: 9.1, df: [1, 8], best_and_worst: wi }"
    #expect(try verdict(.selection, test) == .undetermined)
  }

  /// A trainer that is not deterministic gives a seed two scores.
  @Test func repeatedRuns() throws {
    let text = "seed,acc\n1,0.500\n2,0.600\n1,0.550\n2,0.610\n"
    let claim = "scores: { x: 0.565 }, unit: share, runs: 4, " + Self.runs
    #expect(try verdict(.rows, claim, ["runs.csv": text]) == .undetermined)
    #expect(try verdict(.rows, claim.replacing("4", with: "5"), ["runs.csv": text]) == .refuted)
  }

  /// Which of two scores a column has is not told.
  @Test func severalScoresAndOneColumn() throws {
    let claim = "scores: { accuracy: 99.0, f1: 99.3 }, " + Self.runs
    #expect(try verdict(.value, claim, ["runs.csv": "seed,acc\n1,0.5\n2,0.6\n"]) == .undetermined)
  }

  @Test func greatNumbers() throws {
    let claim = "scores: { x: 1 }, deviation: { value: 1 }, unit: plain, " + Self.runs
    let files = ["runs.csv": "seed,acc\n1,1e308\n2,1.5e308\n"]
    #expect(try verdict(.readable, claim, files) == .undetermined)
    let large = ["runs.csv": "seed,acc\n1,1e59\n2,-1e59\n"]
    #expect(try verdict(.deviation, claim, large) == .refuted)
  }

  /// A link is a file elsewhere.
  @Test func linksOut() throws {
    try withClaims { folder in
      let other = try folder.folder.write("seed,acc\n1,0.5\n", to: "other/runs.csv")
      try folder.folder.write("", to: "claims/x")
      try FileManager.default.createSymbolicLink(
        atPath: folder.folder.file("claims/runs.csv"), withDestinationPath: other)
      let place = EvidenceFolder(folder.folder.file("claims"))
      #expect(throws: InputError.self) { try place.file("runs.csv") }
      #expect(try EvidenceFolder(folder.folder.path).file("claims/runs.csv").data.isEmpty == false)
    }
  }
}
