import Scores

/// Seeds against examples: what a larger development set would do to the spread of scores.
public struct ExampleAnalysis: Sendable {
  /// Of accuracy, whatever the metric is.
  public let accuracy: ExampleSplit
  /// Of the task's metric, where it is another one that is counted from predictions; nil where it is accuracy, or classes
  /// are not at hand.
  public let jackknife: ExampleSplit?
  /// Share of examples that one of two trials gets right and the other wrong, mean over all pairs.
  public let disagreement: Double
  /// Agreement on classes beyond chance, of all trials together (Fleiss 1971) and as the mean over pairs (Cohen 1960);
  /// 1 is complete. Nil where classes are not at hand, or all trials give one class.
  public let fleissKappa: Double?
  public let cohenKappa: Double?
  /// Examples that some trials get right and others wrong; that no trial, and that every trial gets right.
  public let flipCount: Int
  public let neverRightCount: Int
  public let alwaysRightCount: Int

  public var exampleCount: Int { accuracy.trials.exampleCount }
  /// Each split: of accuracy first.
  public var splits: [ExampleSplit] { [accuracy] + (jackknife.map { [$0] } ?? []) }
}

extension TaskView {
  /// Of the predictions of the last evaluation, whatever score counts.
  func examples() throws(Refusal) -> ExampleAnalysis {
    let correct = try correctness()
    let shape = Finding { () throws(Refusal) in
      let grid = try grid.get()
      guard grid.rowCount > 1, grid.columnCount > 1 else {
        throw Refusal(
          "needs at least two WI and two DO seeds; the grid is \(grid.rowCount) x \(grid.columnCount)"
        )
      }
      return GridShape(wi: grid.rowCount, do: grid.columnCount)
    }
    // Right or wrong, as classes of every example.
    let agreement = PredictionAgreement(
      Predictions(
        labels: 2, gold: Array(repeating: 1, count: correct[0].count),
        trials: correct.map { $0.map { $0 ? 1 : 0 } }))
    let predictions = predictions(correct[0].count)
    return ExampleAnalysis(
      accuracy: ExampleSplit(correct: correct, shape),
      jackknife: predictions.flatMap { predictions in
        jackknifed(predictions).map { ExampleSplit(predictions, $0, shape) }
      },
      disagreement: agreement.disagreement,
      fleissKappa: predictions.flatMap { PredictionAgreement($0).kappa },
      cohenKappa: predictions.flatMap { CohenKappa($0).mean },
      flipCount: agreement.flipCount, neverRightCount: agreement.neverRightCount,
      alwaysRightCount: agreement.alwaysRightCount)
  }

  /// The task's metric where it is no mean over examples, and defined for these classes.
  private func jackknifed(_ predictions: Predictions) -> Metric? {
    let metric = task.metric.flatMap { Metric(rawValue: $0.name) }
    guard let metric, metric != .accuracy, metric.accepts(labelCount: predictions.labelCount)
    else { return nil }
    return metric
  }

  /// The classes that trials give; nil where they or the right ones are not at hand.
  private func predictions(_ examples: Int) -> Predictions? {
    let rows = scored.compactMap(\.predictions)
    guard let gold = task.gold, rows.count == scored.count, gold.classes.count == examples,
      rows.allSatisfy({ row in
        row.count == examples && row.allSatisfy { $0 < gold.labelCount }
      })
    else { return nil }
    return Predictions(labels: gold.labelCount, gold: gold.classes, trials: rows)
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
