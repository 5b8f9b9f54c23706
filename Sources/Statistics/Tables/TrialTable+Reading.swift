import Scores
import Text

/// The strict reader of tables.
extension TrialTable {
  /// Largest table, in bytes and in rows.
  public static let byteLimit = 256 << 20
  public static let rowLimit = 10_000_000
  /// Longest name of a task, in bytes.
  static let nameLimit = 4096
  /// Largest distance of a score from zero: squares and their sums stay far from the ends of binary64.
  public static let scoreLimit = 1e15

  /// Reads comma- or tab-separated text with a header: one row for each evaluation of each trial.
  ///
  /// Seeds and steps are whole numbers, seeds up to 2^32 - 1; scores are decimals up to 1e15. Each trial has the same
  /// steps. Columns that are not named are ignored. A wi or do column whose name contains `rank` holds ranks:
  /// seeds are then not compared between tasks.
  ///
  /// - Throws: `TableError` with the line and the column.
  public init(
    reading bytes: [UInt8], columns: TableColumns = TableColumns()
  ) throws(TableError) {
    if bytes.count > Self.byteLimit {
      throw TableError("the table has more than \(Self.byteLimit >> 20) MiB")
    }
    var text = try DelimitedText(bytes)
    let places = try ColumnPlaces(text.header, columns)
    var tasks: [TaskRows] = []
    var taskIndex: [String: Int] = [:]
    var rowCount = 0
    while let fields = try text.next() {
      rowCount += 1
      if rowCount > Self.rowLimit {
        throw TableError("the table has more than \(Self.rowLimit) rows", line: text.line)
      }
      let row = try TableRow(fields, places, columns, line: text.line)
      if taskIndex[row.task] == nil {
        taskIndex[row.task] = tasks.count
        tasks.append(TaskRows(name: row.task))
      }
      try tasks[taskIndex[row.task]!].append(row)
    }
    if rowCount == 0 { throw TableError("the table has a header and no rows", line: 1) }
    var trials: [TaskTrials] = []
    for task in tasks { trials.append(try task.trials(columns.score)) }
    let ranks = [columns.wi, columns.do].contains { $0.lowercased().contains("rank") }
    try self.init(tasks: trials, seedsAreRanks: ranks)
  }

  /// All trials of `parts`; a task may be spread over several of them, each of which may be one trial.
  ///
  /// - Throws: `TableError` where parts of a task differ in their steps or share a cell.
  public init(joining parts: [TaskTrials], seedsAreRanks: Bool = false) throws(TableError) {
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
      tasks[index] = TaskTrials(
        name: task.name, steps: first.steps.isEmpty ? task.steps : first.steps,
        trials: first.trials + task.trials,
        resolution: max(first.resolution, task.resolution),
        majorityBaseline: first.majorityBaseline ?? task.majorityBaseline,
        support: first.support ?? task.support, metric: first.metric ?? task.metric,
        lacksLabels: first.lacksLabels || task.lacksLabels)
    }
    try self.init(tasks: tasks, seedsAreRanks: seedsAreRanks)
  }
}

/// Where the columns are.
private struct ColumnPlaces {
  let task: Int?
  let wi: Int
  let `do`: Int
  let step: Int?
  let score: Int

  init(_ header: [String], _ columns: TableColumns) throws(TableError) {
    func place(_ name: String, _ option: String) throws(TableError) -> Int {
      if let place = header.firstIndex(of: name) {
        if header[(place + 1)...].contains(name) {
          throw TableError("column \(TableError.quoted(name)) comes twice", line: 1)
        }
        return place
      }
      // A column that is meant comes first, so that it is among those shown.
      func key(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
      let names = header.filter { key($0) == key(name) } + header.filter { key($0) != key(name) }
      let shown = names.prefix(8).map { TableError.quoted($0) }.joined(separator: ", ")
      let rest = header.count > 8 ? " and \(header.count - 8) more" : ""
      let isOne = header.count == 1 && header[0].contains(";")
      throw TableError(
        "there is no column \(TableError.quoted(name)), only \(shown)\(rest)", line: 1,
        advice: isOne
          ? "semicolons do not separate columns here: write the table with commas or tabs"
          : "name it with --\(option)-column")
    }
    task =
      try columns.taskName == nil || header.contains(columns.task)
      ? place(columns.task, "task") : nil
    wi = try place(columns.wi, "wi")
    self.do = try place(columns.do, "do")
    score = try place(columns.score, "score")
    step =
      try columns.step.map { name throws(TableError) in try place(name, "step") }
      ?? header.firstIndex(of: TableColumns.defaultStep)
  }
}

/// One checked row.
private struct TableRow {
  let task: String
  let cell: Cell
  let step: Int
  let score: Double
  /// Decimals that the score is written with; nil for one with an exponent.
  let decimals: Int?
  let line: Int

  init(
    _ fields: [String], _ places: ColumnPlaces, _ columns: TableColumns, line: Int
  ) throws(TableError) {
    func wrong(_ column: String, _ reason: String) -> TableError {
      TableError(reason, line: line, column: column)
    }
    func whole(_ place: Int, _ column: String) throws(TableError) -> Int {
      let text = fields[place]
      guard text.utf8.count <= 10, text.isDigits, let value = Int(text), value <= 0xFFFF_FFFF else {
        throw wrong(
          column, "\(TableError.quoted(text)) is not a whole number from 0 to 4294967295")
      }
      return value
    }
    task = places.task.map { fields[$0] } ?? columns.taskName!
    if task.isEmpty { throw wrong(columns.task, "the task has no name") }
    if task.utf8.count > TrialTable.nameLimit {
      throw wrong(columns.task, "the task's name has more than \(TrialTable.nameLimit) bytes")
    }
    if task.unicodeScalars.contains("\u{fffd}") {
      throw wrong(columns.task, "a field is not UTF-8")
    }
    cell = Cell(
      wi: try whole(places.wi, columns.wi), do: try whole(places.do, columns.do))
    step =
      try places.step.map { place throws(TableError) in
        try whole(place, columns.step ?? TableColumns.defaultStep)
      } ?? 0
    let text = fields[places.score]
    let isPlain = text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
    guard isPlain, text.utf8.count <= 40, let value = Double(text), value.isFinite else {
      throw wrong(columns.score, "\(TableError.quoted(text)) is not a finite decimal number")
    }
    guard abs(value) <= TrialTable.scoreLimit else {
      throw wrong(columns.score, "\(TableError.quoted(text)) is beyond 1e15, where no score lies")
    }
    score = value
    if text.utf8.contains(where: { $0 | 32 == UInt8(ascii: "e") }) {
      decimals = nil
    } else {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      decimals = parts.count == 2 ? parts[1].utf8.count : 0
    }
    self.line = line
  }
}

/// The rows of one task so far.
private struct TaskRows {
  let name: String
  private var order: [Cell] = []
  private var rows: [Cell: [TableRow]] = [:]
  private var decimals: Int? = 0

  init(name: String) { self.name = name }

  mutating func append(_ row: TableRow) throws(TableError) {
    if rows[row.cell] == nil { order.append(row.cell) }
    if let earlier = rows[row.cell]?.first(where: { $0.step == row.step }) {
      throw TableError(
        "task \(TableError.quoted(name)), wi=\(row.cell.wi), do=\(row.cell.do), step "
          + "\(row.step) is already in line \(earlier.line)", line: row.line)
    }
    rows[row.cell, default: []].append(row)
    if let seen = decimals { decimals = row.decimals.map { max(seen, $0) } }
  }

  /// - Parameter column: the name of the column with the scores.
  func trials(_ column: String) throws(TableError) -> TaskTrials {
    var steps: [Int] = []
    var trials: [Trial] = []
    for cell in order {
      let evaluations = rows[cell]!.sorted { $0.step < $1.step }
      let own = evaluations.map(\.step)
      if trials.isEmpty { steps = own }
      if own != steps {
        throw TableError(
          "task \(TableError.quoted(name)), wi=\(cell.wi), do=\(cell.do) has \(own.count) "
            + "evaluations; they differ from the \(steps.count) steps of the first trial",
          line: rows[cell]![0].line, advice: "give each trial the same steps")
      }
      trials.append(Trial(cell: cell, scores: evaluations.map(\.score)))
    }
    let first = rows[order[0]]![0].line
    let scores = trials.flatMap(\.scores)
    let known = KnownTask(name: name, column: column, scores: scores)
    let task = TaskTrials(
      name: name, steps: steps, trials: trials, resolution: resolution,
      majorityBaseline: known?.majorityBaseline, support: known?.support,
      metric: known.map { TaskMetric($0.metric.rawValue, isAssumed: $0.isAssumed) })
    do {
      try task.validate()
    } catch {
      throw TableError(error.reason, line: first, column: error.column, advice: error.advice)
    }
    return task
  }

  /// Half a unit in the last decimal.
  private var resolution: Double {
    guard let decimals else { return 0 }
    var unit = 1.0
    for _ in 0..<decimals { unit /= 10 }
    return unit / 2
  }
}
