/// Everything that an analysis found.
public struct AnalysisResult: Sendable {
  /// What was asked, including the seed of every random step.
  public let options: AnalysisOptions
  /// In the table's order.
  public let tasks: [TaskAnalysis]
  /// Whether seeds are good on every task, for each factor.
  public let agreement: PerFactor<Finding<SeedAgreement>>
  /// What changes of the state in the last place do, by task and by the update before which they were made.
  public var perturbations: [PerturbationAnalysis] = []
}

/// What was found for one task.
///
/// Scores are in the table's units throughout. `N` is the number of trials with a final score.
public struct TaskAnalysis: Sendable {
  public let task: String
  /// What to call the scores; nil where nothing tells.
  public let scoreLabel: String?
  /// Trials in the table, whatever their end.
  public let trialCount: Int
  /// There is one kind of seed; both seeds of each cell are the same number.
  public let hasOneSeed: Bool
  /// Which scores are better.
  public let direction: ScoreDirection
  /// Seeds that occur, ascending.
  public let seeds: PerFactor<[Int]>
  /// Evaluations of a completed trial.
  public let evaluationCount: Int
  /// Cells of the crossed grid that have no trial; none where no grid is meant.
  public let missing: MissingCells
  /// Trials that ended early by a stop rule: no final score.
  public let stopped: [Cell]
  /// Trials with a loss or score that was not finite, or without a score: counted apart from degenerate ones.
  public let nonfinite: [Cell]
  /// What became of them, and what it changed; nil where there are none.
  public let diverged: DivergedEffect?
  /// Trials with a final score.
  public let scoredCount: Int
  /// Mean final score.
  public let mean: Double
  /// Standard deviation of the final scores, dividing by N.
  public let overallSD: Double
  /// The mean over fresh seeds, with its interval.
  public let meanEstimate: Finding<MeanEstimate>
  /// The spread over fresh trials.
  public let spreadEstimate: SpreadEstimate
  /// Mean over seeds of the standard deviation with that seed given, dividing by the count: the paper's Table 3.
  /// `wi` is the spread over DO seeds with the WI seed given.
  public let sdGiven: PerFactor<Finding<Double>>
  public let best: BestOfNAnalysis
  public let variance: Finding<VarianceAnalysis>
  public let tests: PerFactor<Finding<FactorTest>>
  public let bestWorst: PerFactor<Finding<BestWorstTest>>
  public let testSetNoise: Finding<TestSetNoise>
  public let examples: Finding<ExampleAnalysis>
  public let classes: Finding<ClassAnalysis>
  public let degenerate: Finding<DegenerateRuns>
  public let correlation: Finding<[EvaluationCorrelation]>
  public let earlyStopping: Finding<EarlyStoppingAnalysis>

  /// Every method that a task can lack: its place in JSON, its name for people, and why it was not used.
  /// What is printed of refused methods is this list.
  public var methods: [(key: String, title: String, refusal: Refusal?)] {
    [
      ("meanInterval", "Interval of the mean", meanEstimate.refusal),
      ("sd.givenWI", "Spread given one seed", sdGiven.wi.refusal),
      ("sd.givenDO", "Spread given one seed", sdGiven.do.refusal),
      ("best.distinct", "Best of n with distinct seeds", best.distinct.refusal),
      ("variance", "Variance components", variance.refusal),
      ("tests.wi", "Tests of WI and DO", tests.wi.refusal),
      ("tests.do", "Tests of WI and DO", tests.do.refusal),
      ("bestWorst.wi", "Best against worst seed", bestWorst.wi.refusal),
      ("bestWorst.do", "Best against worst seed", bestWorst.do.refusal),
      ("testSetNoise", "Noise of the test set", testSetNoise.refusal),
      ("examples", "Seeds against examples", examples.refusal),
      ("classes", "Figures of classes", classes.refusal),
      ("degenerate", "Degenerate runs", degenerate.refusal),
      (
        "degenerate.wi.test", "Degenerate runs by seed",
        degenerate.value?.tests.wi.refusal
      ),
      (
        "degenerate.do.test", "Degenerate runs by seed",
        degenerate.value?.tests.do.refusal
      ),
      ("correlation", "Correlation", correlation.refusal),
      ("earlyStopping", "Early stopping", earlyStopping.refusal),
    ]
  }
}

/// The best of n trials.
public struct BestOfNAnalysis: Sendable {
  /// The best final score.
  public let value: Double
  /// Where it was; the first cell of several.
  public let cell: Cell
  /// For n = 1...N, or the first 1,000.
  public let points: [BestOfNPoint]
  /// The support that the band assumes, and where it comes from; nil: no band.
  public let support: ClosedRange<Double>?
  public let supportSource: String
  /// Level of each order statistic's interval that gives the band, in which trials are taken as independent and alike,
  /// its joint confidence over all n; nil without a band.
  public let pointwiseLevel: Double?
  /// For n trials with fresh WI and fresh DO seeds each, n = 1...min(I, J), or as far as cells that are there allow.
  public let distinct: Finding<DistinctSeedsEstimate>
}

/// One n of a best-of-n curve.
public struct BestOfNPoint: Sendable, Equatable {
  public let n: Int
  /// Expected best of n drawn with replacement (Dodge et al. 2019): biased low.
  public let v: Double
  /// Expected best of n drawn without replacement (Tang et al. 2020): unbiased for independent trials.
  public let u: Double
  /// Spread of one best-of-n outcome, with and without replacement: not the error of the estimate.
  public let sdOfMaximumV: Double
  public let sdOfMaximumU: Double
  /// Unbiased estimate of the sampling variance of `u`; may be negative; nil where 2n > N.
  public let varianceUnbiased: Double?
  /// Jackknife estimate of the same; nil at n = N.
  public let varianceJackknife: Double?
  /// Jackknife estimate of the sampling variance of `v`; nil where N = 1.
  public let varianceV: Double?
  /// Band for the expected best of n, for all n at once; nil where the support is not known.
  public let band: Interval?
  /// Expected gain of the next trial, `u(n + 1) - u(n)`; nil at n = N.
  public let nextGain: Double?
}

/// Expected best of n trials with n distinct WI and n distinct DO seeds.
public struct DistinctSeedsEstimate: Sendable, Equatable {
  /// Element n - 1 is for n trials.
  public let values: [Double]
  /// Monte Carlo standard errors; zeros when exact.
  public let standardErrors: [Double]
  public let isExact: Bool
  /// Random sets of cells, and their seed; nil when exact.
  public let drawCount: Int?
  public let seed: UInt64?
  /// Sampling variance over fresh seeds of both kinds; nil for n = min(I, J), and of an incomplete grid.
  public let variances: [Double?]
  /// Whether the variances were counted; else they come from random sets under the seed of the analysis.
  public let variancesAreExact: Bool
}

extension DistinctSeedsEstimate {
  /// In the units of scores of which `direction` says which are better.
  func oriented(_ direction: ScoreDirection) -> DistinctSeedsEstimate {
    DistinctSeedsEstimate(
      values: values.map(direction.oriented), standardErrors: standardErrors, isExact: isExact,
      drawCount: drawCount, seed: seed, variances: variances, variancesAreExact: variancesAreExact)
  }
}

/// Correlation of an evaluation with the last one, which is another.
public struct EvaluationCorrelation: Sendable, Equatable {
  /// From 0.
  public let index: Int
  public let step: Int
  /// Spearman's rank correlation over trials, ties at mean ranks; nil where all trials tie at this evaluation.
  public let spearman: Double?
  public let trialCount: Int
}
