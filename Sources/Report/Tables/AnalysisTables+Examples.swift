import Statistics
import Text

extension AnalysisTables {
  /// What of the spread a larger development set takes away, for each task that keeps its predictions.
  func examples(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = known(tasks)
    let isNamed = known.contains { $0.1.jackknife != nil }
    var columns: [ReportTable.Column] = [.words("task"), .words("source")]
    if isNamed { columns.append(.words("score")) }
    return ReportTable(
      "Seeds against examples",
      meaning: "Variance between fresh trials of accuracy at the last evaluation, whatever score "
        + "counts elsewhere, split by what it goes with. Sources with 'example' shrink as the "
        + "development set grows; WI, DO and WI x DO stay. 'example' alone moves all trials alike: it is "
        + "no part of their spread, but of what their mean is off by on other examples. By the method of moments, unbiased: a "
        + "negative variance means that the source is too small to be told from 0, and has no share."
        + (isNamed ? " " + Self.jackknifeWords : ""),
      columns: columns + ["variance", "share", .words("more examples")],
      rows: known.flatMap { task, found in
        found.splits.flatMap { exampleRows(task, $0, isNamed: isNamed) }
      },
      notes: grouped(
        known.compactMap { task, found in
          found.accuracy.crossed.refusal.map {
            (name(task), "trials taken as one sample: \($0.reason).")
          }
        }) + known.map { task, found in agreement(task, found) })
  }

  private static let jackknifeWords =
    "F1 and Matthews' correlation are no means over examples: by jackknife, what a score loses "
    + "without an example stands for that example."

  /// What more trials and more examples buy.
  func expectedErrors(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = known(tasks)
    let isNamed = known.contains { $0.1.jackknife != nil }
    var columns: [ReportTable.Column] = [.words("task")]
    if isNamed { columns.append(.words("score")) }
    return ReportTable(
      "What more seeds and more examples buy",
      meaning:
        "Standard error to expect of the mean accuracy of so many trials, each with a WI and "
        + "a DO seed of its own, on so many fresh examples: about the accuracy over all seeds and "
        + "all examples of this kind. Negative variances count as 0."
        + (isNamed ? " The same for the other score, by jackknife over examples." : ""),
      columns: columns + ["examples", "trials", "standard error"],
      rows: known.flatMap { task, found in
        found.splits.flatMap { expectedRows(task, $0, isNamed: isNamed) }
      })
  }

  private func expectedRows(
    _ task: TaskAnalysis, _ split: ExampleSplit, isNamed: Bool
  ) -> [[String]] {
    split.exampleCounts.enumerated().flatMap { column, examples in
      split.trialCounts.enumerated().map { row, trials in
        [name(task)] + (isNamed ? [split.value.label] : []) + [
          examples.grouped, trials.grouped,
          NumberText.fixed(split.standardErrors[row][column], 4),
        ]
      }
    }
  }

  private func known(_ tasks: [TaskAnalysis]) -> [(TaskAnalysis, ExampleAnalysis)] {
    tasks.compactMap { task in task.examples.value.map { (task, $0) } }
  }

  private func exampleRows(
    _ task: TaskAnalysis, _ split: ExampleSplit, isNamed: Bool
  ) -> [[String]] {
    func row(_ source: String, _ value: Double, _ share: Double?, _ effect: String) -> [String] {
      [name(task), source] + (isNamed ? [split.value.label] : []) + [
        NumberText.significant(value), share.map(NumberText.percent) ?? NumberText.none, effect,
      ]
    }
    let (stays, goes) = ("leave it", "take it away")
    let share = split.spread.shareThatGoes
    var rows: [[String]] = []
    if let crossed = split.crossed.value, let shares = crossed.shares {
      let known = Dictionary(uniqueKeysWithValues: shares.map { ($0.term, $0.share) })
      rows = CrossedTerm.allCases.map { term in
        row(
          term.label, crossed.contribution(term, examples: crossed.exampleCount), known[term],
          term.hasExample ? goes : stays)
      }
    }
    return rows + [
      row("all that stays", split.spread.stays, share.map { 1 - $0 }, stays),
      row("all that goes", split.spread.goes, share, goes),
    ]
  }

  private func agreement(_ task: TaskAnalysis, _ found: ExampleAnalysis) -> String {
    let examples = found.exampleCount.counted("example")
    return
      "\(name(task)): of \(examples), \(found.alwaysRightCount.grouped) are right in "
      + "every trial, \(found.neverRightCount.grouped) in none, and "
      + "\(found.flipCount.grouped) flip with the seeds; two trials differ on "
      + "\(NumberText.percent(found.disagreement)) of them." + kappas(found)
  }
}

extension AnalysisTables {
  /// Agreement beyond chance; empty where classes are not known.
  private func kappas(_ found: ExampleAnalysis) -> String {
    guard let cohen = found.cohenKappa, let fleiss = found.fleissKappa else { return "" }
    return
      " Agreement on classes beyond what their frequencies give, 1 being complete: Cohen's kappa "
      + "\(NumberText.fixed(cohen, 3)) on average over pairs of trials, Fleiss' "
      + "\(NumberText.fixed(fleiss, 3)) over all."
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
