/// The mean score over fresh seeds of the kinds that vary.
public struct MeanEstimate: Sendable, Equatable {
  /// Mean of the scores; of a table that lacks or repeats cells the best linear unbiased one.
  public let mean: Double
  public let standardError: Double
  public let degreesOfFreedom: Double
  /// By Student's t.
  public let interval: Interval
  /// Over what seeds.
  public let seeds: FreshSeeds
  /// Holds whenever one stops adding runs, in the order of their seeds; nil where runs share seeds that vary, or no ends
  /// of the scores are known.
  public let atAnyTime: AnytimeInterval?

  /// What an interval lets vary.
  public enum FreshSeeds: String, Sendable {
    /// Independent runs.
    case runs
    /// Both kinds of seeds, which trials share.
    case grid
    /// DO seeds, with the one WI seed that was tried; and the other way round.
    case orderOnly
    case initialOnly
  }
}

/// The spread of scores over fresh trials.
public struct SpreadEstimate: Sendable, Equatable {
  /// Standard deviation, dividing by the count less 1; nil of a single score.
  public let sd: Double?
  /// By chi-squared, for normal scores; nil where trials share seeds, so that they are no independent runs.
  public let interval: Interval?
}

/// What became of trials that were not finite.
public struct DivergedEffect: Sendable, Equatable {
  public let count: Int
  public let treatment: DivergedTrials
  /// The score that they count with, or would count with; nil where no threshold is known.
  public let score: Double?
  /// Mean and standard deviation (dividing by the count) of all trials, these with that score.
  public let meanWith: Double?
  public let sdWith: Double?
  /// The same of the other trials alone; nil where there are none.
  public let meanWithout: Double?
  public let sdWithout: Double?
}

extension TaskView {
  /// Over fresh seeds.
  func meanEstimate() throws(Refusal) -> MeanEstimate {
    let mean: Double
    let variance: VarianceOfMean
    var runs: [Double] = []
    if let incomplete, freshSeeds == .grid {
      let found = try incomplete.get().components
      (mean, variance) = (found.mean, VarianceOfMean(found))
    } else {
      // Several runs of a seed are one look at it.
      let bySeed = Dictionary(grouping: zip(scored, scores), by: \.0.cell)
        .sorted { $0.key < $1.key }
      let values = bySeed.map { Spread($0.value.map(\.1)).mean }
      let recipe = Recipe(name: "the task", cells: bySeed.map(\.key), scores: values)
      (mean, variance) = try recipe.mean(values, scale: scores.reduce(0) { max($0, abs($1)) })
      if freshSeeds != .grid { runs = values }
    }
    let found = MeanDifference(mean, variance: variance, confidence: options.confidence)
    guard let interval = found.interval else {
      throw Refusal("scores do not vary: nothing tells how far fresh ones may lie")
    }
    return MeanEstimate(
      mean: mean, standardError: found.standardError, degreesOfFreedom: found.degreesOfFreedom,
      interval: interval, seeds: freshSeeds,
      atAnyTime: runs.isEmpty ? nil : anytimeInterval(runs))
  }

  private var freshSeeds: MeanEstimate.FreshSeeds {
    if grid.refusal == .oneSeed || grid.refusal == .independentRuns { return .runs }
    if seeds.wi.count == 1 { return .orderOnly }
    return seeds.do.count == 1 ? .initialOnly : .grid
  }

  func spreadEstimate() -> SpreadEstimate {
    guard scores.count > 1 else { return SpreadEstimate(sd: nil, interval: nil) }
    let squares = Spread(scores).squares
    let degrees = scores.count - 1
    let sd = (squares / Double(degrees)).squareRoot()
    guard freshSeeds != .grid, Set(scored.map(\.cell)).count == scored.count, squares > 0 else {
      return SpreadEstimate(sd: sd, interval: nil)
    }
    let distribution = ChiSquaredDistribution(degrees)
    let tail = (1 - options.confidence) / 2
    return SpreadEstimate(
      sd: sd,
      interval: Interval(
        (squares / distribution.quantile(1 - tail)).squareRoot(),
        (squares / distribution.quantile(tail)).squareRoot()))
  }

  /// Of a metric of which more is better.
  var majorityBaseline: Double? {
    options.direction == .higher ? task.majorityBaseline : nil
  }

  func diverged() -> DivergedEffect? {
    let replaced = scored.filter(\.isReplaced).count
    let lost = task.trials.count { $0.status == .nonfinite }
    guard replaced + lost > 0 else { return nil }
    let others = zip(scored, scores).filter { !$0.0.isReplaced }.map(\.1)
    let score =
      zip(scored, scores).first { $0.0.isReplaced }?.1
      ?? options.degenerateThresholds[task.name] ?? majorityBaseline
    let all = score.map { others + Array(repeating: $0, count: replaced + lost) }
    return DivergedEffect(
      count: replaced + lost, treatment: replaced > 0 ? .degenerate : .drop, score: score,
      meanWith: all.map { Spread($0).mean }, sdWith: all.map { Spread($0).sd },
      meanWithout: others.isEmpty ? nil : Spread(others).mean,
      sdWithout: others.isEmpty ? nil : Spread(others).sd)
  }
}
