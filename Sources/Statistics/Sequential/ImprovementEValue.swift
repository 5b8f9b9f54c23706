import Foundation

/// Evidence that A is better than B, seed after seed, valid whenever one stops.
///
/// The e-value is the capital of a bettor who begins with 1 and gains where A is ahead. Where A is not better, it reaches
/// 1 / alpha at any time with a chance of at most alpha.
///
/// - Source: as `BettingSequence`, its first bettor against a difference of 0; Ville 1939 for the chance.
public struct ImprovementEValue: Sendable {
  public let alpha: Double
  /// No difference is farther from 0. To be named before looking: the closer, the sooner a difference is found.
  public let bound: Double
  /// After each pair of runs.
  public private(set) var values: [Double] = []
  private var bettor = Bettor(means: [0.5], direction: 1)
  private var bets: PluginBets

  /// - Parameter bound: 1 holds for scores in 0...1.
  /// - Precondition: `alpha` between 0 and 1, `bound` above 0.
  public init(alpha: Double, bound: Double = 1) {
    precondition(alpha > 0 && alpha < 1 && bound > 0, "alpha \(alpha), bound \(bound)")
    self.alpha = alpha
    self.bound = bound
    bets = PluginBets(alpha: alpha)
  }

  /// Adds the score of a run of A less that of a run of B.
  ///
  /// - Precondition: within the bound.
  public mutating func add(_ difference: Double) {
    precondition(abs(difference) <= bound, "\(difference) beyond \(bound)")
    let value = (difference / bound + 1) / 2
    bettor.play(bets.next(), value)
    bets.learn(value)
    values.append(exp(bettor.logCapital[0]))
  }

  /// A p-value that may be read at any time: one over the largest e-value so far, at most 1.
  public var p: Double { min(1, 1 / (values.max() ?? 1)) }

  /// Pairs of runs after which it could first be said that A is better; nil where that was never so.
  public var decidedAfter: Int? { values.firstIndex { $0 >= 1 / alpha }.map { $0 + 1 } }
}
