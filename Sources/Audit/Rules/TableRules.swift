import Foundation
import Scores
import Statistics
import Text

/// `consistent/...`: a claim against the table that was published for it.
enum TableRules {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let table = evidence.table else { return [] }
    return [
      rows(evidence, table), duplicates(evidence, table), value(evidence, table),
      deviation(evidence, table), denominator(evidence, table), configuration(evidence, table),
    ].compactMap(\.self)
  }

  static func rows(_ evidence: ClaimEvidence, _ table: PublishedTable) -> AuditFinding? {
    guard let said = evidence.claim.runs else { return nil }
    let (rows, runs) = (table.rows.count, table.runs.count)
    let facts: KeyValuePairs<String, JSONValue> = [
      "said": .integer(said), "rows": .integer(rows), "runs": .integer(runs),
    ]
    let found =
      rows == runs
      ? "the table has \(rows.counted("row"))"
      : "the table has \(rows.counted("row")) of \(runs.counted("run"))"
    if said == rows, rows != runs, !contradictions(table).isEmpty {
      return evidence.finding(
        .rows, .undetermined,
        "The claim is of \(said.counted("run")); \(found), some with other scores: runs of one seed may "
          + "be repeated.", facts)
    }
    guard said == runs else {
      return evidence.finding(
        .rows, .refuted, "The claim is of \(said.counted("run")); \(found).", facts)
    }
    return evidence.finding(
      .rows, .holds, "As the claim says, \(found).", facts)
  }

  /// The number that the statistic makes of `rows`, in what is known of it; nil where it needs more than scores.
  static func statistic(
    _ statistic: ScoreStatistic, of rows: [PublishedTable.Row]
  ) -> ClosedRange<Double>? {
    func each(_ body: ([Double]) -> Double) -> ClosedRange<Double> {
      body(rows.map(\.values.lowerBound))...body(rows.map(\.values.upperBound))
    }
    switch statistic {
    case .maximum: return each { $0.max()! }
    case .minimum: return each { $0.min()! }
    case .mean: return each { $0.reduce(0, +) / Double($0.count) }
    case .median:
      return each { scores in
        let sorted = scores.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      }
    case .one, .ensemble, .unknown: return nil
    }
  }

  static func value(_ evidence: ClaimEvidence, _ table: PublishedTable) -> AuditFinding? {
    guard let score = evidence.score else {
      guard evidence.claim.scores.count > 1 else { return nil }
      return evidence.finding(
        .value, .undetermined,
        "The claim has several scores and its table one column: give each score a claim of its own."
      )
    }
    let number = score.number
    let statistic = evidence.claim.statistic
    switch statistic {
    case .ensemble: return nil
    case .one:
      let fitting = table.rows.filter { evidence.allows(number, $0.values) }
      let facts: KeyValuePairs<String, JSONValue> = [
        "lines": .array(fitting.prefix(20).map { .integer($0.line) })
      ]
      return fitting.isEmpty
        ? evidence.finding(.value, .refuted, "No row of the table has it.", facts)
        : evidence.finding(
          .value, .holds,
          "\(fitting.count.counted("row")) of the table can be printed so, the "
            + "first in line \(fitting[0].line).", facts)
    case .unknown:
      let fitting = [ScoreStatistic.mean, .median, .maximum, .minimum].filter {
        Self.statistic($0, of: table.rows).map { evidence.allows(number, $0) } ?? false
      }
      let words = fitting.map(\.rawValue).joined(separator: ", ")
      return evidence.finding(
        .value, .undetermined,
        "Which number of the runs it is is not told; "
          + (fitting.isEmpty
            ? "it is neither their mean nor their median, maximum or minimum."
            : "it can be their \(words)."),
        ["fits": .array(fitting.map { .string($0.rawValue) })])
    case .mean, .median, .maximum, .minimum:
      guard let all = Self.statistic(statistic, of: table.rows),
        let distinct = Self.statistic(statistic, of: table.runs)
      else { return nil }
      let fits = evidence.allows(number, distinct)
      let fitsRows = evidence.allows(number, all)
      let middle = (distinct.lowerBound + distinct.upperBound) / 2
      let facts: KeyValuePairs<String, JSONValue> = [
        "recomputed": .number(middle * evidence.claim.unit.divisor),
        "printed": .string(number.text),
        "ofRows": .bool(!fits && fitsRows),
      ]
      let found =
        "the \(statistic.rawValue) of the published runs is \(evidence.text(middle, like: number))"
      if fits { return evidence.finding(.value, .holds, "As printed, \(found).", facts) }
      if fitsRows {
        return evidence.finding(
          .value, .holds,
          "It is the \(statistic.rawValue) of all rows; counting each run once, \(found).", facts)
      }
      return evidence.finding(
        .value, .refuted, "It is not: \(found).\(otherwise(number, table.runs, evidence))", facts)
    }
  }

  /// Which other number of the runs it is, as a sentence; empty for none.
  static func otherwise(
    _ number: PrintedNumber, _ runs: [PublishedTable.Row], _ evidence: ClaimEvidence
  ) -> String {
    let fitting = [ScoreStatistic.mean, .median, .maximum, .minimum].filter { other in
      other != evidence.claim.statistic
        && statistic(other, of: runs).map { evidence.allows(number, $0) } ?? false
    }
    return fitting.isEmpty
      ? "" : " It can be their \(fitting.map(\.rawValue).joined(separator: " or their "))."
  }

  /// The least and the greatest deviation of `rows`, each score moved by what is not known of it.
  private static func deviation(
    of rows: [PublishedTable.Row], _ divisor: Deviation.Divisor
  ) -> ClosedRange<Double>? {
    let less = divisor == .countLessOne ? 1 : 0
    guard rows.count > less else { return nil }
    let middles = rows.map { ($0.values.lowerBound + $0.values.upperBound) / 2 }
    let reach = rows.map { ($0.values.upperBound - $0.values.lowerBound) / 2 }.max() ?? 0
    let sd = (Spread(middles).squares / Double(rows.count - less)).squareRoot()
    // A change of all scores by at most e changes their deviation by at most e sqrt(n / (n - less)).
    let most = reach * (Double(rows.count) / Double(rows.count - less)).squareRoot()
    return max(0, sd - most)...(sd + most)
  }

  static func deviation(_ evidence: ClaimEvidence, _ table: PublishedTable) -> AuditFinding? {
    guard let claimed = evidence.claim.deviation else { return nil }
    var column: Int?
    if let given = claimed.given {
      column = table.seedColumns.firstIndex(of: given)
      guard column != nil else {
        return evidence.finding(
          .deviation, .undetermined, "No column of seeds is named '\(given.prefix(40))'.")
      }
    }
    let found = deviations(of: table.runs, claimed.divisor, given: column)
    guard !found.isEmpty else {
      return evidence.finding(.deviation, .undetermined, "One run has no standard deviation.")
    }
    func fits(_ found: [(Deviation.Divisor, ClosedRange<Double>)]) -> Bool {
      found.contains { evidence.allows(claimed.number, $0.1) }
    }
    let isOfRuns = fits(found)
    let isOfRows =
      !isOfRuns && fits(deviations(of: table.rows, claimed.divisor, given: column))
    func middle(_ range: ClosedRange<Double>) -> Double {
      (range.lowerBound + range.upperBound) / 2
    }
    let facts: KeyValuePairs<String, JSONValue> = [
      "printed": .string(claimed.number.text),
      "recomputed": .ordered(
        found.map { ($0.rawValue, .number(middle($1) * evidence.claim.unit.divisor)) }),
      "ofRows": .bool(isOfRows),
    ]
    let words = found.map { divisor, range in
      evidence.text(middle(range), like: claimed.number) + " dividing by \(divisor.rawValue)"
    }.joined(separator: ", ")
    let whose = claimed.given.map { "the mean deviation of runs that share '\($0)'" } ?? "it"
    let before =
      isOfRuns
      ? "As printed, "
      : isOfRows
        ? "It is that of all rows; counting each run once, " : "It is not \(claimed.number.text): "
    return evidence.finding(
      .deviation, isOfRuns || isOfRows ? .holds : .refuted, before + "\(whose) is \(words).", facts)
  }

  /// The deviation of `rows` by each divisor that `divisor` allows; with `given` the mean of those of rows that share the
  /// seed in that column. Empty where there is one row.
  private static func deviations(
    of rows: [PublishedTable.Row], _ divisor: Deviation.Divisor, given: Int?
  ) -> [(Deviation.Divisor, ClosedRange<Double>)] {
    let groups =
      given.map { place in
        Dictionary(grouping: rows) { $0.seeds[place] }.sorted { $0.key < $1.key }.map(\.value)
      } ?? [rows]
    let divisors: [Deviation.Divisor] = divisor == .unknown ? [.count, .countLessOne] : [divisor]
    return divisors.compactMap { divisor in
      let each = groups.compactMap { deviation(of: $0, divisor) }
      guard each.count == groups.count else { return nil }
      let low = each.map(\.lowerBound).reduce(0, +) / Double(each.count)
      let high = each.map(\.upperBound).reduce(0, +) / Double(each.count)
      return (divisor, low...high)
    }
  }

  static func configuration(_ evidence: ClaimEvidence, _ table: PublishedTable) -> AuditFinding? {
    guard !table.configurationColumns.isEmpty else { return nil }
    var differing: [(column: String, values: [String], line: Int)] = []
    for (place, column) in table.configurationColumns.enumerated() {
      let first = table.rows[0].configuration[place]
      guard let other = table.rows.first(where: { $0.configuration[place] != first }) else {
        continue
      }
      differing.append((column, [first, other.configuration[place]], other.line))
    }
    let facts: KeyValuePairs<String, JSONValue> = [
      "columns": .array(table.configurationColumns.map { .string($0) }),
      "differ": .array(differing.map { .string($0.column) }),
    ]
    guard let first = differing.first else {
      return evidence.finding(
        .configuration, .holds,
        "All rows have one " + table.configurationColumns.joined(separator: ", ") + ".", facts)
    }
    return evidence.finding(
      .configuration, .refuted,
      "'\(first.column.prefix(40))' is '\(first.values[0].prefix(40))' in the first row and "
        + "'\(first.values[1].prefix(40))' in line \(first.line).", facts)
  }
}
