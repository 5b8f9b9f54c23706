import ArgumentParser
import Statistics

/// Which columns of a table of scores are what.
struct TableColumnOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column of a table that names the task.", valueName: "name"))
  var taskColumn: String?

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
      "The column of a table with the step of an evaluation; without one a trial has one score.",
      valueName: "name"))
  var stepColumn: String?

  @Option(help: ArgumentHelp("The column of a table with the score.", valueName: "name"))
  var scoreColumn: String?

  /// The columns by name; those that no option names have their usual names.
  var chosen: TableColumns {
    var columns = TableColumns()
    columns.task = taskColumn ?? columns.task
    columns.wi = wiColumn ?? columns.wi
    columns.do = doColumn ?? columns.do
    columns.score = scoreColumn ?? columns.score
    columns.step = stepColumn
    columns.taskName = task
    return columns
  }
}
