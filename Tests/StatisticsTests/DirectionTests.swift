import TestSupport
import Testing

@testable import Statistics

/// Scores of which less is better.
@Suite struct DirectionTests {
  static let losses =
    "task,wi,do,val_loss\nt,1,1,3.2811\nt,1,2,3.2770\nt,2,1,3.2790\nt,2,2,3.2850\n"

  static func columns(_ score: String) -> TableColumns {
    var columns = TableColumns()
    columns.score = score
    return columns
  }

  @Test(arguments: [
    ("loss", true), ("val_loss", true), ("valLoss", true), ("Eval/Perplexity", true), ("bpb", true),
    ("error rate", true), ("RMSE", true), ("last_val_bpb_in_log", true), ("score", false),
    ("failed", true), ("accuracy", false), ("floss", false), ("terror", false), ("f1", false),
    ("glossary", false),
  ])
  func namesOfLosses(_ name: String, _ isLoss: Bool) {
    #expect(ScoreDirection.namesALoss(name) == isLoss)
  }

  @Test func theLeastIsTheBest() throws {
    let read = try table(Self.losses, Self.columns("val_loss"))
    #expect(read.tasks[0].scoreName == "val_loss" && read.tasks[0].majorityBaseline == nil)
    var options = AnalysisTests.options
    options.direction = .lower
    options.degenerateThresholds = ["t": 3.28]
    let found = Analysis.run(read, options: options).tasks[0]
    #expect(found.best.value == 3.2770 && found.best.cell == Cell(wi: 1, do: 2))
    // By hand, over all pairs.
    #expect(agrees(found.best.points[1].u, 3.27835) && agrees(found.best.points[1].v, 3.27889375))
    #expect(agrees(found.best.points[0].nextGain, found.mean - 3.27835, within: 1e-9))
    #expect(found.degenerate.value?.cells == [Cell(wi: 1, do: 1), Cell(wi: 2, do: 2)])
    #expect(found.bestWorst.wi.value?.bestSeed == 1 && found.bestWorst.do.value?.bestSeed == 1)
    // No loss has a highest value.
    #expect(found.best.support == nil && found.best.points[1].band == nil)
  }

  /// Everything is as for the scores below zero, turned over.
  @Test func isTheMirrorImage() throws {
    let task = AnalysisTests.task("t", 5, 5)
    func turned(_ task: TaskTrials) -> TaskTrials {
      TaskTrials(
        name: "t", steps: task.steps,
        trials: task.trials.map { Trial(cell: $0.cell, scores: $0.scores.map { 1 - $0 }) })
    }
    let plain = TaskTrials(name: "t", steps: task.steps, trials: task.trials)
    var options = AnalysisTests.options
    options.degenerateThresholds = ["t": 0.53]
    let up = Analysis.run(try TrialTable(tasks: [plain]), options: options).tasks[0]
    options.direction = .lower
    options.degenerateThresholds = ["t": 1 - 0.53]
    let down = Analysis.run(try TrialTable(tasks: [turned(task)]), options: options).tasks[0]
    #expect(agrees(down.best.value, 1 - up.best.value) && down.best.cell == up.best.cell)
    for (a, b) in zip(up.best.points, down.best.points) {
      #expect(agrees(b.u, 1 - a.u, within: 1e-9) && agrees(b.v, 1 - a.v, within: 1e-9))
      let (x, y) = (try #require(a.band), try #require(b.band))
      #expect(
        agrees(y.lower, 1 - x.upper, within: 1e-9) && agrees(y.upper, 1 - x.lower, within: 1e-9))
    }
    for (a, b) in zip(
      try up.best.distinct.get().values, try down.best.distinct.get().values)
    {
      #expect(agrees(b, 1 - a, within: 1e-9))
    }
    #expect(try down.degenerate.get().cells == up.degenerate.get().cells)
    for (a, b) in zip(
      try up.earlyStopping.get().budgets, try down.earlyStopping.get().budgets)
    {
      #expect(
        agrees(b.gain, a.gain, within: 1e-9) && agrees(b.best.value, 1 - a.best.value, within: 1e-9)
      )
      #expect((a.crossFit == nil) == (b.crossFit == nil))
      if let fit = a.crossFit { #expect(agrees(b.crossFit?.gain, fit.gain, within: 1e-9)) }
    }
    #expect(down.bestWorst.do.value?.bestSeed == up.bestWorst.do.value?.bestSeed)
  }

  @Test func theBestSeedRanksFirst() throws {
    let tasks = ["a", "b"].map { name in
      TaskTrials(
        name: name, steps: [0],
        trials: (1...4).flatMap { wi in
          (1...3).map { Trial(cell: Cell(wi: wi, do: $0), scores: [Double(10 * wi + $0 * wi % 3)]) }
        })
    }
    var options = AnalysisTests.options
    options.direction = .lower
    let found = Analysis.run(try TrialTable(tasks: tasks), options: options)
    #expect(found.agreement.wi.value?.alwaysTop.seed == 1)
  }

  /// The recipe with the lower scores wins; differences stay differences of the scores.
  @Test func comparison() throws {
    let (a, b) = (
      Recipe(name: "a", cells: (1...4).map { Cell(wi: $0, do: $0) }, scores: [1, 1.1, 0.9, 1.05]),
      Recipe(name: "b", cells: (1...4).map { Cell(wi: $0, do: $0) }, scores: [2, 2.2, 1.9, 2.05])
    )
    var options = ComparisonOptions()
    options.direction = .lower
    let found = RecipeComparison(a, b, options: options)
    #expect(found.probability == 1 && found.order.violation == 0)
    #expect(try found.difference.get().difference < 0)
  }
}
