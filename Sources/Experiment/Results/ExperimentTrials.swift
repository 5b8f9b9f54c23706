import Scores
import Statistics
import Tasks
import Text
import Training
import Trajectory

/// The goldens of an experiment folder as trials of one task.
package struct ExperimentTrials {
  package let path: String
  package let trials: TaskTrials
  /// What all trials have in common; its seeds are 0.
  package let specification: TrialSpecification
  package let folder: ExperimentFolder
  package let ledger: LedgerSummary
  /// What a reader must know first: planned trials that are not there, and what was planned before.
  package let remarks: [String]

  /// Reads every golden of the folder at `path`.
  ///
  /// - Throws: `InputError` if a golden is corrupt, of another experiment than the plan or the first, or without scores,
  ///   or there is none.
  package init(_ path: String) throws {
    let folder = try ExperimentFolder.open(path)
    if folder.plan.task == .external {
      throw InputError(
        file: path, "holds another trainer's trials, whose scores have no meaning here",
        advice: "write them to a table: task, wi, do, step, score")
    }
    let cells = folder.finishedCells()
    guard let first = cells.first else {
      throw InputError(file: path, "holds no finished trial", advice: "run seedproof grid first")
    }
    let bounds = RecordBounds(task: folder.plan.task, dataFolder: folder.plan.data?.path)
    specification = try Self.read(folder, first, bounds).shared
    let gold = Self.gold(folder, specification)
    var trials: [Statistics.Trial] = []
    var schedule = EvaluationSchedule()
    for cell in cells {
      let (golden, shared) = try Self.read(folder, cell, bounds)
      guard shared == specification else {
        throw InputError(
          file: folder.goldenPath(cell), "is a trial of another experiment than \(first.fileName)",
          advice: "analyse them apart")
      }
      try schedule.check(golden, file: folder.goldenPath(cell))
      trials.append(
        Statistics.Trial(
          cell: Statistics.Cell(wi: Int(cell.wi), do: Int(cell.do)),
          scores: try golden.evaluations.map {
            try Self.score($0, shared, folder.goldenPath(cell))
          },
          status: Self.status(golden.outcome),
          correct: golden.evaluations.last.flatMap { Self.correct($0, gold) }))
    }
    self.trials = TaskTrials(
      name: specification.task, steps: schedule.steps, trials: trials,
      majorityBaseline: schedule.last.flatMap { [specification] in
        Self.baseline($0, specification)
      },
      support: specification.metric == Metric.mcc.rawValue ? -1...1 : 0...1,
      metric: TaskMetric(specification.metric), lacksLabels: gold == nil)
    self.path = path
    self.folder = folder
    ledger = try LedgerSummary(of: folder)
    let (planned, missing) = (folder.plan.cells.count, folder.plan.cells.count - cells.count)
    let absence = "\(path): \(missing) of \(planned) planned trials have no golden and are left out"
    remarks = (missing == 0 ? [] : [absence]) + ledger.earlier.lines
  }

  /// Whether trials of `other` may stand in one table with these: another task, or the same conditions.
  package func canJoin(_ other: ExperimentTrials) -> Bool {
    specification.task != other.specification.task || specification == other.specification
  }

  /// The golden of `cell`, and its specification with the seeds set to 0.
  private static func read(
    _ folder: ExperimentFolder, _ cell: Experiment.Cell, _ bounds: RecordBounds
  ) throws -> (golden: Golden, shared: TrialSpecification) {
    let file = folder.goldenPath(cell)
    var found: TrialSpecification?
    let golden = try Golden(
      GoldenReader(file) { outline in
        found = try folder.admit(outline, of: cell, at: file, bounds)
      })
    guard var specification = found else {
      preconditionFailure("a golden was read without a look at it")
    }
    (specification.wi, specification.do) = (0, 0)
    return (golden, specification)
  }

  private static func score(
    _ evaluation: EvaluationRecord, _ specification: TrialSpecification, _ file: String
  ) throws -> Double {
    guard let score = evaluation.score(specification) else {
      throw InputError(
        .malformed, file: file,
        "has no confusion matrix of its \(specification.data.developmentCount) examples from which "
          + "the score \(specification.metric) can be counted")
    }
    return score
  }

  /// The score of a classifier that always gives the commonest class.
  private static func baseline(
    _ evaluation: EvaluationRecord, _ specification: TrialSpecification
  ) -> Double? {
    guard let metric = Metric(rawValue: specification.metric),
      let counts = evaluation.confusion(specification)
    else { return nil }
    return metric.score(counts.ofMajority)
  }

  /// The development labels, where the data are at hand and the same as those of the trial: only the split of test-set
  /// noise needs them, and it says so when they are missing.
  private static func gold(
    _ folder: ExperimentFolder, _ specification: TrialSpecification
  ) -> [Int]? {
    guard let data = try? Tasks.load(folder.plan.task, dataFolder: folder.plan.data?.path),
      data.developmentDigest == specification.data.development
    else { return nil }
    return data.development.map { Int($0.label) }
  }

  private static func correct(_ evaluation: EvaluationRecord, _ gold: [Int]?) -> [Bool]? {
    guard let gold, evaluation.predictions.count == gold.count else { return nil }
    return zip(evaluation.predictions, gold).map { Int($0) == $1 }
  }

  private static func status(_ outcome: TrialOutcome) -> TrialStatus {
    switch outcome {
    case .completed: .completed
    case .stopped: .stopped
    case .nonfinite: .nonfinite
    }
  }
}
