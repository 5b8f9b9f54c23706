import Text

/// The reader of tables.
extension TrialTable {
  /// Largest table, in bytes and in rows.
  public static let byteLimit = 256 << 20
  public static let rowLimit = 10_000_000
  /// Longest name of a task, in bytes.
  static let nameLimit = 4096
  /// Largest distance of a score from zero: squares and their sums stay far from the ends of binary64.
  public static let scoreLimit = 1e15

  /// Reads comma- or tab-separated text with a header, or the same in JSON (`JSONTable`): one row for each evaluation of each
  /// trial.
  ///
  /// Seeds and steps are whole numbers, seeds up to 2^32 - 1; scores are decimals up to 1e15. A trial whose score is
  /// empty, NaN or infinite is kept as not finite. Each trial has the same steps, unless only the last one counts.
  /// Rows below the trials that summarize them, and tasks with one trial beside others, are left out and named in
  /// `remarks`. Columns that are not named are not judged. A wi or do column whose name contains `rank` holds ranks:
  /// seeds are then not compared between tasks.
  ///
  /// - Throws: `TableError` with the line and the column.
  public init(
    reading bytes: [UInt8], columns: TableColumns = TableColumns()
  ) throws(TableError) {
    var columns = columns
    columns.recipe = nil
    self = try Self.recipes(reading: bytes, columns: columns)[0].table
  }

  /// Reads a table of several recipes, in the order of their first rows; without a column of recipes it is one without
  /// a name.
  ///
  /// - Throws: `TableError` with the line and the column.
  public static func recipes(
    reading bytes: [UInt8], columns: TableColumns
  ) throws(TableError) -> [(name: String, table: TrialTable)] {
    if bytes.count > byteLimit {
      throw TableError("the table has more than \(byteLimit >> 20) MiB")
    }
    guard let json = try JSONTable(bytes) else { return try recipes(of: bytes, columns) }
    do { return try recipes(of: json.text, columns) } catch { throw error.ofRow }
  }

  private static func recipes(
    of bytes: [UInt8], _ columns: TableColumns
  ) throws(TableError) -> [(name: String, table: TrialTable)] {
    var text = try DelimitedText(bytes)
    if let chart = try ChartExport(text.header, columns) {
      let (rows, found) = try chart.rows(&text)
      let own = try RecipeRows([rows]).trials(
        scoreName: chart.metric, hasOneSeed: chart.hasOneSeed, columns)
      let table = try TrialTable(
        unscored: own.tasks, seedsAreRanks: false, remarks: found + own.remarks)
      return [("", table)]
    }
    let places = try ColumnPlaces(text.header, columns)
    var reader = RowReader(places, columns)
    var names: [String] = []
    var tasks: [String: RecipeRows] = [:]
    var rowCount = 0
    while let fields = try text.next() {
      rowCount += 1
      if rowCount > rowLimit {
        throw TableError("the table has more than \(rowLimit) rows", line: text.line)
      }
      guard let row = try reader.row(fields, faults: text.faults, line: text.line) else { continue }
      if tasks[row.recipe] == nil { names.append(row.recipe) }
      tasks[row.recipe, default: RecipeRows()].append(row)
    }
    if rowCount == 0 { throw TableError("the table has a header and no rows", line: 1) }
    try checkMetric(reader, columns, places, isEmpty: names.isEmpty)
    if names.isEmpty { throw TableError("no row has a trial", line: 2) }
    let scoreName = places.metric == nil ? places.header[places.score] : reader.metric ?? ""
    let ranks = [places.wi, places.do].contains {
      places.header[$0].lowercased().contains("rank")
    }
    var found: [(name: String, table: TrialTable)] = []
    for name in names {
      var remarks = found.isEmpty ? summaryRemarks(reader.summaries) : []
      let own = try tasks[name, default: RecipeRows()].trials(
        scoreName: scoreName, hasOneSeed: places.hasOneSeed, columns)
      remarks += own.remarks
      let table = try TrialTable(unscored: own.tasks, seedsAreRanks: ranks, remarks: remarks)
      found.append((name, table))
    }
    return found
  }

  /// Of several metrics one must be named, and it must be there.
  private static func checkMetric(
    _ reader: RowReader, _ columns: TableColumns, _ places: ColumnPlaces, isEmpty: Bool
  ) throws(TableError) {
    guard let place = places.metric else { return }
    let others = reader.otherMetrics.map { TableError.quoted($0) }.listed(8)
    if columns.metricName == nil, !reader.otherMetrics.isEmpty {
      throw TableError(
        "there are rows of the metrics \(TableError.quoted(reader.metric ?? "")), \(others)",
        column: places.header[place], advice: "name the one that counts with --metric")
    }
    if isEmpty, let name = columns.metricName {
      throw TableError(
        "there is no row of the metric \(TableError.quoted(name)), only of \(others)",
        column: places.header[place])
    }
  }

  private static func summaryRemarks(_ rows: [(line: Int, text: String)]) -> [String] {
    if rows.isEmpty { return [] }
    let words = rows.map { "line \($0.line) (\(TableError.quoted($0.text)))" }.listed(6)
    return ["\(rows.count.counted("row")) left out, as they summarize others: \(words)"]
  }

  /// All trials of `parts`; a task may be spread over several of them, each of which may be one trial.
  ///
  /// - Throws: `TableError` where parts of a task differ in their steps or share a cell.
  public init(
    joining parts: [TaskTrials], seedsAreRanks: Bool = false, remarks: [String] = []
  ) throws(TableError) {
    var tasks: [TaskTrials] = []
    for task in parts {
      guard let index = tasks.firstIndex(where: { $0.name == task.name }) else {
        tasks.append(task)
        continue
      }
      let first = tasks[index]
      // A part without a completed trial has no steps.
      guard first.steps == task.steps || first.steps.isEmpty || task.steps.isEmpty else {
        throw TableError(
          "task \(TableError.quoted(task.name)) has other evaluation steps in another table")
      }
      guard first.hasOneSeed == task.hasOneSeed else {
        throw TableError(
          "task \(TableError.quoted(task.name)) has one column of seeds in one table and two in another",
          advice: "analyse them apart")
      }
      tasks[index] = TaskTrials(
        name: task.name, steps: first.steps.isEmpty ? task.steps : first.steps,
        trials: first.trials + task.trials,
        resolution: max(first.resolution, task.resolution),
        majorityBaseline: first.majorityBaseline ?? task.majorityBaseline,
        support: first.support ?? task.support, metric: first.metric ?? task.metric,
        lacksLabels: first.lacksLabels || task.lacksLabels, hasOneSeed: first.hasOneSeed,
        scoreName: first.scoreName ?? task.scoreName,
        exampleCount: first.exampleCount ?? task.exampleCount, gold: first.gold ?? task.gold,
        labelNames: first.labelNames.isEmpty ? task.labelNames : first.labelNames)
    }
    try self.init(tasks: tasks, seedsAreRanks: seedsAreRanks, remarks: remarks)
  }
}

/// The rows of one recipe, by task.
private struct RecipeRows {
  private var tasks: [TaskRows]
  private var taskIndex: [String: Int] = [:]

  init(_ tasks: [TaskRows] = []) { self.tasks = tasks }

  mutating func append(_ row: TableRow) {
    if taskIndex[row.task] == nil {
      taskIndex[row.task] = tasks.count
      tasks.append(TaskRows(name: row.task))
    }
    tasks[taskIndex[row.task]!].append(row)
  }

  /// Tasks in which something can vary; one with a single trial is left out, and named, where there are others.
  func trials(
    scoreName: String, hasOneSeed: Bool, _ columns: TableColumns
  ) throws(TableError) -> (tasks: [TaskTrials], remarks: [String]) {
    var found: [TaskTrials] = []
    var remarks: [String] = []
    var (single, lost) = ([String](), 0)
    var fault: TableError?
    for rows in tasks {
      let (task, own) = try rows.trials(
        scoreName: scoreName, hasOneSeed: hasOneSeed, onlyLast: columns.onlyLast)
      do {
        try task.validate(needsScores: !columns.allowsNoScore)
        found.append(task)
        remarks += own
      } catch {
        let placed = TableError(
          error.reason, line: rows.line, column: error.column, advice: error.advice)
        // One trial is too few to say anything; any other fault is the table's.
        guard task.trials.filter({ $0.status == .completed }).count < 2 else { throw placed }
        fault = fault ?? placed
        single.append(TableError.quoted(rows.name))
        lost += task.trials.count { $0.status == .nonfinite }
      }
    }
    if found.isEmpty, let fault { throw fault }
    if !single.isEmpty {
      let nouns = single.count == 1 ? "task has" : "tasks have"
      remarks.insert(
        "\(single.count) \(nouns) fewer than two trials with a score, and nothing that can vary: left out"
          + (lost == 0 ? "" : ", with \(lost.counted("trial")) without a score")
          + ": \(single.listed(6))",
        at: 0)
    }
    return (found, remarks)
  }
}
