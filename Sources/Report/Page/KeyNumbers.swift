import Statistics
import Text

/// The numbers of a task that are read first, each with a sentence on what it means.
struct KeyNumbers {
  let task: TaskAnalysis
  /// The confidence of intervals, as a percentage.
  let confidence: String
  /// The trials are known to have all but their seeds in common.
  var differsInSeedsOnly = false

  struct Item: Equatable {
    let value: String
    let label: String
    let meaning: String
  }

  /// Those that the task has.
  var items: [Item] {
    [mean, spread, pair, effect(.wi), effect(.do), degenerate, best, earlyStopping]
      .compactMap(\.self)
  }

  /// Tiles side by side.
  var html: String {
    let tiles = items.map { item in
      "<li class=\"card\"><span class=\"label\">\(Escaping.html(item.label))</span>"
        + "<strong>\(Escaping.html(item.value))</strong>"
        + "<span class=\"meaning\">\(Escaping.html(item.meaning))</span></li>\n"
    }
    return "<ul class=\"keys\">\n\(tiles.joined())</ul>\n"
  }

  private var format: ScoreFormat { task.format }

  private var mean: Item {
    let interval = task.meanEstimate.value.map {
      "\(confidence) sure, over fresh seeds it is \(format.text($0.interval.lower)) to "
        + "\(format.text($0.interval.upper))."
    }
    return Item(
      value: format.text(task.meanEstimate.value?.mean ?? task.mean),
      label: "Mean \(task.scoreLabel ?? "score") of \(task.scoredCount.counted("trial"))",
      meaning: interval ?? "These trials allow no interval for fresh seeds.")
  }

  private var best: Item? {
    let points = task.best.points
    let few = points.count > 10 ? points[9] : nil
    return Item(
      value: format.text(task.best.value),
      label: "Best of all trials",
      meaning:
        "The luckiest, at \(task.words(task.best.cell)). One trial is worth \(format.text(points[0].u)) on "
        + "average" + (few.map { ", the best of ten \(format.text($0.u))." } ?? "."))
  }

  private var spread: Item? {
    guard task.scoredCount > 1 else { return nil }
    return Item(
      value: format.text(task.overallSD), label: "Standard deviation",
      meaning: "How far trials lie from their mean, \(format.text(task.mean))"
        + (differsInSeedsOnly ? ", though they differ in nothing but their seeds." : ".")
        + " It divides by the count; by the count less 1, as pandas and R do, it is "
        + "\(format.text(task.spreadEstimate.sd)).")
  }

  private var pair: Item? {
    guard let variance = task.variance.value, let shares = variance.shares else { return nil }
    return Item(
      value: NumberText.percent((variance.interaction ?? variance.reml.residual) / variance.total),
      label: "Variance of the pair",
      meaning: "What WI and DO decide only together"
        + (variance.interaction == nil ? ", and noise where runs do not repeat" : "")
        + ". WI alone: "
        + "\(NumberText.percent(shares.wi)), DO alone: \(NumberText.percent(shares.do)).")
  }

  private func effect(_ factor: Factor) -> Item? {
    task.tests[factor].value.map { test in
      Item(
        value: test.permutation.text, label: "p of \(factor.label)",
        meaning: "How often the means of \(factor.label) seeds would differ so much if this seed "
          + "did not matter.")
    }
  }

  private var degenerate: Item? {
    guard let runs = task.degenerate.value else { return nil }
    return Item(
      value: NumberText.percent(runs.rate), label: "Degenerate runs",
      meaning: "\(runs.cells.count.grouped) of \(task.scoredCount.grouped) end "
        + "\(task.beyond) \(format.text(runs.threshold))"
        + (runs.thresholdSource.hasPrefix("majority") ? ", the majority baseline" : "")
        + "; the exact interval of independent trials is \(NumberText.percent(runs.interval.lower)) "
        + "to \(NumberText.percent(runs.interval.upper)).")
  }

  private var earlyStopping: Item? {
    guard let budgets = task.earlyStopping.value?.budgets,
      let shown = budgets.last(where: { (2...10).contains($0.budget) && $0.crossFit != nil }),
      let fit = shown.crossFit
    else { return nil }
    return Item(
      value: format.signed(fit.gain), label: "Fair gain of early stopping",
      meaning: "For the price of \(shown.budget.counted("full trial")): the setting is "
        + "chosen on half of the seeds and scored on the other half.")
  }
}
