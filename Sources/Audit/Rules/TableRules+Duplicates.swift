import Foundation
import Text

extension TableRules {
  /// Rows of one seed, where it has several, in the order of the table.
  private static func repeated(_ table: PublishedTable) -> [[PublishedTable.Row]] {
    guard !table.seedColumns.isEmpty else { return [] }
    return Dictionary(grouping: table.rows, by: \.seeds).filter { $0.value.count > 1 }
      .sorted { $0.value[0].line < $1.value[0].line }.map(\.value)
  }

  /// Those of which two have different scores.
  static func contradictions(_ table: PublishedTable) -> [[PublishedTable.Row]] {
    repeated(table).filter { rows in rows.contains { !$0.values.overlaps(rows[0].values) } }
  }

  /// Whether runs stand once: `consistent/duplicates`.
  static func duplicates(_ evidence: ClaimEvidence, _ table: PublishedTable) -> AuditFinding? {
    guard !table.seedColumns.isEmpty else { return nil }
    let bySeed = repeated(table)
    let contradicting = contradictions(table)
    let repeats = bySeed.reduce(0) { $0 + $1.count - 1 }
    let block = DuplicatedBlock(table.runs.map { ($0.score.text, $0.line) })
    let facts: KeyValuePairs<String, JSONValue> = [
      "repeats": .integer(repeats), "contradictions": .integer(contradicting.count),
      "block": block.map(\.json) ?? .null,
    ]
    func seed(_ row: PublishedTable.Row) -> String {
      row.seeds.map { String($0.prefix(20)) }.joined(separator: ":")
    }
    if let rows = contradicting.first {
      let other = rows.first { !$0.values.overlaps(rows[0].values) } ?? rows[1]
      return evidence.finding(
        .duplicates, .undetermined,
        "\(contradicting.count.counted("seed")) \(contradicting.count == 1 ? "has" : "have") two "
          + "scores, the first seed \(seed(rows[0])): \(rows[0].score.text) in line "
          + "\(rows[0].line) and \(other.score.text) in line \(other.line). Two runs of one seed "
          + "can differ where training is not deterministic.", facts)
    }
    if let block, block.isTelling, block.chance < 1e-6 {
      return evidence.finding(
        .duplicates, .refuted,
        "\(block.length) scores from line \(block.lines.0) on stand again from line "
          + "\(block.lines.1) on, under other seeds; by chance that happens with probability "
          + "\(String(format: "%.1e", block.chance)) at most.", facts)
    }
    if repeats > 0 {
      let rows = bySeed[0]
      // Only a claim that counts them as runs is wrong.
      let isCounted = evidence.claim.runs == table.rows.count
      return evidence.finding(
        .duplicates, isCounted ? .refuted : .undetermined,
        "\(repeats.counted("row")) \(repeats == 1 ? "repeats" : "repeat") a seed with the same "
          + "score, the first seed \(seed(rows[0])) in lines \(rows[0].line) and \(rows[1].line)"
          + (isCounted ? "; the claim counts them as runs." : "; each is one run."), facts)
    }
    return evidence.finding(
      .duplicates, .holds, "Each seed stands once, and no block of scores stands twice.", facts)
  }
}

/// The longest series of scores that stands twice in a table.
struct DuplicatedBlock {
  let length: Int
  /// Lines of the two first scores.
  let lines: (Int, Int)
  /// A bound of the probability that any series of this length stands twice by chance: pairs of places times the chance
  /// that all its scores are the same, were each drawn from all scores.
  let chance: Double

  /// Whether it can be a copy: runs that collapsed have one score, and a sorted table has its equal scores together, so that
  /// a series of few or of sorted scores shows nothing.
  let isTelling: Bool

  /// Nil where nothing stands twice.
  ///
  /// - Complexity: O(count^2); of more than 5,000 scores the first ones are looked at.
  init?(_ scores: [(text: String, line: Int)]) {
    let scores = Array(scores.prefix(5_000))
    let names = Dictionary(
      Set(scores.map(\.text)).sorted().enumerated().map { ($1, $0) },
      uniquingKeysWith: { a, _ in a })
    let values = scores.map { names[$0.text]! }
    var (length, first, second) = (0, 0, 0)
    // runs[j] is how many scores before i and before j are the same.
    var runs = [Int](repeating: 0, count: values.count + 1)
    for i in values.indices {
      for j in stride(from: values.count - 1, to: i, by: -1) {
        runs[j + 1] = values[i] == values[j] ? min(runs[j] + 1, j - i) : 0
        if runs[j + 1] > length {
          (length, first, second) = (runs[j + 1], i + 1 - runs[j + 1], j + 1 - runs[j + 1])
        }
      }
    }
    guard length > 0 else { return nil }
    var counts = [Int](repeating: 0, count: names.count)
    for value in values { counts[value] += 1 }
    let total = Double(values.count)
    let same = counts.reduce(0) { $0 + Double($1) / total * Double($1) / total }
    let pairs = total * (total - 1) / 2
    self.length = length
    lines = (scores[first].line, scores[second].line)
    let block = scores[first..<first + length].map { Double($0.text) ?? 0 }
    let isSorted =
      zip(block, block.dropFirst()).allSatisfy(<=) || zip(block, block.dropFirst()).allSatisfy(>=)
    isTelling = Set(block).count >= 3 && !isSorted
    chance = min(1, pairs * pow(same, Double(length)))
  }

  var json: JSONValue {
    [
      "length": .integer(length), "lines": [.integer(lines.0), .integer(lines.1)],
      "chance": .number(chance),
    ]
  }
}
