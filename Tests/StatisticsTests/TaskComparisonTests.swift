import Scores
import TestSupport
import Testing

@testable import Statistics

@Suite struct TaskComparisonTests {
  static func trials(
    _ name: String, _ scores: [Double], metric: TaskMetric? = nil, keeps: Bool = true
  ) -> TaskTrials {
    TaskTrials(
      name: name, steps: [10, 20],
      trials: scores.enumerated().map { place, score in
        // Of ten examples as many are right as the last score says.
        let right = (0..<10).map { $0 < Int((score * 10).rounded()) }
        return Trial(
          cell: Cell(wi: place + 1, do: place + 1), scores: [score + 0.05, score],
          correct: keeps ? right : nil)
      }, metric: metric)
  }

  @Test func tasksInCommonAreCompared() throws {
    let accuracy = TaskMetric("accuracy")
    let a = try TrialTable(tasks: [
      Self.trials("x", [0.6, 0.7, 0.8], metric: accuracy),
      Self.trials("only", [0.1, 0.2]),
    ])
    let b = try TrialTable(tasks: [Self.trials("x", [0.5, 0.7, 0.5], metric: accuracy)])
    let c = try TrialTable(tasks: [
      Self.trials("x", [0.4, 0.4, 0.3], metric: accuracy), Self.trials("y", [0.1, 0.2]),
    ])
    let found = try TaskComparison.all([("a", a), ("b", b), ("c", c)], score: .last)
    #expect(found.map(\.task) == ["x"] && found[0].recipes.map(\.name) == ["a", "b", "c"])
    #expect(found[0].pairs.map { $0.comparison.nameA + $0.comparison.nameB } == ["ab", "ac", "bc"])
    let first = found[0].pairs[0].comparison
    #expect(agrees(try first.difference.get().difference, 2.1 / 3 - 1.7 / 3))
    #expect(agrees(try first.bootstrap.get().difference, 2.1 / 3 - 1.7 / 3))
    // The best score is not that of the last evaluation, of which the predictions are.
    let best = try TaskComparison.all([("a", a), ("b", b)], score: .best)[0].pairs[0].comparison
    #expect(agrees(best.a.mean, 0.75) && best.bootstrap.refusal != nil)
    let error = #expect(throws: TableError.self) {
      try TaskComparison.all(
        [("a", try TrialTable(tasks: [Self.trials("only", [0.1, 0.2])])), ("b", b)], score: .last)
    }
    #expect(error?.reason.contains("no two of the inputs") == true)
  }

  /// Predictions go with a score that is counted from them, and only where every trial has them.
  @Test func predictionsThatFit() throws {
    for (metric, keeps) in [
      (TaskMetric("mcc"), true), (TaskMetric("accuracy", isAssumed: true), true), (nil, true),
      (TaskMetric("accuracy"), false),
    ] {
      let recipe = Recipe(
        name: "r", Self.trials("x", [0.6, 0.7], metric: metric, keeps: keeps), score: .last)
      #expect(recipe.predictions == nil && recipe.metric == nil, "\(String(describing: metric))")
    }
    let recipe = Recipe(
      name: "r", Self.trials("x", [0.6, 0.7], metric: TaskMetric("accuracy")), score: .last)
    #expect(recipe.predictions?.trials.map { $0.count { $0 == 1 } } == [6, 7])
  }

  /// Of other metrics classes are needed, and the right ones.
  @Test func classesThatFit() {
    func recipe(
      _ metric: String, gold: GoldClasses?, second: [UInt8]? = [0, 1, 1], name: String? = nil
    ) -> Recipe {
      let rows: [[UInt8]?] = [[0, 1, 0], second]
      let trials = rows.enumerated().map { place, row in
        Trial(
          cell: Cell(wi: 1, do: place), scores: [0.5], correct: [true, true, false],
          predictions: row)
      }
      return Recipe(
        name: "r",
        TaskTrials(
          name: "x", steps: [1], trials: trials, metric: TaskMetric(metric), scoreName: name,
          gold: gold),
        score: .last)
    }
    let gold = GoldClasses(labels: 2, classes: [0, 1, 1])
    for metric in ["mcc", "f1", "macro_f1"] {
      let found = recipe(metric, gold: gold)
      #expect(found.metric?.rawValue == metric && found.predictions?.gold == [0, 1, 1])
      #expect(found.predictions?.trials == [[0, 1, 0], [0, 1, 1]])
    }
    let three = GoldClasses(labels: 3, classes: [0, 1, 2])
    for none in [
      recipe("mcc", gold: nil), recipe("f1", gold: three), recipe("mcc", gold: gold, second: nil),
      recipe("mcc", gold: gold, second: [0, 2, 1]), recipe("mcc", gold: gold, second: [0, 1]),
      recipe("mcc", gold: GoldClasses(labels: 16, classes: [0, 1, 1])),
      // Values that another trainer recorded under a metric's name are not counted here.
      recipe("mcc", gold: gold, name: "mcc"),
    ] {
      #expect(none.predictions == nil && none.metric == nil)
    }
  }

  @Test func unfinishedTrialsAreLeftOut() {
    let trials = [
      Trial(cell: Cell(wi: 1, do: 1), scores: [0.5, 0.6]),
      Trial(cell: Cell(wi: 1, do: 2), scores: [0.9], status: .stopped),
      Trial(cell: Cell(wi: 2, do: 1), scores: [], status: .nonfinite),
    ]
    let recipe = Recipe(
      name: "r", TaskTrials(name: "x", steps: [1, 2], trials: trials), score: .best)
    #expect(recipe.cells == [Cell(wi: 1, do: 1)] && recipe.scores == [0.6])
  }
}
