extension Analysis {
  /// Whether the seeds of `factor` rank alike on all tasks.
  static func agreement(
    _ factor: Factor, _ table: TrialTable, _ tasks: [TaskView], _ options: AnalysisOptions
  ) throws(Refusal) -> SeedAgreement {
    if tasks.count < 2 { throw Refusal("needs at least two tasks") }
    if table.seedsAreRanks {
      throw Refusal("the seed columns hold ranks, so that one number is another seed in each task")
    }
    let haveOneSeed = tasks.map(\.task.hasOneSeed)
    if factor == .do, haveOneSeed.contains(true) { throw .oneSeed }
    if haveOneSeed.contains(true), haveOneSeed.contains(false) {
      throw Refusal("some tasks have one column of seeds, and others two")
    }
    let shared = tasks.dropFirst().reduce(Set(tasks[0].rankedSeeds(factor))) {
      $0.intersection($1.rankedSeeds(factor))
    }.sorted()
    if shared.count < 2 {
      throw Refusal("needs at least two \(factor.rawValue) seeds that all tasks have")
    }
    let means = try tasks.map { task throws(Refusal) in
      let (bySeed, scale) = try task.meansBySeed(factor)
      return TieRule.joined(shared.map { bySeed[$0]! }, scale: scale)
    }
    guard let concordance = Concordance(means) else {
      throw Refusal("every seed has the same mean on every task")
    }
    let relabelling = PermutationTest(count: options.permutationCount, seed: options.seed)
    let sums = relabelling.rankSums(means, purpose: RandomPurpose.rankSums[factor])
    let ranks = means.map { Ranks.best(first: $0) }
    let names = tasks.map(\.task.name)
    return SeedAgreement(
      tasks: names, seeds: shared, concordance: concordance,
      permutation: relabelling.concordance(means, purpose: RandomPurpose.concordance[factor]),
      ranks: shared.indices.map { seed in
        SeedRank(
          seed: shared[seed], ranks: ranks.map { $0[seed] },
          meanRank: concordance.meanRanks[seed],
          p: exactTail(ranks, seed) ?? sums.raw[seed], pAdjusted: sums.stepDown[seed])
      },
      rankMethod: sums.best, alwaysTop: alwaysTop(ranks, shared),
      pairs: pairs(names, means, relabelling, purpose: RandomPurpose.pairs[factor]))
  }

  /// The chance of so low a rank sum in closed form; nil where ranks tie.
  private static func exactTail(_ ranks: [[Double]], _ seed: Int) -> Double? {
    guard ranks.allSatisfy({ Set($0).count == $0.count }),
      RankSums.isCountable(seeds: ranks[0].count, tasks: ranks.count)
    else { return nil }
    let sum = ranks.reduce(0) { $0 + Int($1[seed]) }
    return RankSums.tail(seeds: ranks[0].count, tasks: ranks.count, sum: sum)
  }

  private static func alwaysTop(_ ranks: [[Double]], _ seeds: [Int]) -> AlwaysTop {
    let worst = seeds.indices.map { seed in ranks.map { $0[seed] }.max()! }
    let place = seeds.indices.min { (worst[$0], $0) < (worst[$1], $1) }!
    let q = Int(worst[place].rounded(.up))
    return AlwaysTop(
      seed: seeds[place], q: q,
      chance: RankSums.chanceOfAlwaysTop(seeds: seeds.count, tasks: ranks.count, top: q))
  }

  /// All pairs of tasks whose seeds do not all tie.
  private static func pairs(
    _ names: [String], _ means: [[Double]], _ relabelling: PermutationTest, purpose: UInt64
  ) -> [TaskPair] {
    var found: [(first: String, second: String, spearman: Double, p: Double)] = []
    for i in names.indices {
      for j in names.indices where j > i {
        guard let spearman = RankCorrelation.spearman(means[i], means[j]),
          let p = relabelling.spearman(
            means[i], means[j], purpose: purpose + UInt64(i * names.count + j))
        else { continue }
        found.append((names[i], names[j], spearman, p.p))
      }
    }
    let adjusted = Multiplicity.holm(found.map(\.p))
    return zip(found, adjusted).map { pair, pHolm in
      TaskPair(
        first: pair.first, second: pair.second, spearman: pair.spearman, p: pair.p, pHolm: pHolm)
    }
  }
}

extension TaskView {
  /// Seeds that can have a rank.
  fileprivate func rankedSeeds(_ factor: Factor) -> [Int] {
    task.hasOneSeed || incomplete != nil
      ? Set(scored.map { $0.cell[factor] }).sorted() : seeds[factor]
  }

  /// The mean goodness of each seed over those of the other kind, and the size of the scores.
  fileprivate func meansBySeed(
    _ factor: Factor
  ) throws(Refusal) -> (means: [Int: Double], scale: Double) {
    if task.hasOneSeed {
      let bySeed = Dictionary(grouping: zip(scored, goodness), by: \.0.cell.wi)
      return (
        bySeed.mapValues { Spread($0.map(\.1)).mean }, goodness.reduce(0) { max($0, abs($1)) }
      )
    }
    if incomplete != nil {
      // Seeds may lack cells with good or bad other seeds: their effects allow for these.
      let cells: CellMeans
      do { cells = try CellMeans(observations(goodness), of: factor) } catch {
        throw Refusal("task \(task.name): \(error.reason)")
      }
      let effect = AdjustedEffect(cells.pairs, rowCount: cells.rows.count)
      guard effect.degrees == cells.rows.count - 1 else {
        throw Refusal("task \(task.name): too few cells to compare all \(factor.rawValue) seeds")
      }
      return (
        Dictionary(uniqueKeysWithValues: zip(cells.rows, effect.effects)),
        goodness.reduce(0) { max($0, abs($1)) }
      )
    }
    let grid = try grid.mapError {
      Refusal("task \(task.name): \($0.reason)", missing: $0.missing)
    }.get()
    let rows = grid.rows(of: factor)
    return (
      Dictionary(uniqueKeysWithValues: zip(rows.rows, rows.rowMeans)), grid.largestMagnitude
    )
  }
}
