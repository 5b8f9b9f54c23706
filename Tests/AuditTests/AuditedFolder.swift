import Files
import Foundation
import Scores
import TestSupport
import Testing
import Text

@testable import Audit

/// A folder of claims and what they name.
struct AuditedFolder {
  let folder: TemporaryFolder

  /// The audit of the claims in `yaml`, a list below `claims:`.
  ///
  /// - Parameter goldens: content digests of published goldens by their trials, whatever folder a claim names.
  func report(
    _ yaml: String, replicated: [ReplicatedScores] = [], goldens: [String: String] = [:]
  ) throws -> AuditReport {
    let text = "claims:\n" + yaml
    let path = try folder.write(text, to: "claims.yaml")
    return ClaimsAudit.report(
      try ClaimsFile(text, path: path), in: EvidenceFolder(beside: path), replicated: replicated,
      goldens: { _ in goldens })
  }

  /// What `rule` says of the first claim; nil where it says nothing.
  func finding(_ rule: AuditRule, _ yaml: String) throws -> AuditFinding? {
    let report = try report(yaml)
    let unread = report.claims[0].findings.filter { $0.rule == .readable }
    if rule != .readable { #expect(unread.isEmpty, "\(unread.map(\.sentence))") }
    return report.claims[0].findings.first { $0.rule == rule }
  }
}

func withClaims<R>(_ body: (AuditedFolder) throws -> R) throws -> R {
  try withFolder { try body(AuditedFolder(folder: $0)) }
}

/// A table of accuracies k / 872 of seeds 1, 2, ..., as Python prints them.
func table(_ correct: [Int], of count: Int = 872, seeds: [Int]? = nil) -> String {
  let rows = correct.enumerated().map { index, k in
    "\(seeds?[index] ?? index + 1),base,\(Double(k) / Double(count))"
  }
  return (["seed,model,acc"] + rows).joined(separator: "\n") + "\n"
}

extension Metric {
  /// The score of a run that found `hits` of the positives and took `misses` of the negatives for positives.
  func score(hits: Int, misses: Int, of classes: ClassCounts) throws -> Double {
    let counts = [classes.negatives - misses, misses, classes.positives - hits, hits]
    return score(try #require(ConfusionCounts(labels: 2, counts: counts)))
  }
}
