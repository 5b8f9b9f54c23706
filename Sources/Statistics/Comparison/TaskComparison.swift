import Scores

/// The recipes that have trials of one task, compared in pairs.
public struct TaskComparison: Sendable {
  public let task: String
  public let recipes: [Recipe]
  /// Every pair, in the order of the recipes, with p-values that can all be compared with the level (Holm).
  public let pairs: [(comparison: RecipeComparison, pHolm: Double)]

  /// Compares the tables, each of one recipe, task by task.
  ///
  /// - Parameter recipes: their names, each once, and their trials.
  /// - Throws: `TableError` where no two of them have trials of one task.
  public static func all(
    _ recipes: [(name: String, table: TrialTable)], score: ScoreKind,
    options: ComparisonOptions = ComparisonOptions()
  ) throws(TableError) -> [TaskComparison] {
    var names: [String] = []
    for task in recipes.flatMap(\.table.tasks) where !names.contains(task.name) {
      names.append(task.name)
    }
    let found = names.compactMap { name -> TaskComparison? in
      let own = recipes.compactMap { recipe in
        recipe.table.tasks.first { $0.name == name }.map {
          Recipe(name: recipe.name, $0, score: score, direction: options.direction)
        }
      }
      guard own.count > 1 else { return nil }
      return TaskComparison(
        task: name, recipes: own, pairs: RecipeComparison.allPairs(own, options: options))
    }
    if found.isEmpty {
      throw TableError(
        "no two of the inputs have trials of one task: they have "
          + names.prefix(8).map(TableError.quoted).joined(separator: ", "),
        advice: "give the tasks that belong together one name, with --task")
    }
    return found
  }
}

extension Recipe {
  /// The completed trials of a task; several runs of the same seeds count with their mean.
  ///
  /// Predictions are those of the last evaluation, kept as right or wrong: they go with the last score, where that is
  /// accuracy.
  init(
    name: String, _ task: TaskTrials, score: ScoreKind, direction: ScoreDirection = .higher
  ) {
    let trials = task.trials.filter { $0.status == .completed }
    let correct = trials.compactMap(\.correct)
    let examples = correct.first?.count ?? 0
    let isAccuracy =
      task.metric.map { $0.name == Metric.accuracy.rawValue && !$0.isAssumed } ?? false
    var predictions: Predictions?
    let isPlain = direction == .higher && trials.allSatisfy { $0.run == 0 && !$0.isReplaced }
    if score == .last, isAccuracy, isPlain, examples > 0, correct.count == trials.count,
      correct.allSatisfy({ $0.count == examples })
    {
      predictions = Predictions(
        labels: 2, gold: Array(repeating: 1, count: examples),
        trials: correct.map { $0.map { $0 ? 1 : 0 } })
    }
    let scores = Dictionary(grouping: trials, by: \.cell).mapValues { runs in
      Spread(runs.map { $0.score(score, direction) }).mean
    }
    let cells = scores.keys.sorted()
    self.init(
      name: name, cells: cells, scores: cells.map { scores[$0]! },
      predictions: predictions, metric: predictions.map { _ in .accuracy })
  }
}
