import TestSupport
import Testing

@testable import Judgement

/// What a verdict rests on.
@Suite struct EvidenceTests {
  private static let caught = ControlResult(control: .oneULP, isCaught: true)
  private static let missed = ControlResult(control: .flippedBit, isCaught: false)

  /// Each condition alone takes the verdict away, in every lane and for segments.
  @Test(arguments: TrialEvidence.Condition.allCases)
  func eachConditionIsNeeded(_ condition: TrialEvidence.Condition) {
    for (lane, part) in [
      (.own, .whole), (.external, .whole), (.statistical("loss=1"), .whole),
      (.own, .segment(0..<4, isLast: false)), (.own, .segment(4..<9, isLast: true)),
      (.own, .prefix(4)), (.external, .prefix(4)), (.statistical("loss=1"), .prefix(4)),
    ] as [(Lane, TrialPart)] {
      var evidence = TrialEvidence(path: "t.golden", lane: lane, part: part)
      (evidence.stepCount, evidence.valueCount) = (4, 100)
      for other in TrialEvidence.Condition.allCases where other != condition {
        evidence.meet(other)
        #expect(evidence.verdict == .unverifiable)
      }
      #expect(Verdict(Evidence(trials: [evidence], controls: [Self.caught])) == .unverifiable)
      evidence.meet(condition)
      #expect(evidence.verdict.isSuccess)
      #expect((evidence.verdict == .reproduced) == (!lane.isStatistical && part == .whole))
      #expect((evidence.verdict == .prefixAgrees) == (part == .prefix(4)))
      #expect(evidence.isCompared == (part == .whole))
      #expect(evidence.isPrefixCompared == (part == .prefix(4)))
    }
  }

  /// What was found weighs more than what was seen.
  @Test func findingsTakeTheVerdictAway() {
    var evidence = TrialEvidence.made(.reproduced)
    #expect(evidence.verdict == .reproduced)
    evidence.firstDivergence = Divergence(step: 0, column: .loss, expected: "1", actual: "2")
    #expect(evidence.verdict == .diverged)
    #expect(evidence.isCompared)
    evidence.fail(Refused())
    #expect(evidence.verdict == .unverifiable)
    #expect(!evidence.isCompared)
  }

  private struct Refused: Error {}

  /// Nothing that no control looked at is a success, nor anything without a trial or a segment.
  @Test func allOfTheWholeIsNeeded() {
    let trial = TrialEvidence.made(.reproduced)
    func verdict(_ controls: [ControlResult], _ segments: [TrialEvidence]? = nil) -> Verdict {
      Verdict(Evidence(trials: [trial], controls: controls, segments: segments))
    }
    #expect(verdict([Self.caught]) == .reproduced)
    #expect(verdict([]) == .unverifiable)
    #expect(verdict([Self.caught, Self.missed]) == .unverifiable)
    #expect(verdict([Self.missed, Self.caught]) == .unverifiable)
    #expect(verdict([Self.caught], []) == .unverifiable)
    #expect(verdict([Self.caught], [.made(.segmentsAgree)]) == .segmentsAgree)
    #expect(Verdict(Evidence(controls: [Self.caught])) == .unverifiable)
    #expect(Verdict(Evidence()) == .unverifiable)
    for worse in Verdict.allCases where !worse.isSuccess {
      let both = Evidence(trials: [trial, .made(worse)], controls: [Self.caught])
      #expect(Verdict(both) == worse)
    }
  }

  /// Two results of one trial are one, whatever a file was when it was looked at.
  @Test func trialsCountOnce() {
    var fresh = TrialEvidence.made(.reproduced, path: "f", content: 3)
    fresh = TrialEvidence(path: "f", like: fresh, without: .unique)
    let results = [
      TrialEvidence.made(.reproduced, path: "a", content: 1),
      .made(.reproduced, path: "b", content: 2),
      .made(.reproduced, path: "c", content: 1), .made(.diverged, path: "d", content: 2),
      .made(.unverifiable, path: "e", content: 3), fresh,
      TrialEvidence(path: "g", like: .made(.reproduced, content: 4), without: .complete),
      .made(.reproduced, path: "h", content: 4),
    ].countedOnce()
    #expect(
      results.map(\.verdict)
        == [
          .reproduced, .reproduced, .unverifiable, .diverged, .unverifiable, .reproduced,
          .unverifiable, .reproduced,
        ])
    #expect(results[2].reason?.contains("is named twice: it holds the same trial as a") == true)
  }
}

extension TrialEvidence {
  fileprivate init(path: String, like other: TrialEvidence, without condition: Condition) {
    self.init(path: path)
    contentDigest = other.contentDigest
    for met in other.met where met != condition { meet(met) }
  }
}
