import Dispatch
import Synchronization

/// The statistics of a table of trials.
public enum Analysis {
  /// Analyzes every task of `table`, and the seeds across tasks.
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
      agreement: PerFactor(catching: { factor throws(Refusal) in
        try agreement(factor, table, tasks, options)
      }))
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
    scores = scored.map { $0.score(options.score) }
    seeds = PerFactor { factor in Set(task.trials.map { $0.cell[factor] }).sorted() }
    let missing = MissingCells(in: seeds, without: scored.map(\.cell))
    // Cells are in order, and none is twice.
    grid =
      missing.count == 0
      ? .success(CrossedGrid(rows: seeds.wi, columns: seeds.do, values: scores))
      : .failure(
        Refusal(
          "needs a final score in every cell of the \(seeds.wi.count) x \(seeds.do.count) grid",
          missing: missing))
  }

  /// The grid where it has something to split: at least two seeds of each kind, scores that vary.
  func splittable() throws(Refusal) -> CrossedGrid {
    let grid = try grid.get()
    if grid.rowCount < 2 || grid.columnCount < 2 {
      throw Refusal(
        "needs at least two WI and two DO seeds; the grid is \(grid.rowCount) x \(grid.columnCount)"
      )
    }
    if grid.values.allSatisfy({ $0 == grid.values[0] }) {
      throw Refusal("every final score is \(grid.values[0])")
    }
    return grid
  }

  /// Mean over the seeds of `factor` of the deviation over the seeds of the other.
  private func deviation(given factor: Factor) throws(Refusal) -> Double {
    let rows = try grid.get().rows(of: factor)
    if rows.columnCount < 2 {
      let other = factor == .wi ? "DO" : "WI"
      throw Refusal("needs at least two \(other) seeds for a spread over them")
    }
    return meanRowDeviation(rows)
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
      sdGiven: PerFactor(catching: deviation), best: best(), variance: Finding(catching: variance),
      tests: PerFactor(catching: test), bestWorst: PerFactor(catching: bestWorst),
      testSetNoise: Finding(catching: testSetNoise), examples: Finding(catching: examples),
      degenerate: Finding(catching: degenerate),
      correlation: Finding(catching: correlation), earlyStopping: Finding(catching: earlyStopping))
  }
}
