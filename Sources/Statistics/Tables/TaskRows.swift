import Scores

/// The rows of one task of one recipe.
struct TaskRows {
  let name: String
  private(set) var order: [Cell] = []
  private(set) var rows: [Cell: [TableRow]] = [:]
  private var decimals: Int? = 0

  init(name: String) { self.name = name }

  mutating func append(_ row: TableRow) {
    if rows[row.cell] == nil { order.append(row.cell) }
    rows[row.cell, default: []].append(row)
    if let seen = decimals, row.score != nil { decimals = row.decimals.map { max(seen, $0) } }
  }

  /// First line of a row.
  var line: Int { rows[order[0]]![0].line }

  /// Half a unit in the last decimal.
  private var resolution: Double {
    guard let decimals else { return 0 }
    var unit = 1.0
    for _ in 0..<decimals { unit /= 10 }
    return unit / 2
  }

  /// The trials, and what a reader must know of them first.
  ///
  /// - Parameters:
  ///   - scoreName: the name of the column, or of the metric, that the scores are from.
  ///   - hasOneSeed: seeds are of one kind.
  ///   - onlyLast: trials may differ in their evaluations.
  func trials(
    scoreName: String, hasOneSeed: Bool, onlyLast: Bool
  ) throws(TableError) -> (task: TaskTrials, remarks: [String]) {
    var runs = RunsOfTask(self, hasOneSeed: hasOneSeed)
    let steps = try runs.commonSteps(onlyLast: onlyLast)
    let trials = runs.all.map { $0.trial(steps) }
    let known =
      ScoreDirection.namesALoss(scoreName)
      ? nil : KnownTask(name: name, column: scoreName, scores: trials.flatMap(\.scores))
    let task = TaskTrials(
      name: name, steps: steps ?? [0], trials: trials, resolution: resolution,
      majorityBaseline: known?.majorityBaseline, support: known?.support,
      metric: known.map { TaskMetric($0.metric.rawValue, isAssumed: $0.isAssumed) },
      hasOneSeed: hasOneSeed, scoreName: scoreName, exampleCount: known?.exampleCount)
    return (task, runs.remarks.map { "task \(TableError.quoted(name)): \($0)" })
  }
}

extension [String] {
  /// The first ones, and how many more.
  func listed(_ limit: Int) -> String {
    prefix(limit).joined(separator: ", ") + (count > limit ? " and \(count - limit) more" : "")
  }
}
