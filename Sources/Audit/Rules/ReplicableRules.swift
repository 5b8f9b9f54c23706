import Scores
import Text

/// `replicable/exact` and `replicable/tolerance`: whether the trials of a claim come back when they are run anew.
///
/// The first compares bits and the second numbers. They are never one verdict.
enum ReplicableRules {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let replicated = evidence.replicated else { return [] }
    return [exact(evidence, replicated), tolerance(evidence, replicated)].compactMap(\.self)
  }

  private static func exact(
    _ evidence: ClaimEvidence, _ replicated: ReplicatedScores
  ) -> AuditFinding? {
    guard let published = evidence.goldens else { return nil }
    let path = replicated.path.prefix(80)
    guard !replicated.goldens.isEmpty, !published.isEmpty else {
      return evidence.finding(
        .exact, .undetermined, "There are no goldens in \(path) to compare with the published ones."
      )
    }
    let trials = published.keys.sorted()
    let rerun = trials.filter { replicated.goldens[$0] != nil }
    let different = rerun.filter { replicated.goldens[$0] != published[$0] }
    let facts: KeyValuePairs<String, JSONValue> = [
      "published": .integer(trials.count), "rerun": .integer(rerun.count),
      "different": .array(different.prefix(20).map { .string($0) }),
    ]
    if let first = different.first {
      return evidence.finding(
        .exact, .refuted,
        "\(different.count.grouped) of \(rerun.count.counted("trial")) that were run anew "
          + "\(different.count == 1 ? "differs" : "differ") from the published goldens, the first \(first); "
          + "`seedproof diff` says where.", facts)
    }
    guard rerun.count == trials.count else {
      return evidence.finding(
        .exact, .undetermined,
        "\(rerun.count.grouped) of \(trials.count.counted("published golden")) were run anew, and "
          + "are equal bit by bit.", facts)
    }
    return evidence.finding(
      .exact, .holds,
      "All \(trials.count.counted("published golden")) were run anew, and are equal bit by bit.",
      facts)
  }

  private static func tolerance(
    _ evidence: ClaimEvidence, _ replicated: ReplicatedScores
  ) -> AuditFinding? {
    guard let score = evidence.score else { return nil }
    let claim = evidence.claim
    let trials = replicated.scores.count
    guard score.name == replicated.metric else {
      return evidence.finding(
        .tolerance, .undetermined,
        "The trials in \(replicated.path.prefix(80)) have \(replicated.metric), not "
          + "\(score.name.prefix(40)).", ["trials": .integer(trials)])
    }
    let reach = (claim.tolerance ?? 0) / claim.unit.divisor
    let rows = replicated.scores.map { trial, value in
      let number = PrintedNumber(exactly: value)
      let known = number.values(.any)
      return PublishedTable.Row(
        line: 0, seeds: [trial], score: number, configuration: [],
        values: known.lowerBound - reach...known.upperBound + reach)
    }
    let allowed =
      claim.tolerance.map { "within \($0) of what is printed" } ?? "as printed"
    if claim.statistic == .one {
      let fitting = rows.filter { evidence.allows(score.number, $0.values) }
      return evidence.finding(
        .tolerance, fitting.isEmpty ? .refuted : .holds,
        fitting.isEmpty
          ? "None of \(trials.counted("trial")) that were run anew has it \(allowed)."
          : "\(fitting.count) of \(trials.counted("trial")) that were run anew have it \(allowed), "
            + "such as \(fitting[0].seeds[0]).",
        ["trials": .integer(trials), "fitting": .integer(fitting.count)])
    }
    guard let runs = claim.runs, runs == trials,
      let found = TableRules.statistic(claim.statistic, of: rows)
    else {
      return evidence.finding(
        .tolerance, .undetermined,
        "The claim is of \(claim.runs.map { $0.counted("run") } ?? "a number of runs that is not told") "
          + "and \(trials.counted("trial")) were run anew.", ["trials": .integer(trials)])
    }
    let middle = (found.lowerBound + found.upperBound) / 2
    let fits = evidence.allows(score.number, found)
    return evidence.finding(
      .tolerance, fits ? .holds : .refuted,
      "The \(claim.statistic.rawValue) of \(trials.counted("trial")) that were run anew is "
        + "\(evidence.text(middle, like: score.number)), \(fits ? "" : "not ")\(allowed).",
      ["trials": .integer(trials), "recomputed": .number(middle * claim.unit.divisor)])
  }
}
