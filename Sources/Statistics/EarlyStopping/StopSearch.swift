/// Exact values of many settings on the same curves.
struct StopSearch {
  let curves: StopCurves
  let tables: StopTables

  /// For settings with up to `start` started and `kept` kept.
  init(_ curves: StopCurves, start: Int, kept: Int) {
    self.curves = curves
    tables = StopTables(count: curves.trialCount, start: start, kept: kept)
  }

  /// The value of each of `settings`, ties at random. Settings that share a stop are computed together.
  func values(_ settings: [StopSetting], replacement: Bool) -> [Double] {
    var values = [Double](repeating: 0, count: settings.count)
    let byStop = Dictionary(grouping: settings.indices) { settings[$0].evaluations }
    // Each value is written by its own index, so the order of groups does not matter.
    for (evaluations, indices) in byStop {
      let keep = KeepBest(
        early: curves.best(after: evaluations), final: curves.final, ties: .atRandom,
        tables: tables)
      let outcomes = keep.outcomes(indices.map { settings[$0] }, replacement: replacement)
      for (index, outcome) in zip(indices, outcomes) { values[index] = outcome.mean }
    }
    return values
  }
}
