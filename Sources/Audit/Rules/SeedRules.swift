import Foundation
import Statistics
import Text

/// `plausible/common-seed` and `consistent/count`.
enum SeedRules {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    [commonSeed(evidence), count(evidence)].compactMap(\.self)
  }

  private static func commonSeed(_ evidence: ClaimEvidence) -> AuditFinding? {
    guard let found = evidence.claim.seedRanks else { return nil }
    let (sum, tasks) = (found.ranks.reduce(0, +), found.ranks.count)
    guard RankSums.isCountable(seeds: found.seeds, tasks: tasks) else {
      return evidence.finding(
        .commonSeed, .undetermined, "There are too many seeds and tasks to count their orders.")
    }
    let tail = RankSums.tail(seeds: found.seeds, tasks: tasks, sum: sum)
    // Any of the seeds would have been named.
    let p = min(1, Double(found.seeds) * tail)
    let facts: KeyValuePairs<String, JSONValue> = [
      "rankSum": .integer(sum), "seeds": .integer(found.seeds), "tasks": .integer(tasks),
      "p": .number(tail), "adjustedP": .number(p),
    ]
    let words = p < 0.001 ? String(format: "%.1e", p) : p.decimals(4)
    let surprises = p <= evidence.options.level
    return evidence.finding(
      .commonSeed, surprises ? .holds : .undetermined,
      "Ranks of \(sum) in all on \(tasks.counted("task")) of \(found.seeds.counted("seed")): by "
        + "chance some seed has as few with probability \(words) at most"
        + (surprises ? ", so chance alone does not explain it." : "; chance may explain it."),
      facts)
  }

  private static func count(_ evidence: ClaimEvidence) -> AuditFinding? {
    guard let count = evidence.claim.count else { return nil }
    func text(_ range: ClosedRange<Int>) -> String {
      range.count == 1
        ? range.lowerBound.grouped : "\(range.lowerBound.grouped) to \(range.upperBound.grouped)"
    }
    let fits = count.said.overlaps(count.recorded)
    return evidence.finding(
      .count, fits ? .holds : .refuted,
      "\(text(count.said)) \(count.of.prefix(60)) are claimed, and \(text(count.recorded)) were "
        + "recorded.",
      [
        "said": [.integer(count.said.lowerBound), .integer(count.said.upperBound)],
        "recorded": [.integer(count.recorded.lowerBound), .integer(count.recorded.upperBound)],
      ])
  }
}
