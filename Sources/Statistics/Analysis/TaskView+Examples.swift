/// Seeds against examples: what a larger development set would do to the spread of accuracy.
public struct ExampleAnalysis: Sendable {
  /// By WI seed, DO seed and example; needs a complete grid.
  public let crossed: Finding<CrossedExamples>
  /// As one trial sees them, both of its seeds fresh: from the grid, or without one from trials taken as one sample.
  public let trials: TrialComponents
  /// Of the accuracy of trials on this development set.
  public let spread: ScoreSpread
  /// Numbers of trials and of examples for which `standardErrors` are.
  public let trialCounts: [Int]
  public let exampleCounts: [Int]
  /// To expect of the mean accuracy of fresh trials on fresh examples; [trials, examples].
  public let standardErrors: [[Double]]
  /// Share of examples that one of two trials gets right and the other wrong, mean over all pairs.
  public let disagreement: Double
  /// Examples that some trials get right and others wrong; that no trial, and that every trial gets right.
  public let flipCount: Int
  public let neverRightCount: Int
  public let alwaysRightCount: Int
}

extension TaskView {
  /// Of the predictions of the last evaluation, whatever score counts.
  func examples() throws(Refusal) -> ExampleAnalysis {
    let correct = try correctness()
    let examples = correct[0].count
    let crossed = Finding { () throws(Refusal) in
      let grid = try grid.get()
      guard grid.rowCount > 1, grid.columnCount > 1 else {
        throw Refusal(
          "needs at least two WI and two DO seeds; the grid is \(grid.rowCount) x \(grid.columnCount)"
        )
      }
      return CrossedExamples(correct: correct, wi: grid.rowCount, do: grid.columnCount)
    }
    let trials = crossed.value?.trials ?? TrialComponents(correct: correct)
    let trialCounts = [1, 5, 20, 100]
    let exampleCounts = [examples, 4 * examples, 16 * examples]
    // Right or wrong, as classes of every example.
    let agreement = PredictionAgreement(
      Predictions(
        labels: 2, gold: Array(repeating: 1, count: examples),
        trials: correct.map { $0.map { $0 ? 1 : 0 } }))
    return ExampleAnalysis(
      crossed: crossed, trials: trials, spread: trials.spread(examples: examples),
      trialCounts: trialCounts, exampleCounts: exampleCounts,
      standardErrors: trials.standardErrors(trials: trialCounts, examples: exampleCounts),
      disagreement: agreement.disagreement, flipCount: agreement.flipCount,
      neverRightCount: agreement.neverRightCount, alwaysRightCount: agreement.alwaysRightCount)
  }

  /// Which examples each trial gets right at its last evaluation: at least two trials and two examples.
  func correctness() throws(Refusal) -> [[Bool]] {
    let correct = scored.compactMap(\.correct)
    guard correct.count == scored.count else {
      throw Refusal(
        task.lacksLabels
          ? "needs the labels of the development set, which are not at hand, or not those of the trials"
          : "needs the predictions of every trial, as golden files keep them")
    }
    guard let examples = correct.first?.count, examples > 1,
      correct.allSatisfy({ $0.count == examples })
    else { throw Refusal("trials differ in their development examples") }
    return correct
  }
}
