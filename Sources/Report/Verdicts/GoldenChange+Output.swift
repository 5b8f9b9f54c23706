import Judgement
import Text
import Trajectory

extension GoldenChange {
  /// The change for people, in lines of at most 80 columns: what differs in the headers and first in the records, the
  /// likely cause, scores before and after, and how far each column differs.
  public var table: String {
    let end =
      "\(difference.isEqual ? "equal" : "different"): \(difference.valueCount) values identical"
    guard !difference.isEqual else { return end }
    var lines = difference.header.map(\.line)
    lines += difference.firstDivergence.map { [$0.line] } ?? []
    lines += difference.diagnosis.explanation.map { ["likely cause: " + $0] } ?? []
    return
      (lines.map { TextWrap.fitted(Escaping.terminal($0)) } + scoreLines + columnLines
      + recordLines
      + [end + (difference.firstDivergence == nil ? "" : " before the first difference")])
      .joined(separator: "\n")
  }

  /// The same for programs.
  public var json: JSONValue {
    [
      "equal": .bool(difference.isEqual), "values": .integer(difference.valueCount),
      "header": .array(difference.headerMembers.map(JSONValue.string)),
      "settings": .array(difference.header.map(\.json)),
      "firstDivergence": difference.firstDivergence?.json ?? .null,
      "likelyCause": difference.diagnosis.cause.map { .string($0.rawValue) } ?? .null,
      "explanation": difference.diagnosis.explanation.map(JSONValue.string) ?? .null,
      "scores": ["before": before.json, "after": after.json],
      "columns": .array(columns.differing.map(\.json)),
      "onlyFirst": Self.counts(columns.onlyFirst), "onlySecond": Self.counts(columns.onlySecond),
    ]
  }
}

// MARK: Scores

extension GoldenChange {
  /// The last and the best score of each golden, and what became of it; nothing where neither was evaluated.
  private var scoreLines: [String] {
    guard before.last != nil || after.last != nil else { return [] }
    return [
      Self.cells(measure, "before", "after", "change", "right answers"),
      row("last", before.last, after.last), row("best", before.best, after.best),
    ]
  }

  /// What a score is.
  private var measure: String {
    guard before.metric == after.metric else {
      return "score, by \(before.metric ?? "answers"), \(after.metric ?? "answers")"
    }
    return before.metric.map { "score, by \($0)" } ?? "share of right answers"
  }

  private func row(
    _ name: String, _ old: GoldenScores.Score?, _ new: GoldenScores.Score?
  ) -> String {
    let format = ScoreFormat(magnitude: 1)
    let difference = old.flatMap { old in new.map { $0.value - old.value } }
    let change = before.metric == after.metric ? difference : nil
    let steps = Self.pair(old.map { "\($0.step)" }, new.map { "\($0.step)" })
    return Self.cells(
      "  \(name), at \(steps)", format.text(old?.value), format.text(new?.value),
      change.map(format.signed) ?? NumberText.none, Self.answers(old, new))
  }

  /// `201, 203 of 240`
  private static func answers(
    _ old: GoldenScores.Score?, _ new: GoldenScores.Score?
  ) -> String {
    if let old, let new, old.total == new.total {
      return "\(pair("\(old.correct)", "\(new.correct)")) of \(old.total)"
    }
    return pair(
      old.map { "\($0.correct) of \($0.total)" }, new.map { "\($0.correct) of \($0.total)" })
  }

  /// Both texts, or one where they are the same.
  private static func pair(_ old: String?, _ new: String?) -> String {
    let (old, new) = (old ?? NumberText.none, new ?? NumberText.none)
    return old == new ? old : "\(old), \(new)"
  }

  private static func cells(
    _ name: String, _ before: String, _ after: String, _ change: String, _ answers: String
  ) -> String {
    name.left(26) + before.right(9) + after.right(9) + change.right(9) + "   " + answers
  }
}

extension GoldenScores {
  fileprivate var json: JSONValue {
    [
      "metric": metric.map(JSONValue.string) ?? .null, "last": last?.json ?? .null,
      "best": best?.json ?? .null,
    ]
  }
}

extension GoldenScores.Score {
  fileprivate var json: JSONValue {
    [
      "step": .integer(step), "score": .number(value), "correct": .integer(correct),
      "total": .integer(total),
    ]
  }
}

// MARK: Columns

extension GoldenChange {
  /// How far the columns differ that do.
  private var columnLines: [String] {
    guard !columns.differing.isEmpty else { return [] }
    let head = "values that differ".left(28) + "how many".right(20) + "from step".right(11)
    return [head + "largest".right(10) + "typical".right(10)]
      + columns.differing.flatMap(\.lines) + [
        TextWrap.fitted(
          "    largest and typical: |a - b| / max(|a|, |b|), and its median, of those that differ")
      ]
  }

  /// Records that have no partner.
  private var recordLines: [String] {
    [("first", columns.onlyFirst), ("second", columns.onlySecond)].compactMap { name, counts in
      let byName = Self.byName(counts)
      let parts = Column.Record.names.compactMap { name in
        byName[name].map { count in
          name == "series"
            ? count.counted("record") + " of series"
            : count.counted(name == "step" ? "update" : name)
        }
      }
      return parts.isEmpty ? nil : "only in the \(name): " + parts.joined(separator: ", ")
    }
  }

  private static func counts(_ counts: [Column.Record: Int]) -> JSONValue {
    let byName = byName(counts)
    return .object(
      Dictionary(
        uniqueKeysWithValues: Column.Record.names.map {
          ($0, JSONValue.integer(byName[$0] ?? 0))
        }))
  }

  /// All series together.
  private static func byName(_ counts: [Column.Record: Int]) -> [String: Int] {
    Dictionary(counts.map { ($0.key.name, $0.value) }, uniquingKeysWith: +)
  }
}

extension ColumnDifference {
  /// A line; two where the name is long.
  fileprivate var lines: [String] {
    let kind = column.record == .anchor ? "state: " : ""
    let name = "  " + Escaping.terminal(kind + column.name)
    let isLong = TextWidth.columns(name) > 28
    func size(_ value: Double?) -> String { value.map { NumberText.significant($0, 2) } ?? "" }
    let row =
      (isLong ? "" : name).left(28) + "\(differingCount) of \(valueCount)".right(20)
      + "\(firstStep ?? 0)".right(11) + size(largest).right(10) + size(typical).right(10)
    let nonfinite =
      nonfiniteCount == 0 ? [] : ["    \(nonfiniteCount) of these are not finite in both goldens"]
    return (isLong ? [name] : []) + [row.trimmedRight] + nonfinite
  }

  fileprivate var json: JSONValue {
    [
      "record": .string(column.record.name), "column": .string(column.name),
      "values": .integer(valueCount), "differing": .integer(differingCount),
      "firstStep": firstStep.map { .integer($0) } ?? .null, "largest": .number(largest),
      "typical": .number(typical), "nonfinite": .integer(nonfiniteCount),
    ]
  }
}

extension Column.Record {
  /// For programs.
  fileprivate var name: String {
    switch self {
    case .step: "step"
    case .evaluation: "evaluation"
    case .anchor: "anchor"
    case .series: "series"
    }
  }

  /// All of them.
  fileprivate static let names = ["step", "evaluation", "anchor", "series"]
}

extension SettingDifference {
  /// `header: protocol.epochs differs: 3 / 4`
  fileprivate var line: String {
    // A digest is said as a whole.
    func short(_ value: String?) -> String {
      guard let value else { return "nothing" }
      let scalars = value.unicodeScalars
      return scalars.count > 64 ? String(scalars.prefix(61)) + "..." : value
    }
    return "header: \(name) differs: \(short(expected)) / \(short(actual))"
  }
}

extension String {
  /// The text at the left of `width` columns.
  fileprivate func left(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - TextWidth.columns(self)))
  }

  /// The text at the right of `width` columns, with at least one space before it.
  fileprivate func right(_ width: Int) -> String {
    String(repeating: " ", count: max(1, width - TextWidth.columns(self))) + self
  }

  fileprivate var trimmedRight: String { String(reversed().drop { $0 == " " }.reversed()) }
}
