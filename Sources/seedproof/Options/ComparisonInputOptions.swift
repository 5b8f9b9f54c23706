import ArgumentParser
import Foundation
import Statistics
import Text

/// The recipes to compare, and how.
struct ComparisonInputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      Two or more experiment folders or tables (CSV or tab-separated, with a header, a row for \
      each evaluation of each trial), each of one recipe; or with --recipe-column one table of several.
      """, valueName: "folder-or-table"))
  var inputs: [String]

  @Option(
    help: ArgumentHelp(
      "The column of a table that says which recipe a row belongs to.", valueName: "name"))
  var recipeColumn: String?

  @OptionGroup var columns: TableColumnOptions

  @OptionGroup var scores: ScoreOptions

  @OptionGroup var lane: LaneOptions

  @Flag(
    help: """
      Look at the runs one by one, in the order of their seeds: what may be said whenever one stops, \
      and what a test that is made for one look would claim.
      """)
  var sequential = false

  @Option(
    help: ArgumentHelp(
      """
      With --sequential: no two scores differ by more than this. Name it before looking; the \
      smaller, the sooner a difference is found.
      """, valueName: "number"))
  var bound: Double?

  func validate() throws {
    if recipeColumn == nil, inputs.count < 2 {
      throw ValidationError(
        "name two recipes: folders or tables, or one table with --recipe-column")
    }
    if recipeColumn != nil, inputs.count != 1 {
      throw ValidationError("--recipe-column is for one table that has every recipe")
    }
    if Set(inputs).count < inputs.count { throw ValidationError("an input stands there twice") }
    if let bound {
      if !sequential { throw ValidationError("--bound is for --sequential") }
      if !(bound > 0 && bound.isFinite) { throw ValidationError("--bound is a number above 0") }
    }
    if !scores.degenerate.isEmpty, scores.diverged != .degenerate {
      throw ValidationError("--degenerate is for --diverged degenerate here")
    }
  }

  var score: ScoreKind { scores.score ?? .last }

  /// Reads the inputs and compares them task by task; also what a reader must know first.
  ///
  /// - Throws: `InputError` that names the file, or says that no two inputs have trials of one task.
  func comparison() throws -> (tasks: [TaskComparison], remarks: [String]) {
    var columns = columns.chosen(onlyLast: score == .last)
    columns.recipe = recipeColumn
    let (recipes, remarks, direction) =
      try recipeColumn == nil ? ofInputs(columns) : ofTable(columns)
    var options = ComparisonOptions()
    options.seed = scores.seed
    options.direction = direction
    if sequential { options.sequentialBound = bound ?? 1 }
    do {
      return (try TaskComparison.all(recipes, score: score, options: options), remarks)
    } catch {
      throw InputError(error.reason, advice: error.advice)
    }
  }

  private typealias Found = (
    recipes: [(name: String, table: TrialTable)], remarks: [String], direction: ScoreDirection
  )

  /// Each input is a recipe.
  private func ofInputs(_ columns: TableColumns) throws -> Found {
    let read = try inputs.map {
      try AnalysisInput([$0], columns: columns, scores: scores, lane: lane.lane)
    }
    // Two inputs of one name are told apart by their paths.
    let titles = read.map(\.title)
    let names = Set(titles).count == titles.count ? titles : inputs
    let remarks = zip(names, read).flatMap { name, input in
      input.remarks.map { input.isGoldensOnly ? $0 : "\(name): \($0)" }
    }
    return (zip(names, read).map { ($0, $1.table) }, remarks, read[0].direction)
  }

  /// One table has all.
  private func ofTable(_ columns: TableColumns) throws -> Found {
    let read = try AnalysisInput.recipes(inputs[0], columns: columns, scores: scores)
    if read.recipes.count < 2 {
      throw InputError(
        file: inputs[0], "has one recipe in the column '\((recipeColumn ?? "").printable)'",
        advice: "name the column that tells recipes apart")
    }
    return (read.recipes, read.remarks, read.direction)
  }
}
