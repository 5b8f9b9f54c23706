/// A permutation test of a difference of means.
public struct PermutedDifference: Sendable, Equatable {
  /// Two-sided: how often a difference is at least as far from 0.
  public let pValue: PermutationPValue
  /// The least p that these scores can give, however far they are apart: below it no level is reached.
  public let leastP: Double
}

/// Two recipes, judged by rearranging which recipe a score belongs to.
extension PermutationTest {
  /// For runs without shared seeds: all ways to deal the scores to two groups of these sizes.
  ///
  /// Exact where the recipes' scores have one distribution.
  ///
  /// - Precondition: no side is empty.
  public func difference(_ a: [Double], _ b: [Double], purpose: UInt64) -> PermutedDifference {
    precondition(!a.isEmpty && !b.isEmpty, "\(a.count) and \(b.count) scores")
    var pool = a + b
    let mean = Spread(pool).mean
    for place in pool.indices { pool[place] -= mean }
    // With a mean of 0, the distance of the group means goes by the sum of one group.
    var tally = ExtremeTally(observed: pool[..<a.count].reduce(0, +), values: pool)
    guard let all = Self.combinations(pool.count, a.count, limit: exactLimit) else {
      var numbers = SeededNumbers(seed: seed, purpose: purpose)
      for _ in 0..<count {
        numbers.shuffle(&pool, pool.indices)
        tally.add(pool[..<a.count].reduce(0, +))
      }
      return permuted(tally, of: nil)
    }
    func choose(_ from: Int, _ left: Int, _ sum: Double) {
      if left == 0 { return tally.add(sum) }
      for place in from...pool.count - left { choose(place + 1, left - 1, sum + pool[place]) }
    }
    choose(0, a.count, 0)
    return permuted(tally, of: all)
  }

  /// For pairs that share their seeds, from the differences A - B: all ways to exchange the two scores of pairs.
  ///
  /// Exact where the recipe makes no difference to any pair; that one seed prefers A and another one B is a difference
  /// too.
  ///
  /// - Precondition: at least one pair.
  public func difference(paired differences: [Double], purpose: UInt64) -> PermutedDifference {
    precondition(!differences.isEmpty, "no pairs")
    var tally = ExtremeTally(observed: differences.reduce(0, +), values: differences)
    let pairs = differences.count
    guard pairs < 62, 1 << pairs <= exactLimit else {
      var numbers = SeededNumbers(seed: seed, purpose: purpose)
      for _ in 0..<count {
        var (sum, bits) = (0.0, UInt64(0))
        for place in 0..<pairs {
          if place % 64 == 0 { bits = numbers.next() }
          sum += bits & 1 == 0 ? differences[place] : -differences[place]
          bits >>= 1
        }
        tally.add(sum)
      }
      return permuted(tally, of: nil)
    }
    func exchange(_ from: Int, _ sum: Double) {
      if from == pairs { return tally.add(sum) }
      exchange(from + 1, sum + differences[from])
      exchange(from + 1, sum - differences[from])
    }
    exchange(0, 0)
    return permuted(tally, of: 1 << pairs)
  }

  private func permuted(_ tally: ExtremeTally, of all: Int?) -> PermutedDifference {
    let least = all.map { Double(tally.mostExtremeCount) / Double($0) } ?? 1 / Double(count + 1)
    return PermutedDifference(pValue: pValue(tally.hits, of: all), leastP: least)
  }

  /// n over k; nil above `limit`.
  static func combinations(_ n: Int, _ k: Int, limit: Int) -> Int? {
    var ways = 1
    for i in stride(from: 1, through: min(k, n - k), by: 1) {
      // Each quotient is whole; the product stays below limit x n.
      ways = ways * (n - i + 1) / i
      if ways > limit { return nil }
    }
    return ways
  }
}

/// Counts sums at least as far from 0 as the observed one, and those farthest of all.
private struct ExtremeTally {
  private(set) var hits = 0
  private(set) var mostExtremeCount = 0
  private var mostExtreme = 0.0
  private let rule: TieRule
  private let tie: Double

  init(observed: Double, values: [Double]) {
    let scale = values.reduce(0) { $0 + abs($1) }
    rule = TieRule(observed: abs(observed), scale: scale)
    tie = 1e-11 * scale
  }

  mutating func add(_ sum: Double) {
    let distance = abs(sum)
    if rule.isAtLeast(distance) { hits += 1 }
    if distance > mostExtreme + tie {
      (mostExtreme, mostExtremeCount) = (distance, 1)
    } else if distance >= mostExtreme - tie {
      mostExtremeCount += 1
    }
  }
}
