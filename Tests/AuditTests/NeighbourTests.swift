import TestSupport
import Testing
import Text

@testable import Audit

/// Runs of consecutive seeds, by what the room Streams knows of a trainer.
@Suite struct NeighbourTests {
  @Test(arguments: [
    (
      "trainer: trainer/4.45, seeds: [42, 43, 100]", AuditVerdict.refuted,
      "1 of the 3 seeds has its successor"
    ),
    ("trainer: 4.45.2, seeds: 1...5", .refuted, "4 of the 5 seeds have their successors"),
    ("trainer: trainer/4.45, seeds: [42, 44, 100]", .holds, "No two seeds are neighbours."),
    ("trainer: trainer/4.30, seeds: [42, 43]", .holds, "from a place of its own"),
    (
      "trainer: trainer/99.1, seeds: [42, 43]", .undetermined,
      "was not measured; the nearest that were are"
    ),
  ])
  func neighbours(claim: String, verdict: AuditVerdict, words: String) throws {
    try withClaims { folder in
      let found = try folder.finding(.neighbours, "  - { statistic: mean, \(claim) }\n")
      #expect(found?.verdict == verdict, "\(claim)")
      #expect(found?.sentence.contains(words) ?? false, "\(found?.sentence ?? "nothing")")
    }
  }

  /// The best of some runs counts none of them as independent.
  @Test func theBestOfNeighbours() throws {
    try withClaims { folder in
      let claim = "  - { statistic: maximum, trainer: trainer/4.45, seeds: [42, 43] }\n"
      let found = try folder.finding(.neighbours, claim)
      #expect(found?.verdict == .undetermined)
    }
  }

  /// Nothing is said where the trainer, or a second seed, is not told.
  @Test(arguments: ["seeds: [1, 2]", "trainer: trainer/4.45", "trainer: trainer/4.45, seeds: [1]"])
  func silence(claim: String) throws {
    try withClaims { folder in
      let found = try folder.finding(.neighbours, "  - { statistic: mean, \(claim) }\n")
      #expect(found == nil)
    }
  }

  @Test func seedsOfATable() throws {
    try withClaims { folder in
      try folder.folder.write("seed,acc\n42,0.5\n43,0.6\n", to: "runs.csv")
      let claim = """
          - { trainer: trainer/5.24, scores: { accuracy: 55.0 }, statistic: mean,
              table: { file: runs.csv, score: acc, seed: seed, unit: share } }

        """
      #expect(try folder.finding(.neighbours, claim)?.verdict == .refuted)
    }
  }

  @Test func wrongSeeds() throws {
    try withClaims { folder in
      for text in ["[a]", "[-1]", "{ a: 1 }", "x...2"] {
        let report = try folder.report("  - { trainer: trainer/4.45, seeds: \(text) }\n")
        #expect(report.verdict == .malformed, "\(text)")
      }
    }
  }
}
