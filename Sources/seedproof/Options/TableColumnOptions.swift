import ArgumentParser
import Statistics

/// Which columns of a table of scores are what.
struct TableColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The column of a table that names the task; given several times, they name it together.",
      valueName: "name"))
  var taskColumn: [String] = []

  @Option(
    help: ArgumentHelp(
      "The name of the one task of a table without a column for it.", valueName: "name"))
  var task: String?

  @Option(help: ArgumentHelp("The column of a table with the WI seed.", valueName: "name"))
  var wiColumn: String?

  @Option(help: ArgumentHelp("The column of a table with the DO seed.", valueName: "name"))
  var doColumn: String?

  @Option(
    help: ArgumentHelp(
      "The one column of seeds of a table that has no WI and DO; 'seed' is found without it.",
      valueName: "name"))
  var seedColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of a table with the step of an evaluation; without one a trial has one score.",
      valueName: "name"))
  var stepColumn: String?

  @Option(help: ArgumentHelp("The column of a table with the score.", valueName: "name"))
  var scoreColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column that names the metric, in a table of one metric a row; 'metric' or 'key' without it.",
      valueName: "name"))
  var metricColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      The metric that counts: in a table of one metric a row, whose score is in the column 'value'; in the \
      export of a chart with several; and of another trainer's goldens a name under which it recorded numbers \
      or answers.
      """,
      valueName: "name"))
  var metric: String?

  func validate() throws {
    if seedColumn != nil, wiColumn != nil || doColumn != nil {
      throw ValidationError("--seed-column is for a table without WI and DO columns")
    }
    if task != nil, !taskColumn.isEmpty {
      throw ValidationError("--task and --task-column exclude each other")
    }
  }

  /// The columns by name; those that no option names have their usual names.
  ///
  /// - Parameter onlyLast: trials may differ in their evaluations, as only the last counts.
  func chosen(onlyLast: Bool) -> TableColumns {
    var columns = TableColumns()
    columns.task = taskColumn
    columns.wi = wiColumn
    columns.do = doColumn
    columns.seed = seedColumn
    columns.score = scoreColumn
    columns.step = stepColumn
    columns.metric = metricColumn
    columns.metricName = metric
    columns.taskName = task
    columns.onlyLast = onlyLast
    return columns
  }
}
