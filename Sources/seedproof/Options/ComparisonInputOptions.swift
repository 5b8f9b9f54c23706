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
      each evaluation of each trial), each of one recipe.
      """, valueName: "folder-or-table"))
  var inputs: [String]

  @OptionGroup var columns: TableColumnOptions

  @Option(
    help: ArgumentHelp(
      "Which score of a trial counts: the best over training, or the last.",
      valueName: "score"))
  var score = ScoreKind.last

  @Option(help: ArgumentHelp("The seed of every random step of the comparison.", valueName: "n"))
  var seed: UInt64 = 1

  func validate() throws {
    if inputs.count < 2 { throw ValidationError("name two recipes: folders or tables") }
    if Set(inputs).count < inputs.count { throw ValidationError("an input stands there twice") }
  }

  /// Reads the inputs and compares them task by task; also what a reader must know first.
  ///
  /// - Throws: `InputError` that names the file, or says that no two inputs have trials of one task.
  func comparison() throws -> (tasks: [TaskComparison], remarks: [String]) {
    let columns = columns.chosen
    let read = try inputs.map { try AnalysisInput([$0], columns: columns) }
    // Two inputs of one name are told apart by their paths.
    let titles = read.map(\.title)
    let names = Set(titles).count == titles.count ? titles : inputs
    var options = ComparisonOptions()
    options.seed = seed
    do {
      let tasks = try TaskComparison.all(
        zip(names, read).map { ($0, $1.table) }, score: score, options: options)
      return (tasks, read.flatMap(\.remarks))
    } catch {
      throw InputError(error.reason, advice: error.advice)
    }
  }
}
