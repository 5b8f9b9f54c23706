import Scores

/// A term of the model y[i, j, k] = mean + effects of WI seed i, DO seed j, example k and of their combinations.
///
/// The raw value has a bit for each factor: 1 WI, 2 DO, 4 example.
public enum CrossedTerm: Int, Sendable, CaseIterable {
  case wi = 1
  case `do` = 2
  case wiDo = 3
  case example = 4
  case wiExample = 5
  case doExample = 6
  /// With one trial a cell, the interaction of all three.
  case wiDoExample = 7

  /// Its part in the spread of scores shrinks with the number of examples.
  public var hasExample: Bool { rawValue & 4 != 0 }
}

/// What stands for an example in a score.
public enum ExampleValue: Sendable, Equatable {
  /// 1 where the prediction is correct: the score is their mean, accuracy.
  case correctness
  /// Jackknife pseudo-values of a metric that is no mean over examples: their mean is its jackknife estimate.
  case pseudoValue(Metric)
  /// A value of the example's own, such as a loss: the score is their mean.
  case given
}

/// Seeds against examples: the variance of predictions over WI seeds, DO seeds and examples, all three a random sample
/// of what there could be.
///
/// The components are unbiased, so that one may be negative; `shares` counts it as 0.
public struct CrossedExamples: Sendable, Equatable {
  public let wiCount: Int
  public let doCount: Int
  public let exampleCount: Int
  public let value: ExampleValue
  /// Over all trials and examples.
  public let mean: Double
  private let components: [Double]

  /// The component of one example's value that `term` gives; may be negative.
  public subscript(term: CrossedTerm) -> Double { components[term.rawValue] }

  /// Of which examples each trial of a complete grid gets right. Exact: known answers hold to the last bit but one.
  ///
  /// - Shapes: `correct`: [wi x do, examples], trials WI seed by WI seed; at least two of each factor.
  /// - Complexity: time O(trials x examples); memory 4 examples (wi + do) bytes, 1 MB for 25 x 25 x 5,000.
  public init(correct: [[Bool]], wi: Int, do order: Int) {
    let examples = Self.exampleCount(correct.map(\.count), wi, order)
    self.init(
      CrossedMeanSquares.exact(wi: wi, do: order, examples: examples) { trial in
        correct[trial].map { $0 ? 1 : 0 }
      }, wi, order, examples, .correctness)
  }

  /// Of any metric: of accuracy as above, of others by jackknife over examples.
  ///
  /// - Precondition: `metric.accepts(labelCount:)`, predictions of a complete grid, at least two of each factor.
  public init(_ predictions: Predictions, metric: Metric, wi: Int, do order: Int) {
    if metric == .accuracy {
      self.init(correct: predictions.correct, wi: wi, do: order)
      return
    }
    let examples = Self.exampleCount(predictions.trials.map(\.count), wi, order)
    self.init(
      CrossedMeanSquares.rounded(wi: wi, do: order, examples: examples) { trial in
        predictions.pseudoValues(of: metric, trial: trial)
      }, wi, order, examples, .pseudoValue(metric))
  }

  /// Of any values in binary64, such as losses.
  ///
  /// - Shapes: `values`: [wi x do, examples].
  init(values: [[Double]], wi: Int, do order: Int) {
    let examples = Self.exampleCount(values.map(\.count), wi, order)
    self.init(
      CrossedMeanSquares.rounded(wi: wi, do: order, examples: examples) { values[$0] }, wi, order,
      examples, .given)
  }

  private init(
    _ squares: CrossedMeanSquares, _ wi: Int, _ order: Int, _ examples: Int, _ value: ExampleValue
  ) {
    wiCount = wi
    doCount = order
    exampleCount = examples
    self.value = value
    mean = squares.mean
    components = squares.components.map { $0 ?? 0 }
  }

  private static func exampleCount(_ counts: [Int], _ wi: Int, _ order: Int) -> Int {
    let examples = counts.first ?? 0
    precondition(
      wi > 1 && order > 1 && examples > 1 && counts.count == wi * order
        && counts.allSatisfy { $0 == examples },
      "\(wi) x \(order) seeds, \(counts.count) trials of \(examples) examples")
    return examples
  }

  /// The components as one trial sees them, both of its seeds fresh.
  public var trials: TrialComponents {
    TrialComponents(
      exampleCount: exampleCount, trial: self[.wi] + self[.do] + self[.wiDo],
      example: self[.example],
      trialExample: self[.wiExample] + self[.doExample] + self[.wiDoExample])
  }

  /// What `term` adds to the variance of a trial's score on `examples` examples.
  public func contribution(_ term: CrossedTerm, examples: Int) -> Double {
    self[term] / (term.hasExample ? Double(examples) : 1)
  }

  /// Shares of the terms in the spread between trials on this development set, negative components counted as 0.
  ///
  /// The component of examples alone is the same for all trials and has no part in it. Nil where nothing varies.
  public var shares: [(term: CrossedTerm, share: Double)]? {
    let terms = CrossedTerm.allCases.filter { $0 != .example }
    let parts = terms.map { max(0, contribution($0, examples: exampleCount)) }
    let total = parts.reduce(0, +)
    guard total > 0 else { return nil }
    return zip(terms, parts).map { ($0, $1 / total) }
  }
}
