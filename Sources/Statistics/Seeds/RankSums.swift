import Foundation

/// What chance does to the ranks of seeds over several tasks, were seeds relabelled at random in each.
public enum RankSums {
  /// Whether the tail is counted in whole numbers: (seeds tasks)^tasks stays below 2^120.
  public static func isCountable(seeds: Int, tasks: Int) -> Bool {
    Double(tasks) * log2(Double(seeds * tasks)) < 120
  }

  /// P(rank sum of one seed <= `sum`) over `tasks` tasks of `seeds` seeds without ties.
  ///
  ///     sum_k (-1)^k C(m, k) C(s - k n, m) / n^m
  ///
  /// - Precondition: `isCountable`.
  public static func tail(seeds: Int, tasks: Int, sum: Int) -> Double {
    precondition(
      seeds > 0 && tasks > 0 && isCountable(seeds: seeds, tasks: tasks),
      "\(seeds) seeds, \(tasks) tasks")
    var ways: Int128 = 0
    for k in 0...tasks where sum - k * seeds >= tasks {
      let term = binomial(tasks, k) * binomial(min(sum, seeds * tasks) - k * seeds, tasks)
      ways += k % 2 == 0 ? term : -term
    }
    return Double(ways) / pow(Double(seeds), Double(tasks))
  }

  /// P(some seed is among the best `top` of `seeds` in all `tasks`).
  ///
  /// Follows how many seeds are in the top so far: each task keeps a random `top` of all.
  ///
  /// - Complexity: O(tasks x top^2).
  public static func chanceOfAlwaysTop(seeds: Int, tasks: Int, top: Int) -> Double {
    precondition(tasks > 0 && top > 0 && top <= seeds, "top \(top) of \(seeds), \(tasks) tasks")
    var chances = [Double](repeating: 0, count: top + 1)
    chances[top] = 1
    for _ in 1..<tasks {
      var next = [Double](repeating: 0, count: top + 1)
      for (left, chance) in chances.enumerated() where chance > 0 {
        let draw = Hypergeometric(total: seeds, bad: left, drawn: top)
        for kept in draw.range { next[kept] += chance * draw.mass(kept) }
      }
      chances = next
    }
    return min(1, chances.dropFirst().reduce(0, +))
  }

  private static func binomial(_ n: Int, _ k: Int) -> Int128 {
    guard k <= n else { return 0 }
    var value: Int128 = 1
    for i in stride(from: 1, through: k, by: 1) {
      value = value * Int128(n - i + 1) / Int128(i)
    }
    return value
  }
}
