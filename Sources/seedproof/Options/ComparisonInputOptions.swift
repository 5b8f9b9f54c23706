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
    return (try zip(names, aligned(read)).map { ($0, $1) }, remarks, read[0].direction)
  }

  /// The tables, with one name for the task of data of one's own, whose plans may have names of their own.
  ///
  /// - Throws: `InputError` where development data differ: then their difference would be one of the scores.
  private func aligned(_ read: [AnalysisInput]) throws -> [TrialTable] {
    let known = read.compactMap { $0.goldens.first }.filter { $0.developmentData != nil }
    for (place, one) in known.enumerated() {
      let other = known[..<place].first {
        ($0.conditions.task == one.conditions.task) && $0.developmentData != one.developmentData
      }
      guard let other else { continue }
      throw InputError(
        file: one.path, "was scored on other development data than \(other.path)",
        advice: "compare recipes on the same data")
    }
    let own = read.first { $0.goldens.first?.hasKnownTask == false }?.table.tasks.first?.name
    return try read.map { input in
      guard let own, input.goldens.first?.hasKnownTask == false, input.table.tasks.count == 1,
        input.table.tasks[0].name != own
      else { return input.table }
      return try TrialTable(
        tasks: [input.table.tasks[0].renamed(own)], seedsAreRanks: input.table.seedsAreRanks,
        remarks: input.table.remarks)
    }
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
