import Statistics
import Text

/// The answer of a comparison, in as many lines as a screen has: each number with what it means. The tables have the rest.
struct ComparisonSummary {
  let tables: ComparisonTables
  let tasks: [TaskComparison]

  /// More pairs have one line each.
  private static let wholePairs = 2

  func text(remarks: [String], width: Int) -> String {
    SummaryLines.paragraphs(remarks, width: width)
      + tasks.map { text($0, width) }.joined(separator: "\n")
      + SummaryLines.paragraphs(
        [tables.heading + " --details: every number and method."], width: width)
  }

  private func text(_ task: TaskComparison, _ width: Int) -> String {
    var recipes = SummaryLines()
    let format = tables.format(task)
    for recipe in task.recipes {
      let spread = Spread(recipe.scores)
      let sd =
        spread.count > 1 ? (spread.squares / Double(spread.count - 1)).squareRoot() : nil
      recipes.add(
        tables.name(recipe.name), format.text(spread.mean),
        "mean of \(spread.count.counted("trial")), \(recipe.layout.words); SD \(format.text(sd)), dividing "
          + "by the number less 1")
    }
    let pairs = task.pairs.map { pair in
      let facts = tables.facts(pair.comparison, task)
      guard task.pairs.count <= Self.wholePairs else {
        var line = SummaryLines()
        line.add(
          "p \(NumberText.probability(pair.pHolm))", "",
          "adjusted for all pairs (Holm): " + facts.verdict)
        return line.text(width: width)
      }
      var lines = SummaryLines()
      for fact in facts.brief { lines.add(fact.name, fact.value, fact.meaning) }
      return SummaryLines.paragraphs([facts.verdict], width: width) + lines.text(width: width)
    }
    return SummaryLines.paragraphs([tables.taskName(task)], width: width)
      + recipes.text(width: width) + pairs.joined()
  }
}
