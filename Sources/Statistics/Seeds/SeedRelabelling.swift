/// Relabels seeds within tasks, at random or in all ways, and judges ranks by it.
extension PermutationTest {
  /// p-value of Kendall's W: share of relabellings with at least the squares of rank sums.
  ///
  /// - Shapes: `table`: [tasks, seeds].
  public func concordance(_ table: [[Double]], purpose: UInt64) -> PermutationPValue {
    rowEffect(CrossedGrid(table.map { Ranks.best(first: $0) }).transposed, purpose: purpose)
  }

  /// p-values of every seed's rank sum.
  public struct RankSumPValues: Sendable {
    /// For a seed named before looking.
    public let raw: [Double]
    /// Westfall and Young's step-down: against the lowest among the seeds that are no better.
    public let stepDown: [Double]
    /// That of the best seed, and how it was counted.
    public let best: PermutationPValue
  }

  /// Judges low rank sums, seed by seed.
  ///
  /// - Shapes: `table`: [tasks, seeds], higher is better.
  public func rankSums(_ table: [[Double]], purpose: UInt64) -> RankSumPValues {
    let ranks = table.map { Ranks.best(first: $0) }
    let seeds = ranks[0].count
    let observed = (0..<seeds).map { seed in ranks.reduce(0) { $0 + $1[seed] } }
    let order = (0..<seeds).sorted { (observed[$0], $0) < (observed[$1], $1) }
    var raw = [Int](repeating: 0, count: seeds)
    var step = raw
    // Rank sums are halves of integers: comparisons are exact.
    let all = forEachArrangement(ranks, fixesFirst: false, purpose: purpose) { sums in
      for seed in 0..<seeds where sums[seed] <= observed[seed] { raw[seed] += 1 }
      var running = Double.infinity
      for seed in order.reversed() {
        running = min(running, sums[seed])
        if running <= observed[seed] { step[seed] += 1 }
      }
    }
    var down = [Double](repeating: 0, count: seeds)
    var running = 0.0
    for seed in order {
      running = max(running, pValue(step[seed], of: all).p)
      down[seed] = running
    }
    return RankSumPValues(
      raw: raw.map { pValue($0, of: all).p }, stepDown: down, best: pValue(step[order[0]], of: all))
  }

  /// Two-sided p-value of Spearman's coefficient of two tasks.
  public func spearman(_ a: [Double], _ b: [Double], purpose: UInt64) -> PermutationPValue? {
    let (x, y) = (Ranks.best(first: a), Ranks.best(first: b))
    guard RankCorrelation.pearson(x, y) != nil else { return nil }
    let middle = Double(x.count + 1) / 2
    let centered = x.map { $0 - middle }
    func statistic(_ y: [Double]) -> Double {
      var sum = 0.0
      for (p, q) in zip(centered, y) { sum += p * (q - middle) }
      return abs(sum)
    }
    let observed = statistic(y) - 1e-9
    var hits = 0
    let all = forEachArrangement([y], fixesFirst: false, purpose: purpose) {
      if statistic($0) >= observed { hits += 1 }
    }
    return pValue(hits, of: all)
  }
}
