import Foundation
import Statistics
import Testing

@testable import Report

@Suite("Seeds against examples, as text")
struct ExampleTableTests {
  /// 3 x 2 trials on 8 examples.
  static func analysis(_ cells: Int = 6) throws -> AnalysisResult {
    let trials = (0..<cells).map { place in
      let right = (0..<8).map { ($0 * 5 + place * 3) % 7 < 4 + place % 2 }
      return Trial(
        cell: Cell(wi: place / 2 + 1, do: place % 2 + 1),
        scores: [Double(right.count { $0 }) / 8], correct: right)
    }
    let task = TaskTrials(name: "t", steps: [0], trials: trials)
    return Analysis.run(try TrialTable(tasks: [task]))
  }

  @Test("Each source says whether more examples take it away")
  func sources() throws {
    let result = try Self.analysis()
    let tables = AnalysisTables(result)
    let table = tables.examples(result.tasks)
    #expect(
      table.rows.map { $0[1] } == [
        "WI", "DO", "WI x DO", "example", "WI x example", "DO x example", "WI x DO x example",
        "all that stays", "all that goes",
      ])
    #expect(
      table.rows.map { $0[4] } == ["leave it", "leave it", "leave it"]
        + Array(repeating: "take it away", count: 4) + ["leave it", "take it away"])
    // How hard examples are is the same for all trials: of the spread it has no share.
    let crossed = try result.tasks[0].examples.get().accuracy.crossed.get()
    #expect(
      table.rows[3].dropFirst(2).prefix(2) == [NumberText.significant(crossed[.example] / 8), "-"])
    #expect(table.rows.filter { $0[3] == "-" }.count == 1)
    #expect(table.meaning.contains("accuracy at the last evaluation"))
    let found = try result.tasks[0].examples.get()
    #expect(table.notes.count == 1 && table.notes[0].contains("\(found.flipCount) flip"))
    let errors = tables.expectedErrors(result.tasks)
    #expect(errors.rows.count == 12 && errors.rows[0][1] == "8" && errors.rows[11][2] == "100")
  }

  @Test("Without a grid trials are one sample, and the reason is told")
  func withoutAGrid() throws {
    let result = try Self.analysis(5)
    let table = AnalysisTables(result).examples(result.tasks)
    #expect(table.rows.map { $0[1] } == ["all that stays", "all that goes"])
    #expect(
      table.notes.contains { $0.contains("one sample") && $0.contains("final score in every cell") }
    )
  }

  @Test("The JSON holds the components")
  func json() throws {
    let result = try Self.analysis()
    let text = AnalysisText.document(result).text
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let task = (root?["tasks"] as? [[String: Any]])?.first
    let examples = try #require(task?["examples"] as? [String: Any])
    let found = try result.tasks[0].examples.get()
    let components = try #require(examples["components"] as? [String: Double])
    func isNear(_ value: Any?, _ expected: Double?) -> Bool {
      guard let value = value as? Double, let expected else { return false }
      return abs(value - expected) < 1e-12
    }
    #expect(components.count == 7)
    #expect(isNear(components["wiDoExample"], found.accuracy.crossed.value?[.wiDoExample]))
    #expect(isNear(examples["stays"], found.accuracy.spread.stays))
    let errors = try #require(examples["standardErrors"] as? [[Double]])
    #expect(errors.count == 4 && isNear(errors[3][1], found.accuracy.standardErrors[3][1]))
    #expect(examples["flips"] as? Int == found.flipCount)
  }

  /// The same trials, whose metric is F1 of the classes that they give.
  static func ofF1() throws -> AnalysisResult {
    let gold: [UInt8] = [0, 1, 1, 0, 1, 0, 1, 1]
    let trials = (0..<6).map { place in
      let right = (0..<8).map { ($0 * 5 + place * 3) % 7 < 4 + place % 2 }
      return Trial(
        cell: Cell(wi: place / 2 + 1, do: place % 2 + 1),
        scores: [Double(right.count { $0 }) / 8], correct: right,
        predictions: zip(right, gold).map { $0 ? $1 : 1 - $1 })
    }
    let task = TaskTrials(
      name: "t", steps: [0], trials: trials, metric: TaskMetric("f1"),
      gold: GoldClasses(labels: 2, classes: gold))
    return Analysis.run(try TrialTable(tasks: [task]))
  }

  @Test("F1 is split beside accuracy, and named as jackknifed")
  func jackknife() throws {
    let result = try Self.ofF1()
    let tables = AnalysisTables(result)
    let table = tables.examples(result.tasks)
    #expect(
      table.rows.map { $0[2] } == Array(repeating: "accuracy", count: 9)
        + Array(repeating: "f1, jackknife", count: 9))
    #expect(table.meaning.contains("by jackknife, what a score loses without an example"))
    #expect(table.notes[0].contains("Cohen's kappa") && table.notes[0].contains("Fleiss'"))
    let errors = tables.expectedErrors(result.tasks)
    #expect(errors.rows.count == 24 && errors.rows[23][1] == "f1, jackknife")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(AnalysisText.document(result).text.utf8))
        as? [String: Any])
    let task = try #require((document["tasks"] as? [[String: Any]])?.first)
    let examples = try #require(task["examples"] as? [String: Any])
    let split = try #require(examples["jackknife"] as? [String: Any])
    #expect(
      split["metric"] as? String == "f1" && (split["components"] as? [String: Any])?.count == 7)
    #expect(examples["cohenKappa"] is Double && examples["fleissKappa"] is Double)
    let brief = AnalysisText.summary(result)
    #expect(brief.contains("of the variance of f1, jackknife would go"), "\(brief)")
  }

  @Test("Seeds and examples stand in one picture")
  func picture() throws {
    let result = try Self.analysis()
    let trials = TaskTrials(name: "t", steps: [0], trials: [])
    let figures = TaskFigures(task: result.tasks[0], trials: trials, tables: AnalysisTables(result))
    let figure = try #require(figures.examples)
    #expect(MarkupScanner(figure.file).faults == [])
    let crossed = try result.tasks[0].examples.get().accuracy.crossed.get()
    for (term, share) in try #require(crossed.shares) {
      #expect(figure.description.contains("\(term.label) \(NumberText.percent(share))"))
    }
    // A bar for each source, by whether more examples take it away.
    let bars = MarkupScanner(figure.file).elements.filter { $0.name == "rect" }
    #expect(bars.count == 2 + 6 && bars.count { $0.attributes["class"] == "f3" } == 1 + 3)
    #expect(figures.all.map(\.name).contains("examples"))
  }
}
