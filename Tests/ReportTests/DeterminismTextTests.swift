import Files
import Sampling
import Testing

@testable import Judgement
@testable import Report

/// The battery's report for people.
@Suite struct DeterminismTextTests {
  private static func table(_ findings: [VariationResult.Finding]) -> String {
    let variations = findings.enumerated().map {
      VariationResult(
        name: "v\($0.offset)", text: "t", factor: "f", pin: "p", finding: $0.element)
    }
    return DeterminismReport(
      lane: .external, seeds: TrialSeeds(wi: 1, do: 2), contentDigest: Digest(of: []), stepCount: 9,
      variations: variations, controls: [BatteryControl("a control", .caught)], challenge: "dice"
    ).table
  }

  private static let equal = VariationResult.Finding.identical(updates: 9, values: 19)
  private static let other = VariationResult.Finding.differs(
    Divergence(step: 1, column: .loss, expected: "a", actual: "b"), updates: 1)

  @Test(arguments: [
    ([equal], "1 of 1 variation that ran gave the same bits"),
    ([equal, equal], "2 of 2 variations that ran gave the same bits"),
    ([other], "1 of 1 variation that ran gave other bits"),
    ([equal, other], "1 of 2 variations that ran gave other bits"),
  ])
  func variationsAreCounted(findings: [VariationResult.Finding], words: String) {
    #expect(Self.table(findings).contains(words), "\(Self.table(findings))")
  }
}
