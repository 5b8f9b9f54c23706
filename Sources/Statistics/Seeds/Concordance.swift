extension Concordance {
  /// Kendall's W of `table`, corrected for ties.
  ///
  ///     W = 12 S / (m^2 (n^3 - n) - m sum (t^3 - t)),   S: squares of the rank sums about their mean
  ///
  /// - Shapes: `table`: [tasks, seeds], at least 2 x 2, higher is better.
  /// - Returns: nil where every task ties all its seeds.
  /// - Source: Kendall and Babington Smith 1939; Iman and Davenport 1980 for F.
  public init?(_ table: [[Double]]) {
    let m = Double(table.count)
    let count = table.first?.count ?? 0
    precondition(
      table.count > 1 && count > 1 && table.allSatisfy { $0.count == count },
      "\(table.count) tasks, \(count) seeds")
    let n = Double(count)
    let ranks = table.map { Ranks.best(first: $0) }
    let sums = (0..<count).map { seed in ranks.reduce(0) { $0 + $1[seed] } }
    let middle = m * (n + 1) / 2
    let squares = sums.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    var ties = 0.0
    for scores in table {
      for size in Ranks.tieSizes(scores).map(Double.init) { ties += size * size * size - size }
    }
    let denominator = m * m * (n * n * n - n) - m * ties
    guard denominator > 0 else { return nil }
    let w = 12 * squares / denominator
    let chiSquared = m * (n - 1) * w
    let (d1, d2) = (count - 1, (count - 1) * (table.count - 1))
    let rest = m * (n - 1) - chiSquared
    let f = rest > 1e-9 * m * n ? (m - 1) * chiSquared / rest : nil
    self.init(
      w: w, chiSquared: chiSquared,
      pChiSquared: ChiSquaredDistribution(d1).upperTail(chiSquared), f: f,
      pF: f.map { FDistribution(d1, d2).upperTail($0) }, meanRanks: sums.map { $0 / m })
  }
}
