import Scores
import Text

extension TableRules {
  /// Larger denominators are not tried.
  private static let most = 100_000

  /// Whether each score is k / n: `consistent/denominator`, of accuracy alone.
  static func denominator(_ evidence: ClaimEvidence, _ table: PublishedTable) -> AuditFinding? {
    guard evidence.score?.metric == .accuracy, evidence.claim.unit != .plain else { return nil }
    let rows = table.rows
    let reach = rows.map { $0.values.upperBound - $0.values.lowerBound }.max() ?? 0
    /// Rows that are no k / n.
    func misfits(_ n: Int, limit: Int = .max, of rows: [PublishedTable.Row]) -> [PublishedTable.Row]
    {
      var found: [PublishedTable.Row] = []
      for row in rows where !isShare(row.values, of: n) {
        found.append(row)
        if found.count == limit { break }
      }
      return found
    }
    let told = evidence.claim.examples?.count
    if let told, Double(told) * reach >= 1 {
      return evidence.finding(
        .denominator, .undetermined,
        "The scores have too few digits: any value is a share of \(told.counted("example")).",
        ["examples": .integer(told)])
    }
    // Beyond 1 / reach every value fits.
    let last = min(most, reach > 0 ? Int(min(1e9, 1 / reach)) : most)
    func least() -> [Int] {
      var found: [Int] = []
      var texts: Set<String> = []
      let distinct = rows.filter { texts.insert($0.score.text).inserted }
      for n in stride(from: 2, through: last, by: 1)
      where misfits(n, limit: 1, of: distinct).isEmpty {
        found.append(n)
        if found.count == 3 { break }
      }
      return found
    }
    guard let told else {
      let fitting = least()
      return evidence.finding(
        .denominator, .undetermined,
        "The number of examples is not told; " + words(fitting),
        ["fits": .array(fitting.map { .integer($0) })])
    }
    let wrong = misfits(told, of: rows)
    guard let first = wrong.first else {
      return evidence.finding(
        .denominator, .holds,
        "All \(rows.count.counted("score")) are shares of \(told.counted("example")).",
        ["examples": .integer(told), "misfits": 0])
    }
    let fitting = wrong.count == rows.count ? least() : []
    return evidence.finding(
      .denominator, .refuted,
      "\(wrong.count.grouped) of \(rows.count.counted("score")) "
        + (wrong.count == 1 ? "is no share" : "are no shares")
        + " of \(told.counted("example")), the first in line \(first.line): "
        + "\(first.score.text)" + (fitting.isEmpty ? "." : "; " + words(fitting)),
      [
        "examples": .integer(told), "misfits": .integer(wrong.count),
        "lines": .array(wrong.prefix(20).map { .integer($0.line) }),
        "fits": .array(fitting.map { .integer($0) }),
      ])
  }

  private static func words(_ fitting: [Int]) -> String {
    fitting.isEmpty
      ? "no number of examples up to \(most.grouped) fits all scores."
      : "the least numbers of examples that fit all scores are "
        + fitting.map(\.grouped).joined(separator: ", ") + "."
  }

  /// Whether k / n lies in `values` for some k.
  private static func isShare(_ values: ClosedRange<Double>, of n: Int) -> Bool {
    let slack = 1e-12
    let low = (values.lowerBound - slack) * Double(n)
    let high = (values.upperBound + slack) * Double(n)
    return high.rounded(.down) >= low.rounded(.up) && high >= 0 && low <= Double(n)
  }
}
