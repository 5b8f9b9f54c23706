/// Relabels seeds within tasks, at random or in all ways, and judges ranks by it.
public struct SeedRelabelling: Sendable {
  public let count: Int
  public let seed: UInt64
  /// All relabellings are counted up to this many.
  public let exactLimit: Int

  public init(count: Int = 9_999, seed: UInt64, exactLimit: Int = 2_000_000) {
    precondition(count > 0, "\(count) relabellings")
    self.count = count
    self.seed = seed
    self.exactLimit = exactLimit
  }

  /// p-value of Kendall's W: share of relabellings with at least the squares of rank sums.
  ///
  /// - Shapes: `table`: [tasks, seeds].
  public func concordance(_ table: [[Double]], purpose: UInt64) -> PermutationPValue {
    let ranks = table.map { Ranks.best(first: $0) }
    return PermutationTest(count: count, seed: seed, exactLimit: exactLimit)
      .rowEffect(CrossedGrid(ranks).transposed, purpose: purpose)
  }

  /// p-values of every seed's rank sum.
  public struct RankSumPValues: Sendable {
    /// For a seed named before looking.
    public let raw: [Double]
    /// Against the lowest rank sum of all seeds.
    public let singleStep: [Double]
    /// Westfall and Young's step-down: against the lowest among the seeds that are no better.
    public let stepDown: [Double]
    public let arrangementCount: Int
    public let isExact: Bool
  }

  /// Judges low rank sums, seed by seed.
  ///
  /// - Shapes: `table`: [tasks, seeds], higher is better.
  public func rankSums(_ table: [[Double]], purpose: UInt64) -> RankSumPValues {
    let ranks = table.map { Ranks.best(first: $0) }
    let seeds = ranks[0].count
    let observed = (0..<seeds).map { seed in ranks.reduce(0) { $0 + $1[seed] } }
    let order = (0..<seeds).sorted { (observed[$0], $0) < (observed[$1], $1) }
    var (raw, single, step) = (
      [Int](repeating: 0, count: seeds), [Int](repeating: 0, count: seeds),
      [Int](repeating: 0, count: seeds)
    )
    // Rank sums are halves of integers: comparisons are exact.
    func look(_ sums: [Double]) {
      let lowest = sums.min()!
      for seed in 0..<seeds {
        if sums[seed] <= observed[seed] { raw[seed] += 1 }
        if lowest <= observed[seed] { single[seed] += 1 }
      }
      var running = Double.infinity
      for seed in order.reversed() {
        running = min(running, sums[seed])
        if running <= observed[seed] { step[seed] += 1 }
      }
    }
    // All relabellings of all tasks: the columns of a table whose first column is a dummy.
    let total = ColumnArrangements.count(rows: seeds, columns: table.count + 1, limit: exactLimit)
    if total != nil {
      let columns = [[Double](repeating: 0, count: seeds)] + ranks
      ColumnArrangements.forEach(CrossedGrid(columns).transposed) { look($0) }
    } else {
      var numbers = SeededNumbers(seed: seed, purpose: purpose)
      var shuffled = ranks.flatMap(\.self)
      var sums = [Double](repeating: 0, count: seeds)
      for _ in 0..<count {
        for seed in 0..<seeds { sums[seed] = 0 }
        for task in table.indices {
          numbers.shuffle(&shuffled, task * seeds..<(task + 1) * seeds)
          for seed in 0..<seeds { sums[seed] += shuffled[task * seeds + seed] }
        }
        look(sums)
      }
    }
    let isExact = total != nil
    func share(_ hits: Int) -> Double {
      isExact ? Double(hits) / Double(total!) : Double(hits + 1) / Double(count + 1)
    }
    var down = [Double](repeating: 0, count: seeds)
    var running = 0.0
    for seed in order {
      running = max(running, share(step[seed]))
      down[seed] = running
    }
    return RankSumPValues(
      raw: raw.map(share), singleStep: single.map(share), stepDown: down,
      arrangementCount: total ?? count, isExact: isExact)
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
    if let total = ColumnArrangements.count(rows: x.count, columns: 2, limit: exactLimit) {
      ColumnArrangements.permute(y) { if statistic($0) >= observed { hits += 1 } }
      return PermutationPValue(
        p: Double(hits) / Double(total), arrangementCount: total, isExact: true, seed: nil)
    }
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    var shuffled = y
    for _ in 0..<count {
      numbers.shuffle(&shuffled, shuffled.indices)
      if statistic(shuffled) >= observed { hits += 1 }
    }
    return PermutationPValue(
      p: Double(hits + 1) / Double(count + 1), arrangementCount: count, isExact: false, seed: seed)
  }
}
