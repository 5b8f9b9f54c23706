import Statistics

/// The plots of one task.
struct TaskFigures {
  let task: TaskAnalysis
  let trials: TaskTrials
  let tables: AnalysisTables

  /// Those that the task has numbers for, in the order of reading.
  var all: [Figure] {
    [
      bestOfN, heatMap, variance, examples, partings, histogram, curves, correlation, earlyStopping,
      degenerateRates,
    ].compactMap(\.self)
  }

  var format: ScoreFormat { task.format }
  /// The task's name, as shown.
  var name: String { tables.name(task) }

  /// Cells of degenerate runs.
  var degenerateCells: Set<Cell> { Set(task.degenerate.value?.cells ?? []) }

  /// The final score of each trial that has one.
  var finals: [(cell: Cell, score: Double)] {
    trials.trials.compactMap { trial in
      guard trial.status == .completed, !trial.scores.isEmpty else { return nil }
      let options = tables.result.options
      return (trial.cell, trial.score(options.score, options.direction))
    }
  }
}

extension Cell {
  /// The seeds in words.
  var words: String { "WI \(wi), DO \(self.do)" }
}
