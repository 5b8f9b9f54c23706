extension TaskView {
  func degenerate() throws(Refusal) -> DegenerateRuns {
    let threshold: Double
    let source: String
    // A printed baseline is rounded, and a computed one may differ in its last bits; a given limit means itself.
    var allowance = 0.0
    if let given = options.degenerateThresholds[task.name] {
      (threshold, source) = (given, "as given")
    } else if let baseline = task.majorityBaseline {
      let metric = task.metric.map { " of \($0.name)" + ($0.isAssumed ? " (assumed)" : "") } ?? ""
      (threshold, source) = (baseline, "majority baseline\(metric) on the development set")
      allowance = max(task.resolution, 4 * baseline.ulp)
    } else {
      throw Refusal("the majority baseline of the task is not known: give a threshold")
    }
    // A run that collapses late still had a good best: the last evaluation tells.
    let finals = scored.map { $0.scores[$0.scores.count - 1] }
    let isDegenerate = finals.map { $0 <= threshold + allowance }
    let cells = zip(scored, isDegenerate).filter(\.1).map(\.0.cell)
    let rest = zip(scores, isDegenerate).filter { !$0.1 }.map(\.0)
    let marks = grid.map { grid in
      CrossedGrid(
        rows: grid.rows, columns: grid.columns, values: isDegenerate.map { $0 ? 1 : 0 })
    }
    let isGrid = seeds.wi.count > 1 && seeds.do.count > 1
    return DegenerateRuns(
      threshold: threshold, thresholdSource: source,
      basis: task.steps.count > 1 ? "last evaluation" : "one score of each trial",
      cells: cells, rate: Double(cells.count) / Double(scored.count),
      standardError: isGrid
        ? marks.value.map { SumsOfSquares($0).grandMeanPigeonhole.squareRoot() } : nil,
      nonfiniteCount: task.trials.count { $0.status == .nonfinite },
      perSeed: PerFactor { rates($0, isDegenerate) },
      tests: PerFactor(catching: { factor throws(Refusal) in try rateTest(factor, marks.get()) }),
      meanWithout: rest.isEmpty ? nil : Spread(rest).mean,
      sdWithout: rest.isEmpty ? nil : Spread(rest).sd)
  }

  private func rates(_ factor: Factor, _ isDegenerate: [Bool]) -> [SeedRate] {
    seeds[factor].compactMap { seed in
      let own = zip(scored, isDegenerate).filter { $0.0.cell[factor] == seed }
      if own.isEmpty { return nil }
      let count = own.count { $0.1 }
      return SeedRate(
        seed: seed, degenerateCount: count, trialCount: own.count,
        interval: BinomialInterval.exact(count, of: own.count, confidence: options.confidence))
    }
  }

  /// Cochran's Q compares squares of the row sums, as the test of a row effect does.
  private func rateTest(
    _ factor: Factor, _ marks: CrossedGrid
  ) throws(Refusal) -> PermutationPValue {
    if marks.rowCount < 2 || marks.columnCount < 2 {
      throw Refusal("needs at least two WI and two DO seeds")
    }
    if Set(marks.values).count < 2 {
      throw Refusal(marks.values[0] == 0 ? "no run is degenerate" : "every run is degenerate")
    }
    return PermutationTest(count: options.permutationCount, seed: options.seed).rowEffect(
      marks.rows(of: factor), purpose: stream(RandomPurpose.degenerate[factor]))
  }
}

/// Intervals for a binomial rate.
public enum BinomialInterval {
  /// Never below the stated coverage.
  ///
  /// - Source: Clopper and Pearson 1934.
  public static func exact(_ count: Int, of total: Int, confidence: Double) -> Interval {
    precondition(total > 0 && (0...total).contains(count), "\(count) of \(total)")
    let tail = (1 - confidence) / 2
    let (hits, misses) = (Double(count), Double(total - count))
    return Interval(
      count == 0 ? 0 : BetaDistribution(hits, misses + 1).quantile(tail),
      count == total ? 1 : BetaDistribution(hits + 1, misses).quantile(1 - tail))
  }
}
