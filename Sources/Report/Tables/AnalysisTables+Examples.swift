import Statistics
import Text

extension AnalysisTables {
  /// What of the spread a larger development set takes away, for each task that keeps its predictions.
  func examples(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = known(tasks)
    return ReportTable(
      "Seeds against examples",
      meaning: "Variance between fresh trials of accuracy at the last evaluation, whatever score "
        + "counts elsewhere, split by what it goes with. Sources with 'example' shrink as the "
        + "development set grows; WI, DO and WI x DO stay. By the method of moments, unbiased: a "
        + "negative variance means that the source is too small to be told from 0, and has no share.",
      columns: [.words("task"), .words("source"), "variance", "share", .words("more examples")],
      rows: known.flatMap { task, found in exampleRows(task, found) },
      notes: grouped(
        known.compactMap { task, found in
          found.crossed.refusal.map {
            (name(task), "trials taken as one sample: \($0.reason).")
          }
        }) + known.map { task, found in agreement(task, found) })
  }

  /// What more trials and more examples buy.
  func expectedErrors(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "What more seeds and more examples buy",
      meaning:
        "Standard error to expect of the mean accuracy of so many trials, each with a WI and "
        + "a DO seed of its own, on so many fresh examples: about the accuracy over all seeds and "
        + "all examples of this kind. Negative variances count as 0.",
      columns: [.words("task"), "examples", "trials", "standard error"],
      rows: known(tasks).flatMap { task, found in
        found.exampleCounts.enumerated().flatMap { column, examples in
          found.trialCounts.enumerated().map { row, trials in
            [
              name(task), examples.grouped, trials.grouped,
              NumberText.fixed(found.standardErrors[row][column], 4),
            ]
          }
        }
      })
  }

  private func known(_ tasks: [TaskAnalysis]) -> [(TaskAnalysis, ExampleAnalysis)] {
    tasks.compactMap { task in task.examples.value.map { (task, $0) } }
  }

  private func exampleRows(_ task: TaskAnalysis, _ found: ExampleAnalysis) -> [[String]] {
    func row(_ source: String, _ value: Double, _ share: Double?, _ effect: String) -> [String] {
      [
        name(task), source, NumberText.significant(value),
        share.map(NumberText.percent) ?? NumberText.none, effect,
      ]
    }
    let (stays, goes) = ("leave it", "take it away")
    let share = found.spread.shareThatGoes
    var rows: [[String]] = []
    if let crossed = found.crossed.value {
      rows = (crossed.shares ?? []).map { term, share in
        row(
          term.label, crossed.contribution(term, examples: crossed.exampleCount), share,
          term.hasExample ? goes : stays)
      }
    }
    return rows + [
      row("all that stays", found.spread.stays, share.map { 1 - $0 }, stays),
      row("all that goes", found.spread.goes, share, goes),
    ]
  }

  private func agreement(_ task: TaskAnalysis, _ found: ExampleAnalysis) -> String {
    let examples = found.trials.exampleCount.counted("example")
    return
      "\(name(task)): of \(examples), \(found.alwaysRightCount.grouped) are right in "
      + "every trial, \(found.neverRightCount.grouped) in none, and "
      + "\(found.flipCount.grouped) flip with the seeds; two trials differ on "
      + "\(NumberText.percent(found.disagreement)) of them."
  }
}

extension CrossedTerm {
  /// As people write it.
  var label: String {
    switch self {
    case .wi: "WI"
    case .do: "DO"
    case .wiDo: "WI x DO"
    case .example: "example"
    case .wiExample: "WI x example"
    case .doExample: "DO x example"
    case .wiDoExample: "WI x DO x example"
    }
  }
}
