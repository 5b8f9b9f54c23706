import Scores
import Text

/// `possible`
enum PossibleRule {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    let claim = evidence.claim
    let known = claim.scores.filter { $0.metric.map(Metric.reachable.contains) ?? false }
    guard !known.isEmpty, claim.unit != .plain else { return [] }
    guard let examples = claim.examples else {
      return [
        evidence.finding(
          .possible, .undetermined,
          "How many examples the score is of is not told, so nothing can be said of its digits.")
      ]
    }
    let isCounted = if case .count = examples { true } else { false }
    let usable = known.filter { !isCounted || $0.metric == .accuracy }
    let scores = usable.compactMap { score -> Reachability.Claim? in
      guard let metric = score.metric,
        let reported = ReportedScore(
          score.number.text, unit: Int(claim.unit.divisor), rounding: claim.rounding)
      else { return nil }
      return Reachability.Claim(metric, reported)
    }
    guard !scores.isEmpty else {
      return [
        evidence.finding(
          .possible, .undetermined,
          isCounted
            ? "The classes of the development set are not told, and the score needs them."
            : "The score is no plain decimal of at most 9 digits, such as 88.0.")
      ]
    }
    let found = PossibleFinding(
      ScoreClaim(
        scores, examples, statistic: claim.statistic, runs: claim.runs, rounding: claim.rounding))
    return [
      AuditFinding(
        claim: claim.name, line: claim.line, .possible, found.verdict, found.sentence,
        evidence: found.members)
    ]
  }
}
