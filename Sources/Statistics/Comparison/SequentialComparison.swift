/// Two recipes, looked at after every run: what may be said at any time, and what a test for a fixed number of runs says.
public struct SequentialComparison: Sendable {
  /// Runs of each recipe, in the order of their seeds.
  public let count: Int
  /// No difference of two scores is larger; it is to be named before looking.
  public let bound: Double
  public let level: Double
  /// Evidence after all runs that A is better, and that B is; 1 says nothing, 1 / level is enough.
  public let eValue: Double
  public let eValueOfReverse: Double
  /// P-value that A is no better than B, and the reverse, whenever one stops.
  public let p: Double
  public let pOfReverse: Double
  /// Runs after which A, or B, could first be called better; nil where that was never so.
  public let decidedAfter: Int?
  public let reverseDecidedAfter: Int?
  /// Of the mean difference, better A being positive; holds at every look at once with 1 - level. Nil where every
  /// difference is out.
  public let interval: Interval?
  /// Numbers of runs at which the test for a fixed number claims a difference.
  public let fixedClaims: [Int]
  /// How often it claims one in some look, where there is none.
  public let fixedError: OptionalStopping.ErrorRate?

  /// Most looks whose error is simulated.
  private static let lookLimit = 200

  /// - Parameters:
  ///   - a: scores such that more is better, in the order of looking; `b` likewise.
  /// - Precondition: as many of B as of A; no two differ by more than the bound.
  init(
    _ a: [Double], _ b: [Double], isPaired: Bool, bound: Double, level: Double, seed: UInt64,
    purpose: UInt64
  ) {
    precondition(a.count == b.count, "\(a.count) and \(b.count) scores")
    count = a.count
    self.bound = bound
    self.level = level
    var forward = ImprovementEValue(alpha: level, bound: bound)
    var reverse = ImprovementEValue(alpha: level, bound: bound)
    var mean = BettingSequence(alpha: level)
    for (x, y) in zip(a, b) {
      forward.add(x - y)
      reverse.add(y - x)
      mean.add(min(1, max(0, ((x - y) / bound + 1) / 2)))
    }
    eValue = forward.values.last ?? 1
    eValueOfReverse = reverse.values.last ?? 1
    (p, pOfReverse) = (forward.p, reverse.p)
    (decidedAfter, reverseDecidedAfter) = (forward.decidedAfter, reverse.decidedAfter)
    interval = mean.interval.map {
      Interval((2 * $0.lower - 1) * bound, (2 * $0.upper - 1) * bound)
    }
    let design = isPaired ? OptionalStopping.Design.pairs : .independent
    fixedClaims = OptionalStopping.claims(a, b, design, level: level)
    fixedError =
      a.count > 1 && a.count <= Self.lookLimit
      ? OptionalStopping.errorRate(
        design, level: level, last: a.count, seriesCount: 4_000, seed: seed, purpose: purpose)
      : nil
  }
}
