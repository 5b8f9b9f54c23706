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
    let whole = test.bestAndWorst.flatMap { bestAndWorst($0, evidence) }
    if let printed = printed(test, evidence, whole) { found.append(printed) }
    guard let column = test.bestAndWorst else { return found }
    guard let compared = whole?.test else {
      found.append(
        evidence.finding(
          .selection, .undetermined,
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
          + (p <= evidence.options.level
            ? ": the difference stands without it."
            : ", above the level of \(evidence.options.level)."),
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
    _ test: ClaimedTest, _ evidence: ClaimEvidence, _ compared: Compared?
  ) -> AuditFinding? {
    var sentences: [String] = []
    var verdict = AuditVerdict.holds
    var facts: [(String, JSONValue)] = []
    let name = test.kind == .anova ? "F" : "t"
    if let statistic = test.statistic, let p = test.p,
      let range = self.p(test, statistic.values(.any))
    {
      // Which side a one-sided test looked at is not told.
      let other = 1 - range.upperBound...1 - range.lowerBound
      let isOneSided = test.kind == .t && test.sides == 1
      let fits = p.allows(range, .any) || isOneSided && p.allows(other, .any)
      if !fits { verdict = .refuted }
      let own = self.p(test, statistic.value...statistic.value)!.lowerBound
      facts.append(("p", .number(own)))
      let degrees = test.degreesOfFreedom.map { $0.decimals($0 == $0.rounded() ? 0 : 2) }
      sentences.append(
        "\(name) = \(statistic.text) with \(degrees.joined(separator: " and ")) degrees of freedom "
          + "has p = \(text(own))" + (fits ? ", as printed." : ", and not \(p.text)."))
    }
    if let compared {
      let (fits, sentence) = recomputed(test, compared)
      facts.append(("recomputedF", .number(compared.test.f)))
      if !fits { verdict = .refuted }
      sentences.append(sentence)
    }
    guard !sentences.isEmpty else { return nil }
    return AuditFinding(
      claim: evidence.claim.name, line: evidence.claim.line, .test, verdict,
      sentences.joined(separator: " "), evidence: facts)
  }

  /// The comparison of the best with the worst seed in a table.
  private struct Compared {
    let test: BestWorstTest
    /// F for scores that lie anywhere within what is known of each.
    let f: ClosedRange<Double>
  }

  /// Whether a printed test is that of the table, in one sentence; t is the root of F.
  private static func recomputed(
    _ test: ClaimedTest, _ compared: Compared
  ) -> (fits: Bool, sentence: String) {
    let degrees = compared.test.residualDegreesOfFreedom
    let name = test.kind == .anova ? "F" : "t"
    func value(_ f: Double) -> Double { test.kind == .anova ? f : f.squareRoot() }
    let own = value(compared.test.f)
    var text = "The table's best and worst seed have \(name) = \(own.decimals(2)) with "
    text += test.kind == .anova ? "1 and \(degrees)" : "\(degrees) degrees of freedom"
    if let told = test.degreesOfFreedom.last,
      told != Double(degrees) || test.degreesOfFreedom.count == 2 && test.degreesOfFreedom[0] != 1
    {
      return (false, text + ", and not with \(told.decimals(0)).")
    }
    guard let statistic = test.statistic else { return (true, text + ".") }
    let size = abs(statistic.value)
    let printed = max(0, size - statistic.halfUnit)...size + statistic.halfUnit
    if printed.contains(own) { return (true, text + ", as printed.") }
    let range = value(compared.f.lowerBound)...value(compared.f.upperBound)
    return printed.overlaps(range)
      ? (true, text + "; within what is known of its scores it may be \(statistic.text).")
      : (false, text + ", and not \(statistic.text).")
  }

  /// The comparison of best and worst seed of `column`, where the table is complete with one other column of seeds.
  private static func bestAndWorst(_ column: String, _ evidence: ClaimEvidence) -> Compared? {
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
    let test = BestWorstTest(
      CrossedGrid(
        rows: Array(1...rows.count), columns: Array(1...columns.count), values: values),
      shuffleCount: shuffleCount, seed: evidence.options.seed, purpose: 1)
    // F = n d^2 / 2 s^2, with d the difference of the two means. A change of all scores by at most e changes d by 2 e at
    // most, and s by e sqrt(n / (n - 1)).
    let n = Double(columns.count)
    let means = (0..<rows.count).map { row in
      values[row * columns.count..<(row + 1) * columns.count].reduce(0, +) / n
    }
    let d = means.max()! - means.min()!
    let reach = runs.map { ($0.values.upperBound - $0.values.lowerBound) / 2 }.max() ?? 0
    guard test.f.isFinite, test.f > 0 else { return Compared(test: test, f: test.f...test.f) }
    let s = d * (n / 2 / test.f).squareRoot()
    let most = reach * (n / (n - 1)).squareRoot()
    func f(_ d: Double, _ s: Double) -> Double { s > 0 ? n * d * d / 2 / (s * s) : .infinity }
    return Compared(test: test, f: f(max(0, d - 2 * reach), s + most)...f(d + 2 * reach, s - most))
  }
}
