import Foundation
import Statistics
import Testing

@testable import Report

/// No number without what it means.
@Suite("What is said of the numbers") struct MeaningTests {
  private static func analysis(
    _ table: TrialTable, _ change: (inout AnalysisOptions) -> Void = { _ in }
  ) -> AnalysisResult {
    var options = HandMade.options
    change(&options)
    return Analysis.run(table, options: options)
  }

  private static func json(_ result: AnalysisResult) throws -> [String: Any] {
    let document = try JSONSerialization.jsonObject(
      with: Data(AnalysisText.document(result).text.utf8))
    return try #require(document as? [String: Any])
  }

  @Test("Scores up to the limit of the reader are drawn")
  func largeScores() throws {
    let trials = (1...3).flatMap { wi in
      (1...3).map { Trial(cell: Cell(wi: wi, do: $0), scores: [1e14 * Double(wi * $0 % 5 + 5)]) }
    }
    let page = HandMade.page(
      try TrialTable(tasks: [TaskTrials(name: "t", steps: [0], trials: trials)]))
    #expect(MarkupScanner(page.html).faults == [])
    #expect(page.html.contains("e+29"))
  }

  @Test("Small adjusted p-values are not printed as zero")
  func smallProbabilities() throws {
    let tasks = ["a", "b", "c", "d", "e"].map { name in
      TaskTrials(
        name: name, steps: [0],
        trials: (1...9).flatMap { wi in
          (1...2).map { Trial(cell: Cell(wi: wi, do: $0), scores: [Double(10 * wi + $0)]) }
        })
    }
    let result = Self.analysis(try TrialTable(tasks: tasks)) { $0.permutationCount = 4_999 }
    let least = try #require(result.agreement.wi.value?.ranks.map(\.pAdjusted).min())
    #expect(least < 0.0005)
    let figure = try #require(SeedRanksFigure(tables: AnalysisTables(result), factor: .wi).figure)
    #expect(figure.body.contains(">\(NumberText.probability(least))<"))
  }

  @Test("A correlation that falls again is not said to stay")
  func firstReached() throws {
    // The ranks of the last evaluation at once, then others.
    let trials = (1...6).map { wi in
      let last = Double(wi) / 10
      return Trial(cell: Cell(wi: wi, do: 1), scores: [last, Double(wi * 5 % 7) / 10, last])
    }
    let table = try TrialTable(tasks: [TaskTrials(name: "t", steps: [1, 2, 3], trials: trials)])
    let page = HandMade.page(table)
    let figures = TaskFigures(
      task: page.analysis.tasks[0], trials: table.tasks[0], tables: AnalysisTables(page.analysis))
    let figure = try #require(figures.correlation)
    #expect(figure.description.hasSuffix("; first reaches 0.8 at step 1."))
  }

  @Test("Cells that are missing by the thousand are counted, and the first listed")
  func independentRuns() throws {
    // Two trials share a seed, so that a grid is meant.
    let trials = (1...300).map {
      Trial(cell: Cell(wi: $0, do: max(2, $0)), scores: [Double($0 * 37 % 101) / 101])
    }
    let result = Self.analysis(
      try TrialTable(tasks: [TaskTrials(name: "t", steps: [0], trials: trials)]))
    let text = AnalysisText.document(result).text
    #expect(text.utf8.count < 200_000)
    let task = try #require((try Self.json(result)["tasks"] as? [[String: Any]])?.first)
    #expect(task["missingCount"] as? Int == 300 * 299 - 300)
    let missing = try #require(task["missing"] as? [[Int]])
    #expect(missing.count == 1_000 && missing[0] == [1, 3] && missing[999] == [4, 108])
    let words = HandMade.unwrapped(AnalysisText.terminal(result))
    #expect(words.contains("1:22, and 89380 more"), "\(words.prefix(1500))")
    #expect(words.components(separatedBy: "89380").count == 2)
  }

  @Test("The support of the band and the draws of 'distinct' are told for each task")
  func bestOfN() throws {
    let result = HandMade.page(try HandMade.twoTasks()).analysis
    let text = HandMade.unwrapped(AnalysisText.terminal(result))
    #expect(text.contains("glue/RTE, glue/MRPC: the band takes scores from 0 to 1 for possible"))
    let drawn = Self.analysis(
      try TrialTable(tasks: [HandMade.task("t", wi: 18, do: 18, evaluations: 1)])
    ).tasks[0].best.distinct.value
    #expect(drawn?.isExact == false)
    let words = HandMade.unwrapped(
      AnalysisText.markdown(
        Self.analysis(try TrialTable(tasks: [HandMade.task("t", wi: 18, do: 18, evaluations: 1)]))))
    #expect(words.contains("200 random sets"))
    #expect(words.contains("standard error of drawing"))
  }

  @Test("The noise of the test set says of which score it is")
  func noise() throws {
    let result = HandMade.page(try HandMade.twoTasks()).analysis
    let table = AnalysisTables(result).testSetNoise([])
    #expect(table.meaning.contains("accuracy at the last evaluation"))
  }

  @Test("What is won by early stopping is said, and nothing where the last score counts")
  func earlyStopping() throws {
    let table = try HandMade.twoTasks()
    let best = AnalysisTables(Self.analysis(table)).earlyStopping(Self.analysis(table).tasks)
    #expect(best.meaning.contains("best score over training"))
    let last = Self.analysis(table) { $0.score = .last }
    #expect(last.tasks.allSatisfy { $0.earlyStopping.refusal != nil })
    let page = HandMade.page(table)
    let figures = TaskFigures(
      task: page.analysis.tasks[0], trials: table.tasks[0], tables: AnalysisTables(page.analysis))
    #expect(figures.earlyStopping?.meaning.contains("best score over training") == true)
  }

  @Test("Each refused method is null and listed with its reason")
  func refusals() throws {
    // Two grids side by side: no cell tells how the seeds of one compare with those of the other.
    var gone: Set<Cell> = []
    for wi in 1...4 {
      for order in 1...4 where (wi < 3) != (order < 3) { gone.insert(Cell(wi: wi, do: order)) }
    }
    let table = try TrialTable(tasks: [
      HandMade.task("t", wi: 4, do: 4, without: gone), HandMade.task("u", wi: 4, do: 4),
    ])
    let result = Self.analysis(table)
    let document = try Self.json(result)
    let tasks = try #require(document["tasks"] as? [[String: Any]])
    let refused = try #require(tasks[0]["refused"] as? [[String: Any]])
    let fields = refused.compactMap { $0["field"] as? String }
    #expect(fields.contains("examples") && fields.contains("classes"))
    #expect(tasks[0]["examples"] is NSNull && tasks[0]["classes"] is NSNull)
    let agreement = try #require(document["agreement"] as? [String: Any])
    #expect(agreement["wi"] is NSNull && agreement["do"] is NSNull)
    let above = try #require(document["refused"] as? [[String: Any]])
    #expect(above.compactMap { $0["field"] as? String } == ["agreement.wi", "agreement.do"])
    #expect((above.first?["reason"] as? String)?.contains("too few cells") == true)
    let refusedHere = try #require(AnalysisTables(result).notComputed).notes
    #expect(
      refusedHere.contains {
        $0.contains("t, u: ") && $0.contains("needs the predictions of every trial")
      })
    // The cells are listed once, with the scores.
    let scores = AnalysisTables(result).scores(result.tasks)
    #expect(scores.notes.contains { $0.contains("t: 8 cells without a trial: 1:3, 1:4, 2:3") })
    #expect(!refusedHere.contains { $0.contains("1:3") })
  }

  @Test("Of a table nothing is said that only goldens show")
  func tablesMayDifferInMore() throws {
    #expect(!HandMade.page(try HandMade.twoTasks()).html.contains("nothing but their seeds"))
  }
}
