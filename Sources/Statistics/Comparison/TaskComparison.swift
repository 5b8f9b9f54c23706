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
  /// Predictions are those of the last evaluation: they go with the last score, where that is counted from them.
  init(
    name: String, _ task: TaskTrials, score: ScoreKind, direction: ScoreDirection = .higher
  ) {
    let trials = task.trials.filter { $0.status == .completed }
    let isPlain = trials.allSatisfy { $0.run == 0 && !$0.isReplaced }
    let isCounted = score == .last && direction == .higher && task.scoreName == nil && isPlain
    let metric = task.metric.flatMap { $0.isAssumed ? nil : Metric(rawValue: $0.name) }
    let predictions =
      isCounted ? metric.flatMap { Self.predictions(trials, $0, task.gold) } : nil
    let scores = Dictionary(grouping: trials, by: \.cell).mapValues { runs in
      Spread(runs.map { $0.score(score, direction) }).mean
    }
    let cells = scores.keys.sorted()
    self.init(
      name: name, cells: cells, scores: cells.map { scores[$0]! },
      predictions: predictions, metric: predictions.flatMap { _ in metric })
  }

  /// Of every trial what `metric` is counted from: of accuracy right and wrong answers, of others classes.
  private static func predictions(
    _ trials: [Trial], _ metric: Metric, _ gold: GoldClasses?
  ) -> Predictions? {
    var labels = 2
    let classes: [UInt8]
    let rows: [[UInt8]]
    if metric == .accuracy {
      rows = trials.compactMap { $0.correct?.map { $0 ? 1 : 0 } }
      classes = Array(repeating: 1, count: rows.first?.count ?? 0)
    } else {
      guard let gold, gold.labelCount <= MultiBootstrap.labelLimit,
        metric.accepts(labelCount: gold.labelCount)
      else { return nil }
      rows = trials.compactMap(\.predictions)
      labels = gold.labelCount
      classes = gold.classes
    }
    guard !classes.isEmpty, rows.count == trials.count,
      rows.allSatisfy({ $0.count == classes.count && $0.allSatisfy { $0 < labels } })
    else { return nil }
    return Predictions(labels: labels, gold: classes, trials: rows)
  }
}
