/// The variance of one example's value over trials and examples, both a random sample: what a score's spread is made of.
///
/// Unbiased where it comes from mean squares, so that a component may be negative.
public struct TrialComponents: Sendable, Equatable {
  /// Of the development set at hand.
  public let exampleCount: Int
  /// What a trial's seeds do to all examples alike: the spread of scores that no development set takes away.
  public let trial: Double
  /// How hard examples are.
  public let example: Double
  /// What a trial's seeds do to single examples.
  public let trialExample: Double

  public init(exampleCount: Int, trial: Double, example: Double, trialExample: Double) {
    self.exampleCount = exampleCount
    self.trial = trial
    self.example = example
    self.trialExample = trialExample
  }

  /// From trials that are one sample, without regard to which seeds they share.
  ///
  /// `trial` and `trialExample / n` are the two parts of `TestSetNoise`.
  ///
  /// - Shapes: `correct`: [trials, examples], at least 2 x 2.
  public init(correct: [[Bool]]) {
    let examples = correct.first?.count ?? 0
    precondition(
      correct.count > 1 && examples > 1 && correct.allSatisfy { $0.count == examples },
      "\(correct.count) trials of \(examples) examples")
    self.init(
      CrossedMeanSquares.exact(wi: correct.count, do: 1, examples: examples) { trial in
        correct[trial].map { $0 ? 1 : 0 }
      }, examples)
  }

  /// From rows of values, such as differences of two recipes.
  ///
  /// - Shapes: `values`: [trials, examples], at least 2 x 2.
  init(values: [[Double]]) {
    let examples = values.first?.count ?? 0
    precondition(
      values.count > 1 && examples > 1 && values.allSatisfy { $0.count == examples },
      "\(values.count) trials of \(examples) examples")
    self.init(
      CrossedMeanSquares.rounded(wi: values.count, do: 1, examples: examples) { values[$0] },
      examples)
  }

  private init(_ squares: CrossedMeanSquares, _ examples: Int) {
    let components = squares.components
    self.init(
      exampleCount: examples, trial: components[CrossedTerm.wi.rawValue] ?? 0,
      example: components[CrossedTerm.example.rawValue] ?? 0,
      trialExample: components[CrossedTerm.wiExample.rawValue] ?? 0)
  }

  /// Negative components at 0, for what is to be expected.
  public var nonnegative: TrialComponents {
    TrialComponents(
      exampleCount: exampleCount, trial: max(0, trial), example: max(0, example),
      trialExample: max(0, trialExample))
  }

  /// Variance of the scores of fresh trials on one set of `examples` examples.
  public func spread(examples: Int) -> ScoreSpread {
    ScoreSpread(stays: trial, goes: trialExample / Double(examples))
  }

  /// Variance of the mean score of fresh trials on fresh examples, about its expectation over all seeds and examples.
  public func errorOfMean(trials: Int, examples: Int) -> Double {
    let (r, n) = (Double(trials), Double(examples))
    return trial / r + example / n + trialExample / (r * n)
  }

  /// What more trials and what more examples buy: the standard error of the mean score for each pair of numbers.
  ///
  /// Negative components count as 0.
  ///
  /// - Shapes: result: [trials, examples].
  public func standardErrors(trials: [Int], examples: [Int]) -> [[Double]] {
    let components = nonnegative
    return trials.map { r in
      examples.map { components.errorOfMean(trials: r, examples: $0).squareRoot() }
    }
  }
}

/// The variance of scores between trials, split by what a larger development set does to it.
public struct ScoreSpread: Sendable, Equatable {
  /// Trials differ by it on every development set, however large.
  public let stays: Double
  /// Vanishes with the number of examples.
  public let goes: Double

  public var total: Double { stays + goes }

  /// The share that a larger development set takes away, negative parts counted as 0; nil where nothing varies.
  public var shareThatGoes: Double? {
    let (kept, lost) = (max(0, stays), max(0, goes))
    return kept + lost > 0 ? lost / (kept + lost) : nil
  }
}
