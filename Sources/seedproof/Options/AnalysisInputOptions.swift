import ArgumentParser
import Experiment
import Statistics
import Text

/// What to analyze, and how: shared by `analyze` and `report`.
struct AnalysisInputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      Experiment folders, or tables (CSV or tab-separated, with a header, a row for each \
      evaluation of each trial). Several are joined.
      """, valueName: "folder-or-table"))
  var inputs: [String]

  @OptionGroup var columns: TableColumnOptions

  @Option(
    help: ArgumentHelp(
      "Which score of a trial counts: the best over training, or the last.",
      valueName: "score"))
  var score = ScoreKind.best

  @Option(help: ArgumentHelp("The seed of every random step of the analysis.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      """
      Call trials of a task degenerate that end at or below this score; without it, those at or \
      below the majority baseline. Give it once a task.
      """, valueName: "task=score"))
  var degenerate: [DegenerateThreshold] = []

  func validate() throws {
    if inputs.isEmpty { throw ValidationError("name a folder or a table") }
  }

  /// Reads the inputs.
  ///
  /// - Throws: `InputError` that names the file, and the line and column of a table.
  func read() throws -> AnalysisInput {
    try AnalysisInput(inputs, columns: columns.chosen)
  }

  /// The analysis of `table`.
  ///
  /// - Throws: `InputError` where a threshold names a task that the table has not.
  func analysis(of table: TrialTable) throws -> AnalysisResult {
    var options = AnalysisOptions()
    options.score = score
    options.seed = seed
    let names = table.tasks.map(\.name)
    for threshold in degenerate {
      guard names.contains(threshold.task) else {
        throw InputError(
          "--degenerate names the task '\(threshold.task)', which is not in the input",
          advice: "the tasks are \(names.prefix(8).joined(separator: ", "))")
      }
      options.degenerateThresholds[threshold.task] = threshold.score
    }
    return Analysis.run(table, options: options)
  }
}

extension ScoreKind: ExpressibleByArgument {}

/// A task and the score at or below which its trials are degenerate: `glue/RTE=0.53`.
struct DegenerateThreshold: ExpressibleByArgument {
  let task: String
  let score: Double

  init?(argument: String) {
    guard let place = argument.lastIndex(of: "="), place > argument.startIndex,
      let score = Double(argument[argument.index(after: place)...]), score.isFinite
    else { return nil }
    task = String(argument[..<place])
    self.score = score
  }
}
