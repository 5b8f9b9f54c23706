import Scores

/// Scores that differ from a claim in one digit: what the rule `possible` would have made of a slip of the pen.
extension PossibleFinding.Score {
  /// The most alterations that are judged.
  private static let alterationLimit = 81

  /// Of all alterations of one digit those that no results give; nil where each would take long, or none is ever refuted.
  ///
  /// A first digit does not become 0, and no score leaves what its metric has.
  static func alteredDigits(_ claim: Reachability.Claim, _ whole: ScoreClaim) -> (
    refuted: Int, of: Int
  )? {
    let texts = alterations(of: claim.score.text, metric: claim.metric, unit: claim.score.unit)
    let isOpen = whole.statistic == .unknown || whole.statistic == .mean && whole.runs == nil
    guard !isOpen, !texts.isEmpty, texts.count <= alterationLimit, whole.examples.count <= 100_000
    else { return nil }
    let refuted = texts.count { text in
      guard
        let score = ReportedScore(text, unit: claim.score.unit, rounding: whole.rounding)
      else { return false }
      let other = ScoreClaim(
        [Reachability.Claim(claim.metric, score)], whole.examples, statistic: whole.statistic,
        runs: whole.runs, rounding: whole.rounding)
      return PossibleFinding(other, isAlone: true).verdict == .refuted
    }
    return (refuted, texts.count)
  }

  /// `text` with each of its digits in turn replaced by each of the others.
  static func alterations(of text: String, metric: Metric, unit: Int) -> [String] {
    let bytes = Array(text.utf8)
    let first = bytes.firstIndex { (48...57).contains($0) } ?? 0
    let isLong = bytes.indices.contains(first + 1) && (48...57).contains(bytes[first + 1])
    var found: [String] = []
    for place in bytes.indices where (48...57).contains(bytes[place]) {
      for digit in UInt8(48)...57 where digit != bytes[place] {
        if place == first, isLong, digit == 48 { continue }
        var other = bytes
        other[place] = digit
        let text = String(decoding: other, as: UTF8.self)
        guard let value = Double(text), abs(value) <= Double(unit), metric == .mcc || value >= 0
        else { continue }
        found.append(text)
      }
    }
    return found
  }
}
