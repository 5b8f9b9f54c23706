import Foundation
import Statistics
import Text

/// `consistent/test`: a printed test by itself and against the table; `sound/selection`: seeds chosen on the scores that
/// they are then tested on.
enum TestRules {
  /// Random shuffles of a permutation test.
  private static let shuffleCount = 9_999

  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let test = evidence.claim.test else { return [] }
    var found: [AuditFinding] = []
    let compared = test.bestAndWorst.flatMap { bestAndWorst($0, evidence) }
    if let printed = printed(test, evidence, compared) { found.append(printed) }
    guard let column = test.bestAndWorst else { return found }
    guard let compared else {
      found.append(
        evidence.finding(
          .selection, .refuted,
          "The best and the worst seed were chosen by the scores that the test compares, so its p "
            + "is not the chance of a false alarm; there is no complete table of '\(column.prefix(40))' "
            + "and one other column of seeds to compute that chance from."))
      return found
    }
    let p = compared.selectionAware.p
    found.append(
      evidence.finding(
        .selection, p <= evidence.options.level ? .holds : .refuted,
        "The best and the worst seed were chosen by the scores that the test compares. Where "
          + "scores are shuffled, so that no seed matters, the test's p is below .05 in "
          + "\((compared.falsePositiveRate * 100).decimals(1))% of \(compared.shuffleCount.grouped) "
          + "tables. A permutation test that chooses anew each time has p = \(Self.text(p))"
          + (p <= evidence.options.level ? ": the difference stands without it." : "."),
        [
          "p": .number(compared.p), "selectionAwareP": .number(p),
          "falsePositiveRate": .number(compared.falsePositiveRate),
          "shuffles": .integer(compared.shuffleCount), "seed": .string(String(compared.seed)),
        ]))
    return found
  }

  private static func text(_ p: Double) -> String {
    p < 0.001 ? String(format: "%.1e", p) : p.decimals(4)
  }

  /// The range of a test's p over the values that its statistic can have been printed for.
  static func p(_ test: ClaimedTest, _ statistic: ClosedRange<Double>) -> ClosedRange<Double>? {
    let degrees = test.degreesOfFreedom
    func p(_ value: Double) -> Double {
      switch test.kind {
      case .anova: return FDistribution(degrees[0], degrees[1]).upperTail(max(0, value))
      case .t:
        let both = StudentDistribution(degrees[0]).bothTails(value)
        return test.sides == 2 ? both : value >= 0 ? both / 2 : 1 - both / 2
      }
    }
    guard !degrees.isEmpty else { return nil }
    var ends = [p(statistic.lowerBound), p(statistic.upperBound)]
    if test.kind == .t, statistic.contains(0) { ends.append(p(0)) }
    return ends.min()!...ends.max()!
  }

  private static func printed(
    _ test: ClaimedTest, _ evidence: ClaimEvidence, _ compared: BestWorstTest?
  ) -> AuditFinding? {
    var sentences: [String] = []
    var verdict = AuditVerdict.holds
    var facts: [(String, JSONValue)] = []
    let name = test.kind == .anova ? "F" : "t"
    if let statistic = test.statistic, let p = test.p,
      let range = self.p(test, statistic.values(.any))
    {
      // A two-sided p of a negative t is that of its size.
      let fits = p.allows(range, .any)
      if !fits { verdict = .refuted }
      let own = self.p(test, statistic.value...statistic.value)!.lowerBound
      facts.append(("p", .number(own)))
      let degrees = test.degreesOfFreedom.map { $0.decimals($0 == $0.rounded() ? 0 : 2) }
      sentences.append(
        "\(name) = \(statistic.text) with \(degrees.joined(separator: " and ")) degrees of freedom "
          + "has p = \(text(own))" + (fits ? ", as printed." : ", and not \(p.text)."))
    }
    if let compared, test.kind == .anova, let statistic = test.statistic {
      let fits = statistic.allows(compared.f...compared.f, .any)
      facts.append(("recomputedF", .number(compared.f)))
      // Of scores that were measured F is near the true one, and no rule says how near.
      if !fits, evidence.table?.isExact ?? true { verdict = .refuted }
      sentences.append(
        "The table's best and worst seed have F = \(compared.f.decimals(2)) with 1 and "
          + "\(compared.residualDegreesOfFreedom)"
          + (fits
            ? ", as printed."
            : evidence.table?.isExact ?? true
              ? ", and not \(statistic.text)." : "; its scores are known to some digits only."))
    }
    guard !sentences.isEmpty else { return nil }
    return AuditFinding(
      claim: evidence.claim.name, line: evidence.claim.line, .test, verdict,
      sentences.joined(separator: " "), evidence: facts)
  }

  /// The comparison of best and worst seed of `column`, where the table is complete with one other column of seeds.
  private static func bestAndWorst(_ column: String, _ evidence: ClaimEvidence) -> BestWorstTest? {
    guard let table = evidence.table, table.seedColumns.count == 2,
      let place = table.seedColumns.firstIndex(of: column)
    else { return nil }
    let runs = table.runs
    func names(_ place: Int) -> [String] { Set(runs.map { $0.seeds[place] }).sorted() }
    let (rows, columns) = (names(place), names(1 - place))
    guard runs.count == rows.count * columns.count, rows.count > 1, columns.count > 1 else {
      return nil
    }
    let scores = Dictionary(
      zip(runs.map { [$0.seeds[place], $0.seeds[1 - place]] }, table.scores(runs)),
      uniquingKeysWith: { a, _ in a })
    let values = rows.flatMap { row in columns.map { scores[[row, $0]]! } }
    return BestWorstTest(
      CrossedGrid(
        rows: Array(1...rows.count), columns: Array(1...columns.count), values: values),
      shuffleCount: shuffleCount, seed: evidence.options.seed, purpose: 1)
  }
}
