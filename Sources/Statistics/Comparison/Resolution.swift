/// The smallest difference of two recipes that a number of trials and examples can resolve.
///
/// A difference of that size is found with the power asked for by a two-sided test at the level, in a design of r
/// trials of each recipe:
///
///     (t(1 - level / 2) + t(power)) standard errors
///
/// The chance is approximate: Welch's test of four independent runs each has 76 % where 80 % were asked for, of 12 runs 80 %.
///
/// - Source: Bloom 1995, Minimum Detectable Effects.
public struct Resolution: Sendable, Equatable {
  /// Which question is asked.
  public enum Scope: Sendable, Equatable {
    /// Which recipe is better on these very examples.
    case theseExamples
    /// Which recipe is better on examples of this kind.
    case freshExamples
  }

  /// Of the difference of a trial of A and one of B; negative ones at 0.
  public let components: TrialComponents
  /// Each trial of A has a partner with the same seeds among those of B.
  public let isPaired: Bool
  /// Predictions were there: what single examples do is known.
  public let knowsExamples: Bool
  public let level: Double
  public let power: Double

  /// Most trials and examples that are looked for.
  static let limit = 1_000_000_000

  public init(
    _ components: TrialComponents, isPaired: Bool, level: Double = 0.05, power: Double = 0.8
  ) {
    self.components = components.nonnegative
    self.isPaired = isPaired
    knowsExamples = true
    self.level = level
    self.power = power
  }

  /// Where only scores are known: on these examples alone.
  ///
  /// - Parameter variance: of the difference of a trial of A and one of B.
  public init(
    scoreVariance variance: Double, isPaired: Bool, level: Double = 0.05, power: Double = 0.8
  ) {
    components = TrialComponents(exampleCount: 1, trial: variance, example: 0, trialExample: 0)
    self.isPaired = isPaired
    knowsExamples = false
    self.level = level
    self.power = power
  }

  /// With `trials` of each recipe; of scores alone, whatever the number of examples.
  ///
  /// - Precondition: at least two trials; scores alone know these examples only.
  public func smallestDifference(trials: Int, examples: Int, _ scope: Scope) -> Double {
    precondition(trials > 1, "\(trials) trials")
    precondition(knowsExamples || scope == .theseExamples, "nothing is known of other examples")
    let (r, n) = (Double(trials), Double(examples))
    let seeds = (components.trial + components.trialExample / n) / r
    let variance = seeds + (scope == .freshExamples ? components.example / n : 0)
    guard variance > 0 else { return 0 }
    let df = (isPaired ? 1 : 2) * (r - 1)
    // Only the part of seeds is known from few values.
    let student = StudentDistribution(
      seeds > 0 ? df * (variance / seeds) * (variance / seeds) : 1e9)
    return (student.quantile(1 - level / 2) + student.quantile(power)) * variance.squareRoot()
  }

  /// The fewest trials of each recipe that resolve `difference`; nil where no number does.
  public func trialsNeeded(for difference: Double, examples: Int, _ scope: Scope) -> Int? {
    Self.fewest(from: 2) { smallestDifference(trials: $0, examples: examples, scope) <= difference }
  }

  /// The fewest examples that resolve `difference`; nil where no number does, or where only scores are known.
  public func examplesNeeded(for difference: Double, trials: Int, _ scope: Scope) -> Int? {
    guard knowsExamples else { return nil }
    return Self.fewest(from: 1) {
      smallestDifference(trials: trials, examples: $0, scope) <= difference
    }
  }

  /// The smallest number that is enough, where more is never worse.
  private static func fewest(from least: Int, isEnough: (Int) -> Bool) -> Int? {
    if isEnough(least) { return least }
    guard isEnough(limit) else { return nil }
    var (few, many) = (least, limit)
    while many - few > 1 {
      let middle = few + (many - few) / 2
      if isEnough(middle) { many = middle } else { few = middle }
    }
    return many
  }
}
