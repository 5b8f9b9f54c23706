/// What a change of the state by some units in the last place does to trials: the floor below which the score of a seed has
/// no meaning, since the least change that there is moves it as far.
public struct PerturbationAnalysis: Sendable {
  public let task: String
  /// Updates done before the change.
  public let update: Int
  public let parameter: String
  public let element: Int
  /// Cells with perturbed trials, and these trials.
  public let cellCount: Int
  public let trialCount: Int
  /// Trials without a final score.
  public let lostCount: Int
  public let spread: Finding<PerturbationSpread>
  /// Trials whose plain trial is at hand, and those of them that end with its score.
  public let comparedCount: Int
  public let sameScoreCount: Int
  /// In the order of the measures; none where no plain trial is at hand.
  public let partings: [PartingSummary]
  /// Of each trial that was compared, in the order of cells and units: `Parting.gaps`.
  public let gaps: [(cell: Cell, ulps: Int, gaps: [Double])]

  /// - Parameter seedVariance: the sample variance of the final scores of plain trials of the task; nil where it is not
  ///   known.
  public init(
    _ trials: PerturbedTrials, options: AnalysisOptions = AnalysisOptions(),
    seedVariance: Double? = nil
  ) {
    (task, update) = (trials.task, trials.update)
    (parameter, element) = (trials.parameter, trials.element)
    let all = trials.trials.sorted { ($0.cell, $0.ulps) < ($1.cell, $1.ulps) }
    let perturbed = all.filter { $0.ulps > 0 }
    trialCount = perturbed.count
    cellCount = Set(perturbed.map(\.cell)).count
    lostCount = perturbed.count { $0.status != .completed }
    func score(_ trial: PerturbedTrial) -> Double? {
      guard trial.status == .completed else { return nil }
      return options.score == .last
        ? trial.scores.last : options.direction.best(of: trial.scores)
    }
    let groups = Dictionary(grouping: all, by: \.cell).values.map { $0.compactMap(score) }
    spread = Finding { () throws(Refusal) in
      try PerturbationSpread(
        groups, confidence: options.confidence, seedVariance: seedVariance)
    }
    let plain = Dictionary(all.filter { $0.ulps == 0 }.map { ($0.cell, score($0)) }) { a, _ in a }
    let compared = perturbed.filter { $0.parting != nil }
    comparedCount = compared.count
    sameScoreCount = compared.count { trial in
      score(trial).map { $0 == plain[trial.cell] ?? nil } ?? false
    }
    partings =
      compared.isEmpty
      ? []
      : PartingMeasure.allCases.map { PartingSummary($0, compared.compactMap(\.parting)) }
    gaps = compared.map { ($0.cell, $0.ulps, $0.parting?.gaps ?? []) }
  }
}

/// How far final scores spread that differ by a perturbation alone.
public struct PerturbationSpread: Sendable, Equatable {
  /// Variance within cells, pooled over them; unbiased for what one more perturbation of a trial adds.
  public let variance: Double
  public let degreesOfFreedom: Int
  /// Of the standard deviation, by chi-squared, for normal scores; nil where no score differs.
  public let interval: Interval?
  /// The greatest distance of two scores of one cell.
  public let range: Double
  /// The variance as a share of that between plain trials; nil where that is not known or 0.
  public let shareOfSeeds: Double?

  public var sd: Double { variance.squareRoot() }

  /// - Parameter groups: the final scores of each cell.
  init(
    _ groups: [[Double]], confidence: Double, seedVariance: Double?
  ) throws(Refusal) {
    let spreads = groups.filter { $0.count > 1 }.map { (Spread($0), $0) }
    let degrees = spreads.reduce(0) { $0 + $1.0.count - 1 }
    guard degrees > 0 else {
      throw Refusal("needs two trials of one cell with a final score, perturbed or plain")
    }
    // Cells in no order: their sum is taken by size, so that it is the same each time.
    // Of equal scores the mean may be rounded, and their squares are 0 all the same.
    let squares = spreads.map { spread, scores in
      Set(scores).count > 1 ? spread.squares : 0
    }.sorted().reduce(0, +)
    variance = squares / Double(degrees)
    degreesOfFreedom = degrees
    range = spreads.map { ($0.1.max() ?? 0) - ($0.1.min() ?? 0) }.max() ?? 0
    shareOfSeeds = seedVariance.flatMap { $0 > 0 ? squares / Double(degrees) / $0 : nil }
    guard squares > 0 else {
      interval = nil
      return
    }
    let distribution = ChiSquaredDistribution(degrees)
    let tail = (1 - confidence) / 2
    interval = Interval(
      (squares / distribution.quantile(1 - tail)).squareRoot(),
      (squares / distribution.quantile(tail)).squareRoot())
  }
}

/// When trajectories part, by one measure.
public struct PartingSummary: Sendable, Equatable {
  public let measure: PartingMeasure
  /// Trials that were compared, and those that part.
  public let comparedCount: Int
  public let partedCount: Int
  /// Updates from the change, of those that part: the lower middle one, the least and the greatest; nil where none does.
  public let median: Int?
  public let least: Int?
  public let greatest: Int?

  init(_ measure: PartingMeasure, _ partings: [Parting]) {
    self.measure = measure
    let updates = partings.compactMap { $0.updates[measure] }.sorted()
    (comparedCount, partedCount) = (partings.count, updates.count)
    median = updates.isEmpty ? nil : updates[(updates.count - 1) / 2]
    (least, greatest) = (updates.first, updates.last)
  }
}

extension AnalysisResult {
  /// Analyzes perturbed trials beside the plain ones of the same tasks.
  public mutating func add(_ perturbed: [PerturbedTrials]) {
    perturbations += perturbed.sorted { ($0.task, $0.update) < ($1.task, $1.update) }.map {
      trials in
      let task = tasks.first { $0.task == trials.task && !$0.hasOneSeed }
      let sd = task.flatMap { $0.scoredCount > 1 ? $0.spreadEstimate.sd : nil }
      return PerturbationAnalysis(
        trials, options: options, seedVariance: sd.map { $0 * $0 })
    }
  }
}
