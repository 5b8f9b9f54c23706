import Scores
import Text

/// `sound/...`: the procedure behind a claim.
enum SoundRules {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    comparisons(evidence) + heldOut(evidence)
  }

  /// Claims that a claim differs from in the same ways are one finding.
  private static func comparisons(_ evidence: ClaimEvidence) -> [AuditFinding] {
    var found: [AuditFinding] = []
    var unlike: [(others: [PublishedClaim], differences: [String])] = []
    for name in evidence.claim.betterThan {
      guard let other = evidence.others[name] else {
        found.append(
          evidence.finding(
            .comparison, .undetermined,
            "It is compared with the claim '\(name.prefix(40))', which is not in this file."))
        continue
      }
      let differences = differences(evidence.claim, other)
      guard !differences.isEmpty else {
        found.append(comparison(evidence, with: other))
        continue
      }
      if let place = unlike.firstIndex(where: { $0.differences == differences }) {
        unlike[place].others.append(other)
      } else {
        unlike.append(([other], differences))
      }
    }
    let refuted = unlike.map { others, differences in
      evidence.finding(
        .comparison, .refuted,
        "It is compared with \(others.map(\.title).joined(separator: ", ")): "
          + differences.joined(separator: "; ")
          + ". The best of many runs is above a single one of the same recipe, and two metrics have "
          + "no common scale.",
        [
          "with": .array(others.map { .string($0.name) }),
          "differences": .array(differences.map { .string($0) }),
        ])
    }
    return refuted + found
  }

  /// `the maximum of 625 runs`
  private static func kind(_ claim: PublishedClaim) -> String {
    let runs = claim.runs.map { " of \($0.counted("run"))" } ?? ""
    return switch claim.statistic {
    case .one: "one run"
    case .unknown: "a statistic that is not told"
    case .ensemble: "an ensemble"
    default: "the \(claim.statistic.rawValue)\(runs)"
    }
  }

  /// In what two claims are numbers of kinds that cannot be compared.
  private static func differences(_ claim: PublishedClaim, _ other: PublishedClaim) -> [String] {
    var differences: [String] = []
    // One run, a median and a mean have about one centre; an extreme has another, and its number of runs moves it.
    func rank(_ claim: PublishedClaim) -> [String]? {
      switch claim.statistic {
      case .unknown: nil
      case .one, .median, .mean: ["centre"]
      case .ensemble: ["ensemble"]
      case .maximum, .minimum: claim.runs.map { [claim.statistic.rawValue, String($0)] }
      }
    }
    if let a = rank(claim), let b = rank(other), a != b {
      differences.append("one is \(kind(claim)), the other \(kind(other))")
    }
    let metrics = (claim.scores.map(\.name), other.scores.map(\.name))
    let common = metrics.0.filter(metrics.1.contains)
    if common.isEmpty {
      differences.append(
        "one is \(metrics.0.joined(separator: ", ")), the other \(metrics.1.joined(separator: ", "))"
      )
    }
    if (claim.unit == .plain) != (other.unit == .plain) {
      differences.append("one is a share, the other is not")
    }
    if let a = claim.split, let b = other.split, a != b {
      differences.append("one is of the \(a.rawValue) set, the other of the \(b.rawValue) set")
    }
    if let a = claim.examples?.count, let b = other.examples?.count, a != b {
      differences.append("one is of \(a.counted("example")), the other of \(b.grouped)")
    }
    return differences
  }

  /// Whether a claim is above one of its kind.
  private static func comparison(
    _ evidence: ClaimEvidence, with other: PublishedClaim
  ) -> AuditFinding {
    let claim = evidence.claim
    let facts: KeyValuePairs<String, JSONValue> = [
      "with": [.string(other.name)], "differences": .array([]),
    ]
    func isTold(_ claim: PublishedClaim) -> Bool {
      let isExtreme = claim.statistic == .maximum || claim.statistic == .minimum
      return claim.statistic != .unknown && (!isExtreme || claim.runs != nil)
    }
    guard isTold(claim), isTold(other) else {
      return evidence.finding(
        .comparison, .undetermined,
        "It is compared with \(other.title); which number of how many runs they are is not told.",
        facts)
    }
    guard claim.statistic == other.statistic else {
      return evidence.finding(
        .comparison, .undetermined,
        "It is compared with \(other.title); one is \(kind(claim)), the other \(kind(other)).",
        facts)
    }
    // By what each was printed for, in one unit.
    let distances = claim.scores.compactMap { score -> ClosedRange<Double>? in
      guard let told = other.scores.first(where: { $0.name == score.name }) else { return nil }
      let own = score.number.values(claim.rounding)
      let its = told.number.values(other.rounding)
      let sign = claim.lowerIsBetter ? -1.0 : 1
      let (a, b) = (claim.unit.divisor, other.unit.divisor)
      let ends = [
        sign * (own.lowerBound / a - its.upperBound / b),
        sign * (own.upperBound / a - its.lowerBound / b),
      ]
      return ends.min()!...ends.max()!
    }
    if distances.contains(where: { $0.upperBound < 0 }) {
      return evidence.finding(.comparison, .refuted, "It is not better than \(other.title).", facts)
    }
    guard distances.allSatisfy({ $0.lowerBound > 0 }) else {
      return evidence.finding(
        .comparison, .undetermined,
        "To the printed digits it may be better than \(other.title), or not.", facts)
    }
    return evidence.finding(
      .comparison, .holds, "It is better than \(other.title), and both are numbers of one kind.",
      facts)
  }

  private static func heldOut(_ evidence: ClaimEvidence) -> [AuditFinding] {
    let claim = evidence.claim
    guard let split = claim.split else { return [] }
    if let said = claim.reportedAs, said != split {
      return [
        evidence.finding(
          .heldOut, .refuted,
          "The score is reported as one of the \(said.rawValue) set and was taken on the "
            + "\(split.rawValue) set.", ["set": .string(split.rawValue)])
      ]
    }
    guard let chosen = claim.choseOn else { return [] }
    let isHeldOut = chosen != split
    return [
      evidence.finding(
        .heldOut, isHeldOut ? .holds : .refuted,
        isHeldOut
          ? "What was chosen was chosen on the \(chosen.rawValue) set, and the score is of the "
            + "\(split.rawValue) set."
          : "Something was chosen on the same \(split.rawValue) set that the score is of, so the "
            + "score is higher than one on fresh examples would be.",
        ["set": .string(split.rawValue), "chosenOn": .string(chosen.rawValue)])
    ]
  }
}
