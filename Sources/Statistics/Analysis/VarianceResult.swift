/// Variances of the model y[i, j] = mean + wi[i] + do[j] + residual[i, j], in squared score units.
///
/// Training repeats bit for bit and each cell has one trial, so the residual is the interaction of the two
/// seeds, not noise between runs.
public struct VarianceComponents: Sendable, Equatable {
  public let wi: Double
  public let `do`: Double
  public let residual: Double

  public var total: Double { wi + self.do + residual }
}

/// Sums of squares of a complete two-way table with one value in each cell.
public struct SumsOfSquares: Sendable, Equatable {
  /// Numbers of WI and DO seeds.
  public let rowCount: Int
  public let columnCount: Int
  public let mean: Double
  public let wi: Double
  public let `do`: Double
  public let residual: Double
  public let total: Double

  public var degreesOfFreedom: (wi: Int, do: Int, residual: Int) {
    (rowCount - 1, columnCount - 1, (rowCount - 1) * (columnCount - 1))
  }
  public var meanSquares: VarianceComponents {
    let df = degreesOfFreedom
    return VarianceComponents(
      wi: wi / Double(df.wi), do: (self.do) / Double(df.do),
      residual: residual / Double(df.residual))
  }
}

/// The variance of a table, split.
public struct VarianceAnalysis: Sendable {
  /// By restricted maximum likelihood.
  public let reml: VarianceComponents
  /// The interaction of the seeds, where runs that repeat tell it from the residual; else the residual is the
  /// interaction.
  public let interaction: Double?
  /// Gives the unbiased components too, and the variance of the grand mean; nil of a table that lacks or repeats cells.
  public let sums: SumsOfSquares?
  public let intervals: VarianceIntervals?
  /// Why there are no intervals; nil where there are.
  public let withoutIntervals: Refusal?
  /// Of such a table.
  public let unbalanced: UnbalancedComponents?

  /// Of a complete grid.
  init(sums: SumsOfSquares, intervals: VarianceIntervals) {
    (self.sums, self.intervals) = (sums, intervals)
    reml = sums.reml
    (interaction, unbalanced, withoutIntervals) = (nil, nil, nil)
  }

  /// Of a table that lacks or repeats cells.
  init(_ components: UnbalancedComponents, intervals: Finding<VarianceIntervals>) {
    reml = VarianceComponents(
      wi: components.wi, do: components.do, residual: components.residual)
    interaction = components.interaction
    unbalanced = components
    sums = nil
    self.intervals = intervals.value
    withoutIntervals = intervals.refusal
  }

  /// Of all components.
  public var total: Double { reml.total + (interaction ?? 0) }

  /// Shares of the REML components, which sum to 1 with that of the interaction; nil where all are zero.
  public var shares: VarianceComponents? {
    guard total > 0 else { return nil }
    return VarianceComponents(
      wi: reml.wi / total, do: (reml.do) / total, residual: reml.residual / total)
  }
}

/// Normal-theory intervals for variances.
public struct VarianceIntervals: Sendable, Equatable {
  /// Of a complete grid modified large-sample intervals (Ting et al. 1990), whose lower ends may be negative; of a table
  /// that lacks or repeats cells generalized ones (Weerahandi 1993), whose ends are 0 or more.
  public let wi: Interval
  public let `do`: Interval
  /// Generalized; nil where runs do not repeat, so that the residual is the interaction.
  public let interaction: Interval?
  /// From chi-squared.
  public let residual: Interval
  /// Exact intervals of wi / residual and do / residual.
  public let wiRatio: Interval
  public let doRatio: Interval
  /// `wi`, `do` and `interaction` are generalized intervals.
  public let isGeneralized: Bool
}

/// Whether a factor has an effect.
public struct FactorTest: Sendable, Equatable {
  /// Mean square of the factor over the residual's; where cells are missing, adjusted for the other factor's seeds.
  public let f: Double
  public let degreesOfFreedom: Int
  public let residualDegreesOfFreedom: Int
  /// From the F distribution: normal theory.
  public let p: Double
  /// By permuting within each seed of the other factor: exact in the additive model.
  public let permutation: PermutationPValue
}

/// One-way analysis of the best against the worst seed of a factor: the paper's Table 4. Circular, as both are
/// chosen on the scores that are tested.
public struct BestWorstTest: Sendable, Equatable {
  /// Seeds with the highest and the lowest mean, of the cells that they have; the smaller seed of several.
  public let bestSeed: Int
  public let worstSeed: Int
  public let f: Double
  /// Beside 1: the cells of the two seeds less 2.
  public let residualDegreesOfFreedom: Int
  /// As the paper computes it: ignores the selection.
  public let p: Double
  /// Share of shuffles of all cells, where no seed matters, in which the same procedure gives p < 0.05.
  public let falsePositiveRate: Double
  /// Monte Carlo standard error of that rate.
  public let falsePositiveRateError: Double
  public let shuffleCount: Int
  public let seed: UInt64
  /// The same F, judged with the selection repeated in each permutation within the other factor's seeds.
  public let selectionAware: PermutationPValue
}

/// Variance of accuracy between trials, split into the noise of a finite test set and the rest (Jordan 2023).
public struct TestSetNoise: Sendable, Equatable {
  public let exampleCount: Int
  /// Sample variance of accuracy over trials.
  public let total: Double
  /// Expected from independent flips of single examples.
  public let noise: Double
  /// Unbiased for the variance of accuracy on the underlying distribution; may be negative.
  public let distribution: Double
}

/// Runs that ended at the threshold or worse.
public struct DegenerateRuns: Sendable, Equatable {
  public let threshold: Double
  /// Where the threshold comes from, in words.
  public let thresholdSource: String
  /// Which score is compared with it, in words.
  public let basis: String
  public let cells: [Cell]
  public let rate: Double
  /// Standard error of the rate with both kinds of seeds resampled (row-and-column bootstrap, conservative);
  /// nil for an incomplete grid, and where no trial or every trial is degenerate.
  public let standardError: Double?
  /// Exact binomial interval (Clopper and Pearson 1934) of trials taken as independent.
  public let interval: Interval
  public let nonfiniteCount: Int
  /// For each seed, with the interval over fresh seeds of the other factor; none where trials share no seed.
  public let perSeed: PerFactor<[SeedRate]>
  /// Whether the rate depends on the seed: Cochran's Q by permuting within the other factor's seeds.
  public let tests: PerFactor<Finding<PermutationPValue>>
  /// Mean and standard deviation (dividing by the count) of the other runs; nil where there are none.
  public let meanWithout: Double?
  public let sdWithout: Double?
}

/// Degenerate runs among the trials of one seed.
public struct SeedRate: Sendable, Equatable {
  public let seed: Int
  public let degenerateCount: Int
  public let trialCount: Int
  /// Exact binomial interval (Clopper and Pearson 1934).
  public let interval: Interval

  public var rate: Double { Double(degenerateCount) / Double(trialCount) }
}
