extension EarlyStopping {
  /// Successive halving with two rungs: start s, keep k1 after t1 evaluations, of those k2 after t2.
  ///
  /// Ties by index. Given the worst survivor f of the first rung, the other k1 - 1 are a uniform subset of the better
  /// ranks; the second rung is then counted in the order of its own scores with f forced in.
  ///
  /// - Precondition: 1 <= k2 <= k1 <= s <= trials; 1 <= t1 <= t2 <= T.
  /// - Complexity: O(trials^2) for each distinct final score.
  public static func twoRungs(
    _ curves: StopCurves, started: Int, first: (kept: Int, evaluations: Int),
    second: (kept: Int, evaluations: Int)
  ) -> OutcomeMoments {
    let count = curves.trialCount
    let (k1, k2) = (first.kept, second.kept)
    precondition(
      1 <= k2 && k2 <= k1 && k1 <= started && started <= count
        && first.evaluations <= second.evaluations,
      "start \(started), keep \(k1), then \(k2), of \(count)")
    let table = BinomialTable(n: count, k: started)
    precondition(table.k == started, "C(\(count), \(started)) is too large")
    let final = curves.final
    let order = ranking(curves.best(after: first.evaluations))
    let second = ranking(curves.best(after: second.evaluations))
    // Place of each trial in the first rung's order.
    var place = [Int](repeating: 0, count: count)
    for (rank, trial) in order.enumerated() { place[trial] = rank }

    func cumulative(_ value: Double) -> Double {
      var chance = 0.0
      for rank in stride(from: k1 - 1, through: count - 1 - (started - k1), by: 1) {
        let forced = order[rank]
        let candidates = rank + 1
        var ways = 0.0
        // Good trials above position q in the second order, without the forced one.
        var good = 0
        var q = 0
        var passedForced = false
        for trial in second where place[trial] <= rank {
          if trial == forced {
            if final[trial] <= value {
              ways += table[good, k2 - 1] * table[candidates - q - 1, k1 - k2]
            }
            passedForced = true
          } else if final[trial] <= value {
            if !passedForced {
              ways += k1 > k2 ? table[good, k2 - 1] * table[candidates - q - 2, k1 - k2 - 1] : 0
            } else if final[forced] <= value, k2 >= 2 {
              ways += table[good, k2 - 2] * table[candidates - q - 1, k1 - k2]
            }
            good += 1
          }
          q += 1
        }
        chance += table[count - rank - 1, started - k1] / table[count, started] * ways
      }
      return chance
    }
    let center = final.max() ?? 0
    var (mean, square, before) = (0.0, 0.0, 0.0)
    for value in Set(final).sorted() {
      let chance = cumulative(value)
      mean += (value - center) * (chance - before)
      square += (value - center) * (value - center) * (chance - before)
      before = chance
    }
    return OutcomeMoments(mean: mean, square: square, about: center)
  }

  /// Trials by score, best first, the first in the table of several.
  private static func ranking(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
  }
}
