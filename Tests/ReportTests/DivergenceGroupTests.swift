import TestSupport
import Testing

@testable import Judgement
@testable import Report

/// A storm of red goldens is one line.
@Suite struct DivergenceGroupTests {
  private func trial(
    _ path: String, _ column: Divergence.Column, step: Int, ulps: UInt64?
  ) -> TrialEvidence {
    var evidence = TrialEvidence(path: path)
    evidence.firstDivergence = Divergence(
      step: step, column: column, expected: "1", actual: "2", ulps: ulps)
    return evidence
  }

  private var storm: [TrialEvidence] {
    (1...61).map { trial("t\($0)", .gradientNorm, step: $0, ulps: UInt64($0)) }
  }

  @Test func trialsThatDifferAlikeAreAGroup() {
    var failed = TrialEvidence.made(.malformed, path: "m")
    failed.firstDivergence = storm[0].firstDivergence
    let trials =
      [TrialEvidence.made(.reproduced, path: "r"), failed] + storm + [
        trial("far", .gradientNorm, step: 1, ulps: 65),
        trial("start", .gradientNorm, step: 0, ulps: 64),
        trial("b", .batchDigest, step: 3, ulps: nil), trial("c", .batchDigest, step: 3, ulps: nil),
        TrialEvidence.made(.unverifiable, path: "u"),
      ]
    let groups = DivergenceGroup.all(of: trials)
    #expect(
      groups.map(\.key.description) == [
        "gradientNorm-later-near", "gradientNorm-later-far", "gradientNorm-start-near",
        "batchDigest-later",
      ])
    #expect(groups.map(\.trials.count) == [61, 1, 1, 2])
    #expect(groups[0].steps == 1...61 && groups[0].ulps == 1...61)
    #expect(groups[3].ulps == nil)
    #expect(
      groups[0].line
        == "61 trials differ alike: gradientNorm first, at steps 1 to 61, 1 to 61 ULPs apart")
    #expect(groups[2].line == "1 trial differs: gradientNorm first, at step 0, 64 ULPs apart")
    #expect(groups[3].line == "2 trials differ alike: batchDigest first, at step 3")
  }

  @Test func aStormIsOneEntryForPeople() {
    let report = VerificationReport(Evidence(trials: storm))
    let lines = report.table.split(separator: "\n")
    #expect(lines.filter { $0.contains("differ alike") }.count == 1)
    #expect(lines.filter { $0.hasPrefix("diverged  ") }.count == 1)
    #expect(
      report.table.replacing(/\n {4,}/, with: " ").contains(
        "accept FOLDER --group gradientNorm-later-near --reason '...'"))
    #expect(report.table.contains("next: if the change is meant"))
    // The controls, and the storm.
    #expect(report.annotations.count == 2 && report.annotations[1].contains("and 60 more"))
    #expect(report.json["groups"]?.array?.count == 1)
    #expect(report.json["groups"]?.array?[0]["trials"]?.array?.count == 61)
    #expect(report.json["trials"]?.array?.count == 61)
    let markdown = report.markdown
    #expect(markdown.contains("| diverged | 61 | gradientNorm first, at steps 1 to 61"))
    #expect(markdown.split(separator: "\n").count { $0.hasPrefix("| ") } == 2)
    #expect(report.summary.contains("61 trials differ alike"))
  }

  @Test func fewTrialsAreShownOneByOne() {
    let report = VerificationReport(Evidence(trials: Array(storm.prefix(3))))
    #expect(report.table.split(separator: "\n").filter { $0.hasPrefix("diverged  ") }.count == 3)
    #expect(!report.table.contains("differ alike"))
  }

  /// Reasons that many trials share are one row too; a success has none, and nothing to do.
  @Test func theShortReportHasEveryKindOfFailure() {
    let failed = (1...30).map {
      TrialEvidence.made(.unverifiable, path: "u\($0)", reason: "u\($0): is gone")
    }
    let report = VerificationReport(Evidence(trials: failed))
    #expect(
      report.markdown.contains("| unverifiable | 30 | is gone | u1 |"), "\(report.markdown)")
    #expect(!report.markdown.contains("next: "))
    let fine = VerificationReport(Evidence(trials: [.made(.reproduced)]))
    #expect(!fine.markdown.contains("| verdict |"))
  }
}
