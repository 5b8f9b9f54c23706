import Dispatch
import Synchronization

/// The statistics of a table of trials.
public enum Analysis {
  /// Analyses every task of `table`, and the seeds across tasks.
  ///
  /// Methods that need a complete grid refuse an incomplete one and name its missing cells; they never fill in.
  public static func run(
    _ table: TrialTable, options: AnalysisOptions = AnalysisOptions()
  ) -> AnalysisResult {
    let tasks = table.tasks.enumerated().map { index, task in
      TaskView(task, options: options, index: index)
    }
    // Tasks share nothing, and each has streams of its own: they may run at the same time.
    let results = Mutex<[TaskAnalysis?]>(Array(repeating: nil, count: tasks.count))
    DispatchQueue.concurrentPerform(iterations: tasks.count) { index in
      let analysis = tasks[index].analysis()
      results.withLock { $0[index] = analysis }
    }
    return AnalysisResult(
      options: options, tasks: results.withLock { $0.compactMap(\.self) },
      agreement: PerFactor { agreement($0, table, tasks, options) })
  }
}

/// Random steps of an analysis; each has a stream of its own for each task.
enum RandomPurpose {
  static let distinctSeeds: UInt64 = 1
  static let effect = PerFactor<UInt64>(wi: 2, do: 3)
  /// Two streams each.
  static let bestWorst = PerFactor<UInt64>(wi: 4, do: 6)
  static let degenerate = PerFactor<UInt64>(wi: 8, do: 9)
  static let concordance = PerFactor<UInt64>(wi: 10, do: 11)
  static let rankSums = PerFactor<UInt64>(wi: 12, do: 13)
  /// One stream for each pair of tasks, from here on.
  static let pairs = PerFactor<UInt64>(wi: 1 << 32, do: 1 << 33)
}

/// A task as the methods see it: final scores by cell.
struct TaskView {
  let task: TaskTrials
  let options: AnalysisOptions
  let index: Int
  /// Trials with a final score, in order of cells, and those scores.
  let scored: [Trial]
  let scores: [Double]
  let seeds: PerFactor<[Int]>
  /// The complete grid of final scores, or which cells it lacks.
  let grid: Finding<CrossedGrid>

  init(_ task: TaskTrials, options: AnalysisOptions, index: Int) {
    self.task = task
    self.options = options
    self.index = index
    scored = task.trials.filter { $0.status == .completed }
    scores = scored.map { trial in
      options.score == .best ? trial.scores.max()! : trial.scores[trial.scores.count - 1]
    }
    seeds = PerFactor { factor in Set(task.trials.map { $0.cell[factor] }).sorted() }
    grid = Self.grid(scored.map(\.cell), scores, seeds)
  }

  private static func grid(
    _ cells: [Cell], _ scores: [Double], _ seeds: PerFactor<[Int]>
  ) -> Finding<CrossedGrid> {
    let missing = MissingCells(in: seeds, without: cells)
    guard missing.count == 0 else {
      return .refused(
        Refusal(
          "needs a final score in every cell of the \(seeds.wi.count) x \(seeds.do.count) grid",
          missing: missing))
    }
    // Cells are in order, and none is twice.
    return .known(CrossedGrid(rows: seeds.wi, columns: seeds.do, values: scores))
  }

  /// The grid where it has something to split: at least two seeds of each kind, scores that vary.
  var splittable: Finding<CrossedGrid> {
    grid.flatMap { grid in
      if grid.rowCount < 2 || grid.columnCount < 2 {
        return .refused(
          Refusal(
            "needs at least two WI and two DO seeds; the grid is \(grid.rowCount) x "
              + "\(grid.columnCount)"))
      }
      if grid.values.allSatisfy({ $0 == grid.values[0] }) {
        return .refused(Refusal("every final score is \(grid.values[0])"))
      }
      return .known(grid)
    }
  }

  /// Mean over the seeds of `factor` of the deviation over the seeds of the other.
  private func deviation(given factor: Factor) -> Finding<Double> {
    grid.flatMap { grid in
      let rows = grid.rows(of: factor)
      if rows.columnCount < 2 {
        let other = factor == .wi ? "DO" : "WI"
        return .refused(Refusal("needs at least two \(other) seeds for a spread over them"))
      }
      return .known(meanRowDeviation(rows))
    }
  }

  func stream(_ purpose: UInt64) -> UInt64 { purpose + UInt64(index) << 8 }

  func analysis() -> TaskAnalysis {
    let spread = Spread(scores)
    return TaskAnalysis(
      task: task.name, trialCount: task.trials.count, seeds: seeds,
      evaluationCount: task.steps.count,
      missing: MissingCells(in: seeds, without: task.trials.map(\.cell)),
      stopped: task.trials.filter { $0.status == .stopped }.map(\.cell),
      nonfinite: task.trials.filter { $0.status == .nonfinite }.map(\.cell),
      scoredCount: scores.count, mean: spread.mean, overallSD: spread.sd,
      sdGiven: PerFactor(deviation), best: best(), variance: variance(), tests: PerFactor(test),
      bestWorst: PerFactor(bestWorst), testSetNoise: testSetNoise(),
      degenerate: degenerate(), correlation: correlation(), earlyStopping: earlyStopping())
  }
}
