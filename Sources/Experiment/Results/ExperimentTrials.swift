import Files
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
  /// The perturbed trials of the plan, with the plain ones of their cells; nil where it has none.
  package let perturbed: PerturbedTrials?
  /// What the golden of each plain trial holds.
  package let contents: [Statistics.Cell: Digest]
  /// What all trials have in common.
  package let conditions: TrialConditions
  /// What the scores are.
  package let metric: String
  package let folder: ExperimentFolder
  package let ledger: LedgerSummary
  /// What a reader must know first: planned trials that are not there, what was planned before, and seeds that share
  /// orders.
  package let remarks: [String]

  /// Reads every golden of the folder at `path`.
  ///
  /// - Parameters:
  ///   - metric: the name of the values that are the scores, of another trainer one that it recorded; nil for its
  ///     evaluations.
  ///   - lane: the lane whose goldens are read; without one the only lane, where there are any.
  ///   - task: the name of the task where the data are one's own; without one that of the plan.
  ///   - others: folders that were read before; of trials under the same conditions the task is the same one.
  /// - Throws: `InputError` if a golden is corrupt, of another experiment than the plan or the first, or without scores,
  ///   or there is none; or which metrics there are.
  package init(
    _ path: String, metric name: String? = nil, lane: LaneName? = nil, task: String? = nil,
    others: [ExperimentTrials] = []
  ) throws {
    let folder = try ExperimentFolder.open(path, lane: lane)
    let cells = folder.finishedCells()
    guard let first = cells.first else {
      throw InputError(file: path, "holds no finished trial", advice: "run seedproof grid first")
    }
    let bounds = RecordBounds(task: folder.plan.task, dataFolder: folder.plan.data?.path)
    let conditions = try Self.read(folder, first, bounds, needsEvaluations: name == nil).shared
    let metric = try RecordedMetric(name, conditions, file: path)
    let gold = Self.gold(folder, conditions)
    let same = others.first { $0.developmentData != nil && $0.conditions == conditions }
    let task =
      conditions.namesTask
      ? conditions.task : task ?? same?.trials.name ?? folder.plan.name
    var trials: [Statistics.Trial] = []
    var contents: [Statistics.Cell: Digest] = [:]
    var perturbed = PerturbedCells()
    var schedule = EvaluationSchedule()
    // In plan order the plain trial of a cell need not be its first.
    for cell in folder.plan.perturbation == nil ? cells : cells.sorted() {
      let file = folder.goldenPath(cell)
      let (golden, shared, content) = try Self.read(
        folder, cell, bounds, needsEvaluations: name == nil)
      guard shared == conditions else {
        throw InputError(
          file: file, "is a trial of another experiment than \(first.fileName)",
          advice: "analyse them apart")
      }
      let found = try metric.scores(of: golden, conditions, file: file)
      try schedule.check(found.map(\.step), golden, metric: metric.seriesName, file: file)
      let scores = found.prefix { $0.score != nil }.compactMap(\.score)
      let status: TrialStatus =
        scores.count < found.count ? .nonfinite : Self.status(golden.outcome)
      let seeds = Statistics.Cell(wi: Int(cell.wi), do: Int(cell.do))
      if let perturbation = folder.plan.perturbation {
        perturbed.append(golden, cell, seeds, scores, status, at: perturbation.update)
      }
      guard cell.ulps == 0 else { continue }
      contents[seeds] = content
      trials.append(
        Statistics.Trial(
          cell: seeds, scores: scores, status: status,
          correct: golden.evaluations.last.flatMap { Self.correct($0, gold) },
          predictions: golden.evaluations.last.flatMap { Self.predictions($0, gold) },
          confusion: golden.evaluations.last.flatMap(conditions.confusion)))
    }
    self.trials = TaskTrials(
      name: task, steps: schedule.steps, trials: trials,
      majorityBaseline: schedule.last.flatMap { metric.baseline(of: $0, conditions) },
      support: metric.support, metric: TaskMetric(metric.name), lacksLabels: gold == nil,
      scoreName: metric.seriesName,
      gold: gold.map { GoldClasses(labels: conditions.labelCount, classes: $0.map { UInt8($0) }) },
      labelNames: conditions.labelNames)
    self.perturbed = folder.plan.perturbation.map { perturbed.trials($0, task) }
    self.contents = contents
    self.path = path
    self.conditions = conditions
    self.metric = metric.name
    self.folder = folder
    ledger = try LedgerSummary(of: folder)
    let (planned, missing) = (folder.plan.cells.count, folder.plan.cells.count - cells.count)
    let absence = "\(path): \(missing) of \(planned) planned trials have no golden and are left out"
    var shared: String?
    if case .own(let specification) = conditions {
      shared = SharedOrders.remark(specification, seeds: Set(cells.map(\.do)).sorted())
    }
    remarks =
      (missing == 0 ? [] : [absence]) + ledger.earlier.lines
      + (shared.map { ["\(path): \($0)"] } ?? [])
  }

  /// Why trials of `other` may not stand in one table with these; nil for another task, or the same conditions.
  package func reasonNotToJoin(_ other: ExperimentTrials) -> (reason: String, advice: String)? {
    if conditions == other.conditions { return nil }
    if trials.name == other.trials.name {
      return (
        "differs from \(path) in more than the seeds, for the same task",
        "analyse them apart, or let 'seedproof compare' compare them"
      )
    }
    if let data = developmentData, data == other.developmentData {
      return (
        "has the development data of \(path), and differs from it in more than the seeds",
        "let 'seedproof compare' compare them"
      )
    }
    return nil
  }

  /// The digest of the development data; nil of another trainer's trials, where it is not known.
  package var developmentData: Digest? {
    if case .own(let specification) = conditions { specification.data.development } else { nil }
  }

  /// Whether the task has a name that means the same data everywhere.
  package var hasKnownTask: Bool { conditions.namesTask }

  /// The golden of `cell`, and what it shares with the others.
  private static func read(
    _ folder: ExperimentFolder, _ cell: Experiment.Cell, _ bounds: RecordBounds,
    needsEvaluations: Bool
  ) throws -> (golden: Golden, shared: TrialConditions, content: Digest) {
    let file = folder.goldenPath(cell)
    var found: TrialConditions?
    let reader = try GoldenReader(file) { outline in
      if folder.plan.task == .external {
        found = try .external(
          of: outline, cell: cell, file: file, needsEvaluations: needsEvaluations)
      } else {
        found = .own(try folder.admit(outline, of: cell, at: file, bounds).withoutSeeds)
      }
    }
    let golden = try Golden(reader)
    guard let found else { preconditionFailure("a golden was read without a look at it") }
    return (golden, found, reader.contentDigest)
  }

  /// The development labels, where the data are at hand and the same as those of the trial: only the split of test-set
  /// noise needs them, and it says so when they are missing.
  private static func gold(_ folder: ExperimentFolder, _ conditions: TrialConditions) -> [Int]? {
    guard case .own(let specification) = conditions,
      let data = try? Tasks.load(folder.plan.task, dataFolder: folder.plan.data?.path),
      data.developmentDigest == specification.data.development
    else { return nil }
    return data.development.map { Int($0.label) }
  }

  private static func correct(_ evaluation: EvaluationRecord, _ gold: [Int]?) -> [Bool]? {
    guard let gold, evaluation.predictions.count == gold.count else { return nil }
    return zip(evaluation.predictions, gold).map { Int($0) == $1 }
  }

  private static func predictions(_ evaluation: EvaluationRecord, _ gold: [Int]?) -> [UInt8]? {
    guard let gold, evaluation.predictions.count == gold.count else { return nil }
    return evaluation.predictions
  }

  private static func status(_ outcome: TrialOutcome) -> TrialStatus {
    switch outcome {
    case .completed: .completed
    case .stopped: .stopped
    case .nonfinite: .nonfinite
    }
  }
}
