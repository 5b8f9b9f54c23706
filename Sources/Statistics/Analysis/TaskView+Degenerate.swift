extension TaskView {
  func degenerate() throws(Refusal) -> DegenerateRuns {
    let threshold: Double
    let source: String
    // A printed baseline is rounded, and a computed one may differ in its last bits; a given limit means itself.
    var allowance = 0.0
    if let given = options.degenerateThresholds[task.name] {
      (threshold, source) = (given, "as given")
    } else if let baseline = majorityBaseline {
      let metric = task.metric.map { " of \($0.name)" + ($0.isAssumed ? " (assumed)" : "") } ?? ""
      (threshold, source) = (baseline, "majority baseline\(metric) on the development set")
      allowance = max(task.resolution, 4 * baseline.ulp)
    } else {
      throw Refusal(
        options.direction == .higher
          ? "no majority baseline is known: give a threshold with --degenerate"
          : "no baseline is known where less is better: give a threshold with --degenerate"
      )
    }
    // A run that collapses late still had a good best: the last evaluation tells.
    let turned: (Double) -> Double = options.direction.oriented
    let finals = scored.map { turned($0.scores[$0.scores.count - 1]) }
    let isDegenerate = finals.map { $0 <= turned(threshold) + allowance }
    let cells = zip(scored, isDegenerate).filter(\.1).map(\.0.cell)
    let rest = zip(scores, isDegenerate).filter { !$0.1 }.map(\.0)
    let marks = grid.map { grid in
      CrossedGrid(
        rows: grid.rows, columns: grid.columns, values: isDegenerate.map { $0 ? 1 : 0 })
    }
    // Resampling of none, or of all, knows no other rate: its error of 0 would be a claim.
    let varies = seeds.wi.count > 1 && seeds.do.count > 1 && Set(isDegenerate).count == 2
    return DegenerateRuns(
      threshold: threshold, thresholdSource: source,
      basis: task.steps.count > 1 ? "last evaluation" : "one score of each trial",
      cells: cells, rate: Double(cells.count) / Double(scored.count),
      standardError: varies
        ? marks.value.map { SumsOfSquares($0).grandMeanPigeonhole.squareRoot() } : nil,
      interval: BinomialInterval.exact(
        cells.count, of: scored.count, confidence: options.confidence),
      nonfiniteCount: task.trials.count { $0.status == .nonfinite },
      perSeed: PerFactor { rates($0, isDegenerate) },
      tests: PerFactor(catching: { factor throws(Refusal) in
        if incomplete != nil { return try rateTest(factor, isDegenerate) }
        return try rateTest(factor, marks.get())
      }),
      meanWithout: rest.isEmpty ? nil : Spread(rest).mean,
      sdWithout: rest.isEmpty ? nil : Spread(rest).sd)
  }

  private func rates(_ factor: Factor, _ isDegenerate: [Bool]) -> [SeedRate] {
    if grid.refusal == .oneSeed || grid.refusal == .independentRuns { return [] }
    var counts: [Int: (all: Int, degenerate: Int)] = [:]
    for (trial, isOne) in zip(scored, isDegenerate) {
      let (all, degenerate) = counts[trial.cell[factor], default: (0, 0)]
      counts[trial.cell[factor]] = (all + 1, degenerate + (isOne ? 1 : 0))
    }
    return seeds[factor].compactMap { seed in
      guard let (all, degenerate) = counts[seed] else { return nil }
      return SeedRate(
        seed: seed, degenerateCount: degenerate, trialCount: all,
        interval: BinomialInterval.exact(degenerate, of: all, confidence: options.confidence))
    }
  }

  /// Of a table that lacks or repeats cells: the same permutation among the cells that are there.
  private func rateTest(
    _ factor: Factor, _ isDegenerate: [Bool]
  ) throws(Refusal) -> PermutationPValue {
    if Set(isDegenerate).count < 2 { throw .constantRate(isDegenerate[0]) }
    let cells = try CellMeans(observations(isDegenerate.map { $0 ? 1 : 0 }), of: factor)
    let effect = AdjustedEffect(cells.pairs, rowCount: cells.rows.count)
    guard effect.degrees > 0 else {
      throw Refusal("no two \(factor.rawValue) seeds have a trial with one and the same other seed")
    }
    return PermutationTest(count: options.permutationCount, seed: options.seed)
      .adjustedEffect(effect, purpose: stream(RandomPurpose.degenerate[factor]))
  }

  /// Cochran's Q compares squares of the row sums, as the test of a row effect does.
  private func rateTest(
    _ factor: Factor, _ marks: CrossedGrid
  ) throws(Refusal) -> PermutationPValue {
    if marks.rowCount < 2 || marks.columnCount < 2 {
      throw Refusal("needs at least two WI and two DO seeds")
    }
    if Set(marks.values).count < 2 {
      throw .constantRate(marks.values[0] == 1)
    }
    return PermutationTest(count: options.permutationCount, seed: options.seed).rowEffect(
      marks.rows(of: factor), purpose: stream(RandomPurpose.degenerate[factor]))
  }
}

extension Refusal {
  fileprivate static func constantRate(_ isDegenerate: Bool) -> Refusal {
    Refusal(isDegenerate ? "every run is degenerate" : "no run is degenerate")
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
