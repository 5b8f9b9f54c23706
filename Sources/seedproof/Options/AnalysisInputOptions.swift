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

  @OptionGroup var scores: ScoreOptions

  @OptionGroup var lane: LaneOptions

  func validate() throws {
    if inputs.isEmpty { throw ValidationError("name a folder or a table") }
  }

  /// Reads the inputs.
  ///
  /// - Throws: `InputError` that names the file, and the line and column of a table; or asks which scores are better.
  func read() throws -> AnalysisInput {
    try AnalysisInput(
      inputs, columns: columns.chosen(onlyLast: scores.score == .last), scores: scores,
      lane: lane.lane)
  }

  /// The analysis of what was read.
  func analysis(of read: AnalysisInput) -> AnalysisResult {
    var options = AnalysisOptions()
    options.score = scores.score ?? .best
    options.seed = scores.seed
    options.direction = read.direction
    options.degenerateThresholds = scores.thresholds
    var result = Analysis.run(read.table, options: options)
    result.add(read.perturbed)
    return result
  }
}
