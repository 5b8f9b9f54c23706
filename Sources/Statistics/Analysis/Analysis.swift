import Dispatch
import Synchronization

/// The statistics of a table of trials.
public enum Analysis {
  /// Analyzes every task of `table`, and the seeds across tasks.
  ///
  /// Methods that need a complete grid refuse an incomplete one and name its missing cells; none fills in.
  public static func run(
    _ table: TrialTable, options: AnalysisOptions = AnalysisOptions()
  ) -> AnalysisResult {
    let tasks = table.tasks.enumerated().map { index, task in
      TaskView(task, options: options, index: index)
    }
    // Tasks share nothing, and each has streams of its own: they may run at the same time.
    return AnalysisResult(
      options: options, tasks: concurrently(tasks.count) { tasks[$0].analysis() },
      agreement: PerFactor(catching: { factor throws(Refusal) in
        try agreement(factor, table, tasks, options)
      }))
  }
}

/// The results of `body` for 0..<count, in this order, on the processors that there are.
func concurrently<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.compactMap(\.self) }
}

extension PerFactor where Value: Sendable {
  /// What a method finds for each factor; both at the same time, as each has streams of its own.
  init<Found>(
    catchingBoth method: @Sendable (Factor) throws(Refusal) -> Found
  ) where Value == Finding<Found> {
    let both = concurrently(2) { place in
      let factor: Factor = place == 0 ? .wi : .do
      return Finding { () throws(Refusal) in try method(factor) }
    }
    self.init { both[$0 == .wi ? 0 : 1] }
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
  /// The scores such that more is better.
  let goodness: [Double]
  let seeds: PerFactor<[Int]>
  /// The complete grid of final scores, such that more is better, or which cells it lacks.
  let grid: Finding<CrossedGrid>
  /// A table that lacks or repeats cells, its components, and what WI and DO seeds do in it; nil of one that does not, or
  /// is no grid at all.
  let incomplete: Finding<IncompleteGrid>?
  /// Cells of the grid without a trial; none where no grid is meant.
  let missing: MissingCells

  init(_ task: TaskTrials, options: AnalysisOptions, index: Int) {
    self.task = task
    self.options = options
    self.index = index
    let scored = task.trials.filter { $0.status == .completed }
    self.scored = scored
    let scores = scored.map { $0.score(options.score, options.direction) }
    self.scores = scores
    goodness = scores.map(options.direction.oriented)
    let seeds = PerFactor { factor in Set(task.trials.map { $0.cell[factor] }).sorted() }
    self.seeds = seeds
    let hasRepeats = task.trials.contains { $0.run > 0 }
    let areRuns =
      !hasRepeats && seeds.wi.count == task.trials.count && seeds.do.count == task.trials.count
    if task.hasOneSeed || areRuns {
      grid = .failure(task.hasOneSeed ? .oneSeed : .independentRuns)
      incomplete = nil
      missing = MissingCells()
      return
    }
    missing = MissingCells(in: seeds, without: Set(task.trials.map(\.cell)).sorted())
    let lacking = MissingCells(in: seeds, without: Set(scored.map(\.cell)).sorted())
    // Cells are in order, and none is twice.
    if lacking.count == 0, !hasRepeats {
      grid = .success(CrossedGrid(rows: seeds.wi, columns: seeds.do, values: goodness))
      incomplete = nil
    } else {
      let size = "\(seeds.wi.count) x \(seeds.do.count) grid"
      grid = .failure(
        Refusal(
          hasRepeats
            ? "needs one run in every cell of the \(size), and some cells have several"
            : "needs a final score in every cell of the \(size)", missing: lacking))
      incomplete = Finding { () throws(Refusal) in
        try IncompleteGrid(seeds, zip(scored, scores).map { ($0.cell, $1) })
      }
    }
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
      throw Refusal("every final score is \(scores[0])")
    }
    return grid
  }

  /// The trials with a score, of which `values` are.
  func observations(_ values: [Double]) -> [(cell: Cell, value: Double)] {
    zip(scored, values).map { ($0.cell, $1) }
  }

  /// Mean over the seeds of `factor` of the deviation over the seeds of the other, of those seeds that have two trials.
  private func deviation(given factor: Factor) throws(Refusal) -> Double {
    if incomplete != nil {
      let cells = try CellMeans(observations(scores), of: factor)
      let spreads = cells.places.filter { $0.count > 1 }
        .map { Spread($0.map { cells.values[$0] }).sd }
      if spreads.isEmpty { throw Refusal("needs two trials of one seed for a spread") }
      return Spread(spreads).mean
    }
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
      task: task.name, scoreLabel: task.scoreLabel, trialCount: task.trials.count,
      hasOneSeed: task.hasOneSeed,
      direction: options.direction, seeds: seeds, evaluationCount: task.steps.count,
      missing: missing,
      stopped: task.trials.filter { $0.status == .stopped }.map(\.cell),
      nonfinite: task.trials.filter { $0.status == .nonfinite || $0.isReplaced }.map(\.cell),
      diverged: diverged(), scoredCount: scores.count, mean: spread.mean, overallSD: spread.sd,
      meanEstimate: Finding(catching: meanEstimate), spreadEstimate: spreadEstimate(),
      sdGiven: PerFactor(catching: deviation), best: best(), variance: Finding(catching: variance),
      tests: PerFactor(catchingBoth: { factor throws(Refusal) in try test(factor) }),
      bestWorst: PerFactor(catchingBoth: { factor throws(Refusal) in try bestWorst(factor) }),
      testSetNoise: Finding(catching: testSetNoise), examples: Finding(catching: examples),
      classes: Finding(catching: classes),
      degenerate: Finding(catching: degenerate),
      correlation: Finding(catching: correlation), earlyStopping: Finding(catching: earlyStopping))
  }
}
