import Foundation
import Statistics
import Testing

@testable import Report

/// Sentences about tables that are no complete grid, and digits that show their spread.
@Suite("What is said of the tables that people have") struct TableSentenceTests {
  private static func result(
    _ trials: [Trial], hasOneSeed: Bool = false,
    _ change: (inout AnalysisOptions) -> Void = { _ in }
  ) throws -> AnalysisResult {
    var options = HandMade.options
    change(&options)
    let task = TaskTrials(name: "t", steps: [0], trials: trials, hasOneSeed: hasOneSeed)
    return Analysis.run(try TrialTable(tasks: [task]), options: options)
  }

  private static func seeds(_ scores: [Double]) -> [Trial] {
    scores.enumerated().map { Trial(cell: Cell(wi: $0 + 1, do: $0 + 1), scores: [$1]) }
  }

  @Test("What needs a grid is one line, in text and on the page")
  func oneLine() throws {
    let result = try Self.result(Self.seeds([0.71, 0.69, 0.73, 0.70]), hasOneSeed: true)
    let notes = try #require(AnalysisTables(result).notComputed).notes
    let line = "What needs a grid of WI and DO seeds: the table has one column of seeds."
    #expect(notes.count { $0.contains("one column of seeds") } == 1 && notes.contains(line))
    let table = AnalysisTables(result).scores(result.tasks)
    #expect(table.columns.last?.heading == "seed" && table.rows[0].last == "3")
    #expect(table.meaning.contains("dividing by the count less 1"))
    let page = HandMade.page(
      try TrialTable(tasks: [
        TaskTrials(
          name: "t", steps: [0], trials: Self.seeds([0.71, 0.69, 0.73, 0.70]), hasOneSeed: true)
      ]))
    #expect(MarkupScanner(page.html).faults == [])
    #expect(
      page.html.contains("The luckiest, at seed 3.")
        && page.html.contains("4 trials, 4 seeds, 1 evaluation each."))
    #expect(!page.html.contains("id=\"task-1-heat-map\"") && !page.html.contains("3:3"))
  }

  @Test("The band says what it takes for granted", arguments: [(1, 4), (4, 4)])
  func band(rows: Int, columns: Int) throws {
    let table = try TrialTable(tasks: [HandMade.task("t", wi: rows, do: columns)])
    let result = HandMade.page(table).analysis
    let notes = AnalysisTables(result).bestOfN(result.tasks).notes.joined()
    #expect(
      notes.contains(
        rows == 1 ? "the one WI seed that was tried" : "those of a grid share seeds"), "\(notes)")
    let sample = try Self.result(Self.seeds([0.71, 0.69, 0.73]), hasOneSeed: true)
    let none = AnalysisTables(sample).bestOfN(sample.tasks).notes.joined()
    #expect(!none.contains("share seeds") && !none.contains("tried"), "\(none)")
  }

  @Test("Where there is no band the reason stands once")
  func noBand() throws {
    let result = try Self.result(Self.seeds([371, 369, 373]), hasOneSeed: true)
    let table = AnalysisTables(result).bestOfN(result.tasks)
    #expect(
      table.notes == [
        "t: there is no band: the lowest and the highest possible score are not known."
      ])
    #expect(!table.columns.contains { $0.heading == "band from" })
  }

  @Test("0 of n has an interval, and a least p stands beside each p")
  func exactInterval() throws {
    let result = try Self.result(Self.seeds([0.71, 0.69, 0.73, 0.72, 0.7]), hasOneSeed: true) {
      $0.degenerateThresholds = ["t": 0.5]
    }
    let row = AnalysisTables(result).degenerate(result.tasks).rows[0]
    #expect(Array(row[2...5]) == ["0", "0.0%", "0.0%", "52.2%"])
    let grid = HandMade.page(try HandMade.twoTasks()).analysis
    let tests = AnalysisTables(grid).tests(grid.tasks)
    #expect(tests.columns.map(\.heading).contains("least p") && tests.rows[0][6] == "0.0100")
    #expect(
      AnalysisTables(grid).bestWorst(grid.tasks).meaning.contains("it can be the smaller one"))
  }

  @Test(
    "Digits go by the spread",
    arguments: [
      ([3.2811, 3.2770, 3.2790, 3.2850], "3.2805"), ([0.71, 0.69, 0.73], "0.7100"),
      ([71.2, 69.5, 70.1], "70.27"), ([1e9, 1e9 + 0.25, 1e9 + 0.5], "1000000000.25"),
      ([2_508_800, 2_709_504, 2_609_152], "2609152"), ([1e14, 2e14], "150000000000000"),
      ([5, 5], "5.00"), ([412, 412], "412.0"),
    ] as [([Double], String)])
  func digits(_ scores: [Double], _ mean: String) {
    let format = ScoreFormat(
      magnitude: scores.max() ?? 0, spread: Spread(scores).sd)
    #expect(format.text(scores.reduce(0, +) / Double(scores.count)) == mean)
  }

  @Test("Cells with different numbers of runs have components without intervals")
  func unbalanced() throws {
    let cells = [
      (1, 1, 0.7), (1, 1, 0.72), (1, 2, 0.65), (2, 1, 0.8), (2, 2, 0.71), (3, 1, 0.6), (3, 2, 0.66),
    ]
    var seen: [Cell: Int] = [:]
    let trials = cells.map { wi, order, score -> Trial in
      let cell = Cell(wi: wi, do: order)
      seen[cell, default: -1] += 1
      return Trial(cell: cell, scores: [score], run: seen[cell]!)
    }
    let result = try Self.result(trials)
    let table = AnalysisTables(result).variance(result.tasks)
    #expect(table.rows.map { $0[1] } == ["WI", "DO", "WI x DO", "noise"])
    #expect(table.columns.count == 5 && table.notes[0].contains("1 run more than cells"))
    let task = TaskTrials(name: "t", steps: [0], trials: trials)
    let page = HandMade.page(try TrialTable(tasks: [task]))
    #expect(MarkupScanner(page.html).faults == [] && page.html.contains("there are no intervals"))
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(AnalysisText.document(result).text.utf8))
        as? [String: Any])
    let variance = try #require(
      ((json["tasks"] as? [[String: Any]])?.first)?["variance"] as? [String: Any])
    #expect(variance["interaction"] is Double && variance["intervals"] is NSNull)
  }

  @Test("Of losses the lowest is bright, first and best")
  func losses() throws {
    let trials = (1...3).flatMap { wi in
      (1...3).map { order -> Trial in
        let thousandths = 3000 + 3 * wi + order % 2
        return Trial(cell: Cell(wi: wi, do: order), scores: [Double(thousandths) / 1000])
      }
    }
    let table = try TrialTable(tasks: [TaskTrials(name: "t", steps: [0], trials: trials)])
    var options = HandMade.options
    options.direction = .lower
    options.degenerateThresholds = ["t": 3.009]
    let analysis = Analysis.run(table, options: options)
    let page = ReportPage(title: "l", table: table, analysis: analysis)
    let figures = TaskFigures(
      task: analysis.tasks[0], trials: table.tasks[0], tables: AnalysisTables(analysis))
    let grid = ScoreGrid(task: analysis.tasks[0], finals: figures.finals, degenerate: [])
    #expect(grid.rowOrder[1] == 0 && grid.rowOrder[3] == 2)
    #expect(grid.fraction(analysis.tasks[0].best.value) == 1)
    #expect(MarkupScanner(page.html).faults == [])
    let text = HandMade.unwrapped(AnalysisText.terminal(analysis))
    #expect(text.contains("lower is better") && text.contains("at or above the threshold"))
  }

  @Test("What was not finite is named once, with what it does to the mean")
  func diverged() throws {
    var trials = Self.seeds([0.7, 0.72, 0.74])
    trials.append(Trial(cell: Cell(wi: 4, do: 4), scores: [], status: .nonfinite))
    let result = try Self.result(trials, hasOneSeed: true) { $0.degenerateThresholds = ["t": 0.5] }
    let notes = AnalysisTables(result).scores(result.tasks).notes
    #expect(notes[0] == "t: 1 trial not finite or without a score: 4.")
    #expect(
      notes[1].contains(
        "left out of every score: mean 0.7200, SD 0.0163; counted as degenerate, with 0.5000 each, mean 0.6650"
      ),
      "\(notes)")
  }
}
