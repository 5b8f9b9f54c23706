import Scores

/// The spread of a score between trials, split by WI seed, DO seed and example.
public struct ExampleSplit: Sendable {
  /// What stands for an example: its correctness, or of a metric that is no mean over examples its jackknife
  /// pseudo-value.
  public let value: ExampleValue
  /// By WI seed, DO seed and example; needs a complete grid.
  public let crossed: Finding<CrossedExamples>
  /// As one trial sees them, both of its seeds fresh: from the grid, or without one from trials taken as one sample.
  public let trials: TrialComponents
  /// Of the scores of trials on this development set.
  public let spread: ScoreSpread
  /// Numbers of trials and of examples for which `standardErrors` are.
  public let trialCounts: [Int]
  public let exampleCounts: [Int]
  /// To expect of the mean score of fresh trials on fresh examples; [trials, examples].
  public let standardErrors: [[Double]]

  /// Of accuracy, by which examples each trial gets right.
  ///
  /// - Shapes: `correct`: [trials, examples], at least 2 x 2; of a grid WI seed by WI seed.
  init(correct: [[Bool]], _ shape: Finding<GridShape>) {
    let crossed = shape.map { CrossedExamples(correct: correct, wi: $0.wi, do: $0.do) }
    self.init(.correctness, crossed, crossed.value?.trials ?? TrialComponents(correct: correct))
  }

  /// Of any other metric, by jackknife over examples.
  ///
  /// - Precondition: `metric` is not accuracy, and accepts so many classes; at least two trials and two examples.
  init(_ predictions: Predictions, _ metric: Metric, _ shape: Finding<GridShape>) {
    let crossed = shape.map {
      CrossedExamples(predictions, metric: metric, wi: $0.wi, do: $0.do)
    }
    let trials =
      crossed.value?.trials
      ?? TrialComponents(
        values: predictions.trials.indices.map {
          predictions.pseudoValues(of: metric, trial: $0)
        })
    self.init(.pseudoValue(metric), crossed, trials)
  }

  private init(
    _ value: ExampleValue, _ crossed: Finding<CrossedExamples>, _ trials: TrialComponents
  ) {
    let examples = trials.exampleCount
    self.value = value
    self.crossed = crossed
    self.trials = trials
    spread = trials.spread(examples: examples)
    trialCounts = [1, 5, 20, 100]
    exampleCounts = [examples, 4 * examples, 16 * examples]
    standardErrors = trials.standardErrors(trials: trialCounts, examples: exampleCounts)
  }
}

/// How many seeds of each kind a complete grid has.
struct GridShape {
  let wi: Int
  let `do`: Int
}
