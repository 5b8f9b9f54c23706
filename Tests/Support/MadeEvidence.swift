import Files
import Judgement
import Text

extension TrialEvidence {
  /// Evidence with this verdict.
  package static func made(
    _ verdict: Verdict, path: String = "t.golden", reason: String? = nil, content: UInt8? = nil
  ) -> TrialEvidence {
    var evidence = TrialEvidence(
      path: path, lane: verdict == .agrees || verdict == .disagrees ? .statistical("") : .own,
      part: verdict == .segmentsAgree
        ? .segment(0..<1, isLast: false) : verdict == .prefixAgrees ? .prefix(1) : .whole)
    evidence.contentDigest = content.map { Digest(of: [$0]) }
    switch verdict {
    case .reproduced, .agrees, .segmentsAgree, .prefixAgrees:
      for condition in Condition.allCases { evidence.meet(condition) }
    case .diverged, .disagrees:
      evidence.firstDivergence = Divergence(step: 0, column: .loss, expected: "1", actual: "2")
    case .malformed: evidence.fail(InputError(.malformed, reason ?? "malformed"))
    case .unverifiable: evidence.fail(InputError(.unverifiable, reason ?? "unverifiable"))
    }
    evidence.reason = reason
    return evidence
  }
}
