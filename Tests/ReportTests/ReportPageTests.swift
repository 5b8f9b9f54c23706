import Foundation
import Statistics
import Testing

@testable import Report

@Suite("The page")
struct ReportPageTests {
  @Test("A page is well-formed, whole, and asks for nothing")
  func page() throws {
    let html = HandMade.page(try HandMade.twoTasks()).html
    let scanner = MarkupScanner(html)
    #expect(scanner.faults == [])
    Self.expectSelfContained(scanner, html)
    let plots = scanner.elements.filter { $0.name == "svg" }
    let figures = scanner.elements.filter { $0.name == "figure" }.compactMap { $0.attributes["id"] }
    let expected = [
      "best-of-n", "heat-map", "variance", "final-scores", "curves", "correlation",
      "early-stopping",
      "degenerate",
    ]
    #expect(
      figures == [1, 2].flatMap { task in expected.map { "task-\(task)-\($0)" } }
        + ["agreement-wi-ranks", "agreement-do-ranks"])
    #expect(plots.count == figures.count)
    for section in ["overview", "task-1", "task-2", "agreement", "environment", "verdict"] {
      #expect(scanner.elements.contains { $0.attributes["id"] == section }, "\(section)")
    }
  }

  @Test("Hostile names change nothing")
  func hostile() throws {
    let name = HandMade.hostileNames.joined()
    let page = HandMade.page(
      try HandMade.hostile(), title: name, environment: [FactGroup(name, [Fact(name, name)])])
    let scanner = MarkupScanner(page.html)
    #expect(scanner.faults == [])
    Self.expectSelfContained(scanner, page.html)
    #expect(!scanner.elements.contains { $0.name == "script" || $0.name == "img" })
    #expect(!page.html.unicodeScalars.contains { $0 != "\n" && EscapingTests.isUnsafe($0) })
    for plot in page.plots {
      #expect(MarkupScanner(plot.text).faults == [], "\(plot.name)")
      #expect(
        plot.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
    }
    #expect(Set(page.plots.map(\.name)).count == page.plots.count)
  }

  /// No element or attribute that loads something, unique ids, and no dead reference.
  static func expectSelfContained(_ scanner: MarkupScanner, _ html: String) {
    let ids = scanner.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let loading = [
      "script", "link", "img", "iframe", "object", "embed", "image", "use", "base", "form",
    ]
    for element in scanner.elements {
      #expect(!loading.contains(element.name), "\(element)")
      for (key, value) in element.attributes {
        #expect(!key.hasPrefix("on") && key != "src", "\(element)")
        if key == "href" {
          #expect(value.hasPrefix("#") && ids.contains(String(value.dropFirst())))
        }
        if key == "style" { #expect(value.hasPrefix("--"), "\(value)") }
        if key == "for" || key == "aria-labelledby" {
          for id in value.split(separator: " ") { #expect(ids.contains(String(id)), "\(id)") }
        }
      }
    }
    let policy = scanner.elements.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    #expect(policy?.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'")
    #expect(!html.contains("url("))
    #expect(!html.contains("@import"))
  }

  @Test("Every plot is named, described, and has its numbers in a table")
  func accessible() throws {
    let table = try HandMade.twoTasks()
    let page = HandMade.page(table)
    let tables = AnalysisTables(page.analysis)
    let figures =
      TaskFigures(task: page.analysis.tasks[0], trials: table.tasks[0], tables: tables).all
      + Factor.allCases.compactMap { SeedRanksFigure(tables: tables, factor: $0).figure }
    #expect(figures.count == 10)
    for figure in figures {
      #expect(!figure.title.isEmpty && figure.description.hasSuffix("."), "\(figure.name)")
      #expect(figure.meaning.hasSuffix("."), "\(figure.name)")
      #expect(figure.tables.contains { !$0.rows.isEmpty }, "\(figure.name)")
      let svg = figure.inline(id: "x")
      #expect(svg.contains("role=\"img\"") && svg.contains("<desc id=\"x-desc\">"))
    }
  }

  @Test("A heat map has every cell, and moves each to its place by seeds")
  func heatMap() throws {
    let table = try HandMade.twoTasks()
    let page = HandMade.page(table)
    let figures = TaskFigures(
      task: page.analysis.tasks[0], trials: table.tasks[0], tables: AnalysisTables(page.analysis))
    let figure = try #require(figures.heatMap)
    for trial in table.tasks[0].trials {
      let score = try #require(trial.scores.max())
      #expect(figure.body.contains("\(trial.cell.words): \(NumberText.fixed(score, 4))"))
    }
    // Places by mean plus offsets are the places by seed.
    let grid = ScoreGrid(
      task: page.analysis.tasks[0], finals: figures.finals, degenerate: figures.degenerateCells)
    let rows = MarkupScanner(figure.body).elements.filter { $0.attributes["class"] == "row" }
    #expect(rows.count == 6)
    for (index, wi) in grid.rows.enumerated() {
      let place = try #require(grid.rowOrder[wi])
      let offset = try #require(rows[index].attributes["style"])
      #expect((offset == "--d:0px") == (index == place))
      #expect(offset.hasPrefix("--d:-") == (index < place))
    }
  }

  @Test("Trials that ended early and cells without a trial are shown as such")
  func incomplete() throws {
    let table = try TrialTable(tasks: [
      HandMade.task(
        "t", wi: 4, do: 4, without: [Cell(wi: 1, do: 2)], nonfinite: [Cell(wi: 2, do: 2)],
        stopped: [Cell(wi: 3, do: 3)])
    ])
    let page = HandMade.page(table)
    let html = page.html
    for cell in ["WI 1, DO 2", "WI 2, DO 2", "WI 3, DO 3"] {
      #expect(html.contains("<title>\(cell): no final score</title>"), "\(cell)")
    }
    #expect(html.contains("<h3>Not computed</h3>"))
    // REML gives the components of what is there.
    #expect(html.contains("id=\"task-1-variance\""))
    let text = HandMade.unwrapped(AnalysisText.terminal(page.analysis))
    #expect(text.contains("t: 1 cell without a trial: 1:2."))
    #expect(text.contains("t: 1 trial not finite or without a score: 2:2."))
    #expect(text.contains("t: 1 trial ended early by the stop rule: 3:3."))
  }

  @Test("The numbers to read first are those of the analysis, each with a sentence")
  func keyNumbers() throws {
    let page = HandMade.page(try HandMade.twoTasks())
    let task = page.analysis.tasks[0]
    let items = KeyNumbers(task: task, confidence: "95%").items
    let shares = try #require(task.variance.value?.shares)
    let runs = try #require(task.degenerate.value)
    let tests = [try #require(task.tests.wi.value), try #require(task.tests.do.value)]
    let fit = try #require(task.earlyStopping.value?.budgets.last { $0.crossFit != nil }?.crossFit)
    #expect(
      items.map(\.value) == [
        NumberText.fixed(task.mean, 4), NumberText.fixed(task.overallSD, 4),
        NumberText.percent(shares.residual), tests[0].permutation.text, tests[1].permutation.text,
        NumberText.percent(runs.rate), NumberText.fixed(task.best.value, 4),
        ScoreFormat(magnitude: 1).signed(fit.gain),
      ])
    // The mean comes first, with how many trials it is of; the best is one of many.
    #expect(items[0].label.hasSuffix("of \(task.scoredCount) trials"))
    for item in items {
      #expect(item.meaning.hasSuffix("."), "\(item)")
      #expect(page.html.contains("<strong>\(item.value)</strong>"), "\(item)")
    }
    let holes = HandMade.page(try HandMade.hostile())
    let few = KeyNumbers(task: holes.analysis.tasks[0], confidence: "95%").items
    #expect(few.contains { $0.label.contains("Variance") })
    #expect(few.contains { $0.label.hasPrefix("p of") })
  }

  @Test("Predictions split the noise of the test set on the page too; refusals stand together")
  func noiseAndRefusals() throws {
    let trials = (1...3).flatMap { wi in
      (1...2).map { order in
        let correct = (0..<8).map { ($0 * wi + order) % 3 != 0 }
        return Trial(
          cell: Cell(wi: wi, do: order), scores: [Double(correct.count { $0 }) / 8],
          correct: correct)
      }
    }
    let html = HandMade.page(
      try TrialTable(tasks: [TaskTrials(name: "t", steps: [1], trials: trials)])
    ).html
    #expect(html.contains("<h3>Noise of the test set</h3>"))
    let narrow = HandMade.page(try TrialTable(tasks: [HandMade.task("t", wi: 1, do: 4)])).html
    #expect(narrow.components(separatedBy: "the grid is 1 x 4").count >= 2)
    #expect(!narrow.contains("<h3>Noise of the test set</h3>"))
    #expect(narrow.contains("Variance components, Tests of WI and DO, Best against worst seed"))
  }

  @Test("The verdict stands first, and certifies nothing")
  func verdict() throws {
    let html = HandMade.page(try HandMade.twoTasks()).html
    let verdict = try #require(html.range(of: "<h2 id=\"verdict\">Not certified</h2>"))
    let overview = try #require(html.range(of: "id=\"overview\""))
    #expect(verdict.upperBound < overview.lowerBound)
    #expect(!html.contains("Certified") && !html.contains("reproduced"))
  }

  @Test(
    "One evaluation, one seed, two trials: whatever can be drawn is drawn",
    arguments: [
      (1, 2, 1), (2, 1, 3), (2, 2, 1), (3, 2, 2), (1, 40, 2),
    ])
  func small(wi: Int, order: Int, evaluations: Int) throws {
    let table = try TrialTable(tasks: [
      HandMade.task("t", wi: wi, do: order, evaluations: evaluations)
    ])
    let page = HandMade.page(table)
    let scanner = MarkupScanner(page.html)
    #expect(scanner.faults == [])
    #expect(!page.html.contains("nan") && !page.html.contains("inf\""))
    #expect(scanner.elements.contains { $0.attributes["id"] == "task-1-heat-map" })
  }
}
