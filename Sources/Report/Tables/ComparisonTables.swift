import Statistics
import Text

/// The tables of a comparison of recipes, each number with a sentence on what it means.
struct ComparisonTables {
  let tasks: [TaskComparison]
  let score: ScoreKind
  private let recipes: DisplayNames
  private let names: DisplayNames

  init(_ tasks: [TaskComparison], score: ScoreKind) {
    self.tasks = tasks
    self.score = score
    recipes = DisplayNames(tasks.flatMap { $0.recipes.map(\.name) }, limit: 24)
    names = DisplayNames(tasks.map(\.task))
  }

  /// What was compared, in one line.
  var heading: String {
    let options = tasks.first?.pairs.first?.comparison.options ?? ComparisonOptions()
    return
      "The \(score == .best ? "best score over training" : "score of the last evaluation") counts; "
      + "\(options.direction.rawValue) is better; random steps use seed \(options.seed)."
  }

  /// Every table, in the order of reading.
  var all: [ReportTable] {
    tasks.flatMap { task in
      [overview(task)] + task.pairs.map { pair($0.comparison, task) }
    }
  }

  /// The recipes of a task, and with several pairs the adjusted p-values.
  func overview(_ task: TaskComparison) -> ReportTable {
    let format = format(task)
    let adjusted = task.pairs.map { pair in
      "\(title(pair.comparison)): p = \(NumberText.probability(pair.pHolm)) after Holm's adjustment "
        + "for \(task.pairs.count) pairs, so that it can be compared with the level itself."
    }
    return ReportTable(
      names[task.task],
      meaning:
        "Mean, spread and number of the scores of each recipe. SD divides by the number less 1.",
      columns: [.words("recipe"), "mean", "SD", "trials", .words("seeds")],
      rows: task.recipes.map { recipe in
        let spread = Spread(recipe.scores)
        let sd = spread.count > 1 ? (spread.squares / Double(spread.count - 1)).squareRoot() : nil
        return [
          recipes[recipe.name], format.text(spread.mean), format.text(sd),
          spread.count.grouped, recipe.layout.words,
        ]
      }, notes: task.pairs.count > 1 ? adjusted : [])
  }

  /// One pair.
  func pair(_ pair: RecipeComparison, _ task: TaskComparison) -> ReportTable {
    let facts = facts(pair, task)
    return ReportTable(
      title(pair), meaning: facts.verdict,
      columns: [.words("what"), "value", "from", "to", "p"], rows: facts.known.map(\.row),
      notes: facts.known.map { "\($0.row[0]): \($0.meaning)" } + facts.refused)
  }

  private func title(_ pair: RecipeComparison) -> String {
    "\(recipes[pair.nameA]) against \(recipes[pair.nameB])"
  }

  /// A recipe and a task, as shown.
  func name(_ recipe: String) -> String { recipes[recipe] }
  func taskName(_ task: TaskComparison) -> String { names[task.task] }

  func facts(_ pair: RecipeComparison, _ task: TaskComparison) -> ComparisonFacts {
    ComparisonFacts(pair, a: recipes[pair.nameA], b: recipes[pair.nameB], format(task))
  }

  func format(_ task: TaskComparison) -> ScoreFormat {
    // Digits that show the spread within a recipe.
    let scores = task.recipes.flatMap(\.scores)
    let spreads = task.recipes.map { Spread($0.scores).sd }.filter { $0 > 0 }
    return ScoreFormat(
      magnitude: scores.reduce(0) { max($0, abs($1)) },
      spread: spreads.min() ?? Spread(scores).sd)
  }
}

extension SeedLayout {
  var words: String {
    switch self {
    case .runs: "independent runs"
    case .grid(let wi, let order): "\(wi) x \(order) grid"
    case .mixed: "incomplete grid"
    }
  }
}
