import Scores

/// How a trial ended.
public enum TrialStatus: String, Sendable {
  /// Trained to its end.
  case completed
  /// Ended early by the plan's stop rule: its final score is not known.
  case stopped
  /// Loss, gradient norm or score was not finite, or there is none: it has no final score.
  case nonfinite
}

/// The recorded evaluations of one trial.
public struct Trial: Sendable, Equatable {
  public let cell: Cell
  /// One score for each evaluation, in order of training. Shorter than the task's steps unless `completed`.
  public let scores: [Double]
  public let status: TrialStatus
  /// Whether each development example is classified correctly at the last evaluation; nil where not kept.
  public let correct: [Bool]?
  /// The class that each of them is given there; nil where not kept.
  public let predictions: [UInt8]?
  /// How often each class was given for each at the last evaluation; nil where it is not recorded.
  public let confusion: ConfusionCounts?
  /// Tells runs of the same seeds apart, from 0.
  public let run: Int
  /// It was not finite, and a score was put in the place of the one that it has not.
  public let isReplaced: Bool

  public init(
    cell: Cell, scores: [Double], status: TrialStatus = .completed, correct: [Bool]? = nil,
    predictions: [UInt8]? = nil, confusion: ConfusionCounts? = nil, run: Int = 0,
    isReplaced: Bool = false
  ) {
    self.confusion = confusion
    self.predictions = predictions
    self.run = run
    self.isReplaced = isReplaced
    self.cell = cell
    self.scores = scores
    self.status = status
    self.correct = correct
  }

  /// The score that counts of a completed trial.
  ///
  /// - Precondition: it has one.
  public func score(_ kind: ScoreKind, _ direction: ScoreDirection = .higher) -> Double {
    guard let last = scores.last, let best = direction.best(of: scores) else {
      preconditionFailure("a trial without scores at \(cell)")
    }
    return kind == .best ? best : last
  }
}

/// What the scores of a task are.
public struct TaskMetric: Sendable, Equatable {
  /// Such as `acc_and_f1`.
  public let name: String
  /// Nothing says it but the name of the task, which is usually scored so.
  public let isAssumed: Bool

  public init(_ name: String, isAssumed: Bool = false) {
    self.name = name
    self.isAssumed = isAssumed
  }
}

/// The class of each development example.
public struct GoldClasses: Sendable, Equatable {
  public let labelCount: Int
  public let classes: [UInt8]

  /// - Precondition: classes are below `labels`.
  public init(labels: Int, classes: [UInt8]) {
    precondition(classes.allSatisfy { $0 < labels }, "a class beyond \(labels)")
    labelCount = labels
    self.classes = classes
  }
}

/// The trials of one task.
public struct TaskTrials: Sendable, Equatable {
  public let name: String
  /// Step (updates done) of each evaluation, ascending; `[0]` where the table has no steps.
  public let steps: [Int]
  /// Sorted by cell, and by run where several have the same seeds.
  public let trials: [Trial]
  /// Half a unit in the last decimal that the scores are printed with; 0 for exact scores.
  public let resolution: Double
  /// Score of a classifier that always gives the commonest class; nil where it is not known.
  public let majorityBaseline: Double?
  /// Lowest and highest possible score; nil where they are not known.
  public let support: ClosedRange<Double>?
  /// What the scores are, as far as baseline and support go by it; nil where it is not known.
  public let metric: TaskMetric?
  /// Predictions were kept, but the labels that tell which are correct are not at hand.
  public let lacksLabels: Bool
  /// There is one kind of seed: the WI and the DO seed of each cell are the same number, and no grid is meant.
  public let hasOneSeed: Bool
  /// The column or the metric that the scores are from; nil where goldens tell it.
  public let scoreName: String?
  /// What to call the scores: their metric where it is told, else the column's name; nil where nothing tells.
  public var scoreLabel: String? {
    if let metric, !metric.isAssumed { return metric.name }
    return scoreName.flatMap { ["score", "value"].contains($0.lowercased()) ? nil : $0 }
  }

  /// Development examples of a task that is known, where scores are shares of right answers.
  public let exampleCount: Int?
  /// The classes of the development examples; nil where they are not at hand.
  public let gold: GoldClasses?
  /// The names of the classes; none where they are not known.
  public let labelNames: [String]

  public init(
    name: String, steps: [Int], trials: [Trial], resolution: Double = 0,
    majorityBaseline: Double? = nil, support: ClosedRange<Double>? = nil,
    metric: TaskMetric? = nil, lacksLabels: Bool = false, hasOneSeed: Bool = false,
    scoreName: String? = nil, exampleCount: Int? = nil, gold: GoldClasses? = nil,
    labelNames: [String] = []
  ) {
    self.labelNames = labelNames
    self.gold = gold
    self.hasOneSeed = hasOneSeed
    self.scoreName = scoreName
    self.exampleCount = exampleCount
    self.name = name
    self.steps = steps
    self.trials = trials.sorted { ($0.cell, $0.run) < ($1.cell, $1.run) }
    self.resolution = resolution
    self.majorityBaseline = majorityBaseline
    self.support = support
    self.metric = metric
    self.lacksLabels = lacksLabels
  }
}

/// Trials of one or more tasks: what an analysis reads.
public struct TrialTable: Sendable, Equatable {
  /// In order of first appearance.
  public let tasks: [TaskTrials]
  /// The wi and do columns hold ranks within a task, so that one number is another seed in each task.
  public let seedsAreRanks: Bool
  /// What a reader must know before the numbers: what was left out, and what looks like a mistake.
  public let remarks: [String]

  /// Checks and keeps the trials.
  ///
  /// - Throws: `TableError` where a task has fewer than two trials with a score, a run twice, a score that is not finite,
  ///   or a completed trial without a score at each step.
  public init(
    tasks: [TaskTrials], seedsAreRanks: Bool = false, remarks: [String] = []
  ) throws(TableError) {
    try self.init(unscored: tasks, seedsAreRanks: seedsAreRanks, remarks: remarks)
    for task in tasks { try task.validate() }
  }

  /// The same for tasks that may lack scores, since trials without one are still to be counted.
  init(
    unscored tasks: [TaskTrials], seedsAreRanks: Bool, remarks: [String]
  ) throws(TableError) {
    self.tasks = tasks
    self.remarks = remarks
    self.seedsAreRanks = seedsAreRanks
    for task in tasks { try task.validate(needsScores: false) }
    if tasks.isEmpty { throw TableError("there are no trials") }
    var names: Set<String> = []
    for task in tasks where !names.insert(task.name).inserted {
      throw TableError(
        "task \(TableError.quoted(task.name)) comes twice",
        advice: "give each task once, or join its tables")
    }
  }
}
