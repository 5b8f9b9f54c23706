/// Exact expected values of early-stopping settings, one at a time.
public enum EarlyStopping {
  /// The outcome of `setting` on `curves`, drawn without replacement.
  ///
  /// - Precondition: 1 <= started <= trials, 0 <= kept <= started, 1 <= evaluations <= T.
  public static func outcome(
    _ setting: StopSetting, _ curves: StopCurves, ties: StopTies
  ) -> OutcomeMoments {
    keepBest(setting, curves, ties).outcomes([setting], replacement: false)[0]
  }

  /// The outcome of `setting` on `curves`, drawn with replacement, ties at random: what the paper's 50,000 random
  /// draws estimate.
  public static func outcomeWithReplacement(
    _ setting: StopSetting, _ curves: StopCurves
  ) -> OutcomeMoments {
    keepBest(setting, curves, .atRandom).outcomes([setting], replacement: true)[0]
  }

  private static func keepBest(
    _ setting: StopSetting, _ curves: StopCurves, _ ties: StopTies
  ) -> KeepBest {
    KeepBest(
      early: curves.best(after: setting.evaluations), final: curves.final, ties: ties,
      tables: StopTables(count: curves.trialCount, start: setting.started, kept: setting.kept))
  }

  /// Mean where trials are ranked by one score and counted by another, such as loss and accuracy.
  ///
  /// - Parameters:
  ///   - ranking: higher is kept; ties by index.
  ///   - atStop: counted score of a stopped trial.
  ///   - final: counted score of a kept trial, at or above `atStop`.
  /// - Precondition: 1 <= kept < started <= trials.
  public static func meanRankedOtherwise(
    ranking: [Double], atStop: [Double], final: [Double], started: Int, kept: Int
  ) -> Double {
    let count = ranking.count
    precondition(
      kept >= 1 && kept < started && started <= count && atStop.count == count
        && final.count == count, "keep \(kept) of \(started), \(count) trials")
    let table = BinomialTable(n: count, k: started)
    precondition(table.k == started, "C(\(count), \(started)) is too large")
    let order = ranking.indices.sorted { (ranking[$1], $0) < (ranking[$0], $1) }
    return expectation(of: final + atStop) { value in
      // stoppable[r]: trials after rank r whose stopped score does not exceed the value.
      var stoppable = [Int](repeating: 0, count: count)
      for r in stride(from: count - 2, through: 0, by: -1) {
        stoppable[r] = stoppable[r + 1] + (atStop[order[r + 1]] <= value ? 1 : 0)
      }
      var better = 0
      var ways = 0.0
      for (r, trial) in order.enumerated() where final[trial] <= value {
        ways += table[better, kept - 1] * table[stoppable[r], started - kept]
        better += 1
      }
      return ways / table[count, started]
    }
  }

  /// Sum over distinct values, ascending, of value times the rise of `cumulative`.
  static func expectation(of values: [Double], _ cumulative: (Double) -> Double) -> Double {
    var mean = 0.0
    var before = 0.0
    for value in Set(values).sorted() {
      let chance = cumulative(value)
      mean += value * (chance - before)
      before = chance
    }
    return mean
  }
}
