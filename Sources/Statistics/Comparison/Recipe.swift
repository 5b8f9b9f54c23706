import Scores

/// The trials of one recipe: a way to train, of which scores are to be compared with another's.
public struct Recipe: Sendable {
  public let name: String
  /// Sorted, none twice.
  public let cells: [Cell]
  /// One for each cell.
  public let scores: [Double]
  /// In the order of the cells; nil where they were not kept.
  public let predictions: Predictions?
  /// How predictions are scored; nil without them.
  public let metric: Metric?

  /// - Precondition: one score, and one row of predictions, for each cell; cells ascend.
  public init(
    name: String, cells: [Cell], scores: [Double], predictions: Predictions? = nil,
    metric: Metric? = nil
  ) {
    precondition(
      cells.count == scores.count && (predictions?.trials.count ?? cells.count) == cells.count,
      "\(cells.count) cells, \(scores.count) scores")
    precondition(zip(cells, cells.dropFirst()).allSatisfy { $0 < $1 }, "cells do not ascend")
    precondition(
      (predictions == nil) == (metric == nil), "predictions and their metric go together")
    self.name = name
    self.cells = cells
    self.scores = scores
    self.predictions = predictions
    self.metric = metric
  }

  public var layout: SeedLayout { SeedLayout(cells) }

  /// Only the trials of `kept`.
  func only(_ kept: Set<Cell>) -> Recipe {
    let places = cells.indices.filter { kept.contains(cells[$0]) }
    return Recipe(
      name: name, cells: places.map { cells[$0] }, scores: places.map { scores[$0] },
      predictions: predictions.map { all in
        Predictions(
          labels: all.labelCount, gold: all.gold, trials: places.map { all.trials[$0] })
      }, metric: metric)
  }

  /// The mean of values, one for each trial, over fresh seeds of the kinds that vary, and how sure it is.
  ///
  /// Values that differ by rounding only, beside `scale`, do not vary. Of an incomplete grid the mean is the best linear unbiased one, which weighs trials by the seeds that they share.
  func mean(_ values: [Double], scale: Double) throws(Refusal) -> (Double, VarianceOfMean) {
    if values.count < 2 { throw Refusal("needs at least two trials of \(name)") }
    let mean = Spread(values).mean
    switch layout {
    case .runs: return (mean, VarianceOfMean(sample: values, scale: scale))
    case .grid(let wi, let order):
      return (mean, VarianceOfMean(grid: Self.grid(values, wi, order), scale: scale))
    case .mixed:
      let found = try UnbalancedComponents(zip(cells, values).map { ($0, $1) })
      return (found.mean, VarianceOfMean(found))
    }
  }

  /// The variance of one fresh trial's value; trials that are `mixed` are taken as one sample.
  func varianceOfTrial(_ values: [Double]) throws(Refusal) -> Double {
    if values.count < 2 { throw Refusal("needs at least two trials of \(name)") }
    if case .grid(let wi, let order) = layout {
      let grid = Self.grid(values, wi, order)
      return max(0, SumsOfSquares(grid).moments.total)
    }
    return Spread(values).squares / Double(values.count - 1)
  }

  private static func grid(_ values: [Double], _ wi: Int, _ order: Int) -> CrossedGrid {
    CrossedGrid(rows: Array(0..<wi), columns: Array(0..<order), values: values)
  }
}
