/// How far A falls short of being better than B in every quantile.
public struct AlmostStochasticOrder: Sendable, Equatable {
  /// The share of the squared distance of the quantile functions where B is ahead: 0 A is better everywhere, 1 B is.
  public let violation: Double
  /// The violation is below it with the confidence asked for; below 1/2, A is almost stochastically larger.
  public let upperBound: Double
  /// Of the violation under the bootstrap.
  public let standardError: Double
  public let bootstrapCount: Int
  public let seed: UInt64

  /// Of two recipes, the runs of both resampled: of a grid its WI seeds and its DO seeds.
  ///
  ///     upper bound = violation + z standard errors, kept within 0...1
  ///
  /// - Precondition: no side is empty, `bootstrapCount > 1`.
  /// - Source: Dror, Shlomov, Reichart 2019, Deep Dominance; as deep-significance 1.2.8 has it, but with exact
  ///   integrals.
  public init(
    _ a: [Double], _ layoutA: SeedLayout = .runs, over b: [Double], _ layoutB: SeedLayout = .runs,
    confidence: Double, bootstrapCount: Int = 1_000, seed: UInt64, purpose: UInt64
  ) {
    precondition(bootstrapCount > 1, "\(bootstrapCount) resamples")
    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    let violation = Comparison.violation(a, over: b)
    let resampled = (0..<bootstrapCount).map { _ in
      let x = layoutA.resampled(a.count, &numbers).map { a[$0] }
      let y = layoutB.resampled(b.count, &numbers).map { b[$0] }
      return Comparison.violation(x, over: y)
    }
    self.violation = violation
    standardError = Spread(resampled).sd
    let z = NormalDistribution.quantile(confidence)
    upperBound = min(1, max(0, violation + z * standardError))
    self.bootstrapCount = bootstrapCount
    self.seed = seed
  }
}
