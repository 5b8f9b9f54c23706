import Foundation
import Scores
import TestSupport
import Testing
import Text

@testable import Audit

/// The claims that are part of this project, each row against what was counted by hand or by another program.
@Suite struct PublishedRowsTests {
  private func report(_ name: String) throws -> AuditReport {
    let path = Repository.path("golden/claims/\(name).yaml")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return ClaimsAudit.report(
      try ClaimsFile(text, path: path), in: EvidenceFolder(beside: path), goldens: { _ in [:] })
  }

  /// `glue_rows.csv`: which k of n one run must have, and which mean of two neighbours, by Python's fractions.
  @Test func gluesRows() throws {
    let report = try report("glue-readmes")
    let rows = try String(
      contentsOfFile: Repository.fixture("Audit/glue_rows.csv"), encoding: .utf8
    )
    .split(separator: "\n").dropFirst()
    .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(rows.count == report.claims.count && rows.count == 88)
    for (row, claim) in zip(rows, report.claims) {
      #expect(row[0] == claim.name)
      let possible = try #require(claim.findings.first { $0.rule == .possible })
      let scores = try #require(possible.evidence.first { $0.key == "scores" }?.value.array)
      guard scores[0]["metric"] == "accuracy" else { continue }
      let counted = row[4].split(separator: " ").compactMap { Int64($0) }
      let correct = scores[0]["correct"]?.array?.compactMap(\.integer)
      #expect(correct == counted.first.map { [$0, counted.last!] } ?? nil, "\(row)")
      let verdict: AuditVerdict =
        switch row[3] {
        case "one": counted.isEmpty ? .refuted : .holds
        case "median": counted.isEmpty && row[5].isEmpty ? .refuted : .holds
        case "mean": counted.isEmpty ? .undetermined : .holds
        default: .undetermined
        }
      #expect(possible.verdict == verdict, "\(row)")
    }
    // Medians over many seeds: of the four figures of RTE one is possible.
    let rte = report.claims.filter {
      $0.name.hasPrefix("google-electra") && $0.name.hasSuffix("rte")
    }
    #expect(rte.map(\.verdict) == [.refuted, .holds, .refuted, .refuted])
    #expect(
      rte[0].findings[0].sentence.contains(
        "It is possible if digits were cut off and not rounded, or as the mean of 3 runs"),
      "\(rte[0].findings[0].sentence)")
  }

  /// Table 3 to its digits, F of table 4 to its digits where scores are exact.
  @Test func thePaper() throws {
    let report = try report("dodge2020")
    let verdicts = Dictionary(uniqueKeysWithValues: report.claims.map { ($0.name, $0.verdict) })
    for name in verdicts.keys where name.hasPrefix("spread-") || name.hasPrefix("best-") {
      guard !name.hasPrefix("best-against") else { continue }
      #expect(verdicts[name] == .holds, "\(name)")
    }
    #expect(verdicts["ten-evaluations"] == .refuted && verdicts["early-stopping"] == .undetermined)
    #expect(verdicts["wi-12-everywhere"] == .holds && verdicts["passes-others-mrpc"] == .refuted)
    let f = report.claims.filter { $0.name.hasPrefix("best-against") }.flatMap(\.findings)
      .filter { $0.rule == .test }
    #expect(f.count == 8 && f.allSatisfy { $0.verdict == .holds })
    #expect(f.count { $0.sentence.hasSuffix("as printed.") } >= 4)
    // Of the eight best and worst seeds, those whose difference stands when it is known that they were chosen.
    let standing = report.claims.filter {
      $0.name.hasPrefix("best-against") && $0.verdict == .holds
    }
    #expect(standing.map(\.name) == ["best-against-worst-wi-mrpc", "best-against-worst-do-sst"])
  }
}
