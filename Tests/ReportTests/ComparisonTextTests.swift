import Foundation
import Statistics
import Testing

@testable import Report

@Suite("A comparison of recipes as text")
struct ComparisonTextTests {
  static func table(_ scores: [Double], from seed: Int = 1) throws -> TrialTable {
    let trials = scores.enumerated().map { place, score in
      Trial(
        cell: Cell(wi: place + seed, do: place + seed), scores: [score],
        correct: (0..<20).map { $0 < Int((score * 20).rounded()) })
    }
    return try TrialTable(tasks: [
      TaskTrials(name: "t", steps: [0], trials: trials, metric: TaskMetric("accuracy"))
    ])
  }

  static func comparison(
    _ recipes: [(String, TrialTable)], score: ScoreKind = .last
  ) throws -> [TaskComparison] {
    try TaskComparison.all(recipes.map { (name: $0.0, table: $0.1) }, score: score)
  }

  static let better = [0.8, 0.85, 0.8, 0.9, 0.85]
  static let worse = [0.6, 0.65, 0.6, 0.65, 0.7]

  @Test("Each number has a sentence, and the verdict is the first")
  func sentences() throws {
    let tasks = try Self.comparison([
      ("new", Self.table(Self.better)), ("old", Self.table(Self.worse)),
    ])
    let table = ComparisonTables(tasks, score: .last).all[1]
    #expect(table.title == "new against old")
    #expect(table.meaning.hasPrefix("new is better than old, 95% sure."))
    #expect(table.meaning.contains("5 pairs of trials with the same seeds"))
    #expect(table.rows.count == table.notes.count)
    for (row, note) in zip(table.rows, table.notes) { #expect(note.hasPrefix(row[0] + ": ")) }
    let words = unwrapped(ComparisonText.terminal(tasks, score: .last))
    #expect(words.contains("can reach no p below 0.0625"))
    #expect(words.contains("examples needed"))
  }

  @Test("What these trials do not tell is not told")
  func undecided() throws {
    let tasks = try Self.comparison([
      ("new", Self.table([0.8, 0.7, 0.6])), ("old", Self.table([0.7, 0.75, 0.6], from: 10)),
    ])
    let table = ComparisonTables(tasks, score: .last).all[1]
    #expect(table.meaning.hasPrefix("These trials do not tell which of new and old is better."))
    #expect(table.meaning.contains("3 and 3 trials with seeds of their own"))
    let other = try Self.comparison([
      ("old", Self.table(Self.worse)), ("new", Self.table(Self.better)),
    ])
    #expect(
      ComparisonTables(other, score: .last).all[1].meaning.hasPrefix("new is better than old"))
    let same = try Self.comparison([
      ("a", Self.table([0.8, 0.9])), ("b", Self.table([0.7, 0.8])),
    ])
    #expect(ComparisonTables(same, score: .last).all[1].meaning.contains("The scores do not vary"))
    let brief = HandMade.unwrapped(ComparisonText.summary(same, score: .last))
    #expect(brief.contains("no interval, as the scores do not vary"))
    #expect(!brief.contains("resolution"))
  }

  @Test("Several recipes are adjusted, and the overview says so")
  func several() throws {
    let tasks = try Self.comparison([
      ("a", Self.table(Self.better)), ("b", Self.table(Self.worse)),
      ("c", Self.table([0.7, 0.7, 0.75, 0.7, 0.8])),
    ])
    let tables = ComparisonTables(tasks, score: .last).all
    #expect(tables.count == 4 && tables[0].rows.map { $0[0] } == ["a", "b", "c"])
    #expect(tables[0].notes.count == 3 && tables[0].notes[0].contains("Holm"))
  }

  @Test("The JSON has every pair, and reasons for what is null")
  func json() throws {
    let tasks = try Self.comparison(
      [("a", Self.table(Self.better)), ("b", Self.table(Self.worse))], score: .best)
    let text = ComparisonText.document(tasks, score: .best, remarks: ["look"]).text
    let root = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(root["remarks"] as? [String] == ["look"] && root["score"] as? String == "best")
    let task = try #require((root["tasks"] as? [[String: Any]])?.first)
    let pair = try #require((task["pairs"] as? [[String: Any]])?.first)
    let found = tasks[0].pairs[0].comparison
    let difference = try #require(pair["difference"] as? [String: Any])
    #expect(difference["value"] as? Double == found.difference.value?.difference)
    let p = try #require(found.difference.value?.p)
    #expect(pair["bootstrap"] is NSNull)
    #expect(abs(try #require(pair["pHolm"] as? Double) - p) < 1e-12)
    let refused = try #require(pair["refused"] as? [[String: String]])
    #expect(refused.map { $0["field"] } == ["bootstrap"])
    let permutation = try #require(pair["permutation"] as? [String: Any])
    #expect(permutation["leastP"] as? Double == 0.0625)
  }

  @Test("Names of strangers are escaped")
  func hostile() throws {
    let name = "\u{1b}[31m<b>\u{202e}"
    let tasks = try Self.comparison([
      (name, Self.table(Self.better)), ("old", Self.table(Self.worse)),
    ])
    let terminal = ComparisonText.terminal(tasks, score: .last)
    #expect(!terminal.contains("\u{1b}") && !terminal.contains("\u{202e}"))
    #expect(!ComparisonText.markdown(tasks, score: .last).contains("<b>"))
    #expect(!ComparisonText.latex(tasks, score: .last).contains("\u{1b}"))
  }
}

/// The words of a text, whatever the lines they stand on.
private func unwrapped(_ text: String) -> String {
  text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
