import Statistics
import Text

/// The answers of an analysis, in as many lines as a screen has: each number with what it means, and what was not computed.
///
/// The tables have the rest.
struct AnalysisSummary {
  private let tables: AnalysisTables
  private let result: AnalysisResult

  init(_ result: AnalysisResult) {
    self.result = result
    tables = AnalysisTables(result)
  }

  func text(remarks: [String], width: Int) -> String {
    let tasks = result.tasks.map { task in
      SummaryLines.paragraphs([heading(task)], width: width) + lines(task).text(width: width)
        + SummaryLines.paragraphs(notComputed(task), width: width)
    }
    return SummaryLines.paragraphs(remarks, width: width) + tasks.joined(separator: "\n")
      + agreement.text(width: width)
      + SummaryLines.paragraphs(
        [
          "\(result.options.direction == .higher ? "Higher" : "Lower") is better; random steps use seed "
            + "\(result.options.seed). --details: every table, and what was left out why."
        ], width: width)
  }

  private func heading(_ task: TaskAnalysis) -> String {
    let count =
      task.scoredCount == task.trialCount
      ? task.trialCount.counted("trial")
      : "\(task.scoredCount.grouped) of \(task.trialCount.counted("trial"))"
    let seeds =
      task.isSample
      ? "with seeds of their own"
      : "of \(task.seeds.wi.count) WI x \(task.seeds.do.count) DO seeds"
    return "\(tables.name(task)): the \(tables.scoreName(task)) of \(count) \(seeds)"
  }

  private func lines(_ task: TaskAnalysis) -> SummaryLines {
    var lines = SummaryLines()
    addScores(task, &lines)
    addBest(task, &lines)
    addVariance(task, &lines)
    addPerturbations(task, &lines)
    addDegenerate(task, &lines)
    addExamples(task, &lines)
    addTraining(task, &lines)
    return lines
  }

  private func addScores(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    let (format, sure) = (task.format, tables.confidence)
    for (name, words) in tables.lost(task) { lines.add(name, "", words) }
    switch task.meanEstimate {
    case .success(let found):
      let seeds =
        switch found.seeds {
        case .runs, .grid: "fresh seeds"
        case .orderOnly: "fresh DO seeds and the one WI seed that was tried"
        case .initialOnly: "fresh WI seeds and the one DO seed that was tried"
        }
      let weighed = task.variance.value?.unbalanced == nil ? "" : "; allows for missing cells"
      lines.add(
        "mean", format.text(found.mean),
        "\(format.text(found.interval.lower)) to \(format.text(found.interval.upper)) over \(seeds), "
          + "\(sure) sure\(weighed)")
    case .failure(let refusal):
      lines.add("mean", format.text(task.mean), "of these trials; no interval: \(refusal.reason)")
    }
    guard task.isSample, let sd = task.spreadEstimate.sd else {
      lines.add("SD", format.text(task.overallSD), "of these trials, dividing by the count")
      return
    }
    let interval = task.spreadEstimate.interval.map {
      "\(format.text($0.lower)) to \(format.text($0.upper)) over fresh seeds, \(sure) sure; "
    }
    lines.add("SD", format.text(sd), (interval ?? "") + "divides by the count less 1")
  }

  private func addBest(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    let format = task.format
    let distinct = task.best.distinct.value?.values ?? []
    let last = task.best.points.count
    let counts = Thinning.oneTwoFive(upTo: last).filter { $0 > 1 && $0 < last }.prefix(3)
    let expected = counts.map { n in
      let value = distinct.indices.contains(n - 1) ? distinct[n - 1] : task.best.points[n - 1].u
      return "\(format.text(value)) for \(n)"
    }
    lines.add(
      "best", format.text(task.best.value),
      task.words(task.best.cell)
        + (expected.isEmpty
          ? "" : "; to expect of the best of n: " + expected.joined(separator: ", ")))
  }

  private func addVariance(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    guard let variance = task.variance.value else { return }
    for (place, source) in variance.sources.enumerated() {
      let share = source.share.map(NumberText.percent) ?? NumberText.none
      var words = place == 0 ? "of the variance" : "of it"
      if let interval = source.interval, interval.upper > 0 {
        words +=
          ", \(NumberText.significant(max(0, interval.lower), 2)) to "
          + NumberText.significant(interval.upper, 2)
          + (place == 0 ? " (squared scores, \(tables.confidence) sure)" : "")
      } else if source.interval != nil {
        words += ": seeds are closer than chance has them, and the interval lies below 0"
      }
      let factors: [Factor] = [.wi, .do]
      if factors.indices.contains(place) {
        switch task.tests[factors[place]] {
        case .success(let test):
          words +=
            "; p \(test.permutation.text) if it had no effect, by permutation; least possible "
            + NumberText.probability(test.permutation.leastP)
        case .failure: words += "; no test"
        }
      } else {
        words += source.name == "noise" ? ": runs of the same seeds" : ": only the pair decides"
      }
      lines.add(source.name, share, words)
    }
  }

  /// Most changes in the last place that have a line of their own.
  private static let perturbationLimit = 4

  private func addPerturbations(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    for one in result.perturbations.filter({ $0.task == task.task }).prefix(Self.perturbationLimit)
    {
      guard let spread = one.spread.value else { continue }
      let format = task.format
      let interval = spread.interval.map {
        ", \(format.text($0.lower)) to \(format.text($0.upper)), \(tables.confidence) sure"
      }
      lines.add(
        tables.place(one),
        spread.shareOfSeeds.map(NumberText.percent) ?? format.text(spread.sd),
        (spread.shareOfSeeds == nil ? "SD" : "of the variance, SD \(format.text(spread.sd))")
          + "\(interval ?? ""): what one weight does, changed by units in the last place before that update; "
          + "below it no seed has a meaning")
    }
  }

  private func addDegenerate(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    guard let runs = task.degenerate.value else { return }
    lines.add(
      "degenerate", "\(runs.cells.count) of \(task.scoredCount)",
      "\(task.beyond) \(task.format.text(runs.threshold)), \(runs.thresholdSource); "
        + "\(NumberText.percent(runs.interval.lower)) to \(NumberText.percent(runs.interval.upper)), "
        + "\(tables.confidence) sure")
  }

  private func addExamples(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    guard let found = task.examples.value else { return }
    for split in found.splits {
      guard let share = split.spread.shareThatGoes else { continue }
      lines.add(
        "examples", NumberText.percent(share),
        "of the variance of \(split.value.label) would go with more development examples")
    }
    lines.add(
      "flips", "\(found.flipCount)",
      "of \(found.exampleCount.counted("example")) that some trials get right and others wrong")
  }

  private func addTraining(_ task: TaskAnalysis, _ lines: inout SummaryLines) {
    if let points = task.correlation.value, points.count > 1 {
      let half = points[points.count / 2]
      if let spearman = half.spearman {
        lines.add(
          "half-way", NumberText.fixed(spearman, 3),
          "rank correlation of evaluation \(half.index + 1) of \(task.evaluationCount) with the last"
        )
      }
    }
    let budgets = task.earlyStopping.value?.budgets ?? []
    if let budget = budgets.last(where: { $0.budget <= 5 && $0.crossFit != nil }),
      let fit = budget.crossFit
    {
      lines.add(
        "stopping", task.format.signed(fit.gain),
        "what early stopping gains with the budget of \(budget.budget.counted("trial")), chosen and scored on "
          + "different seeds")
    }
  }

  /// Names of the methods that the trials do not allow; the tables say why.
  private func notComputed(_ task: TaskAnalysis) -> [String] {
    let names = tables.refusals(task).map { found in
      found.names.split(separator: ", ").map { $0.prefix(1).lowercased() + $0.dropFirst() }
        .joined(separator: ", ")
    }
    return names.isEmpty ? [] : ["  not computed: " + names.joined(separator: "; ")]
  }

  /// Whether seeds are good on every task.
  private var agreement: SummaryLines {
    var lines = SummaryLines()
    guard result.tasks.count > 1 else { return lines }
    for factor in Factor.allCases {
      guard let found = result.agreement[factor].value else { continue }
      lines.add(
        "\(tables.label(factor))s on all tasks", NumberText.fixed(found.concordance.w, 3),
        "Kendall's W: 0 if tasks rank seeds without agreement, 1 if alike; p "
          + found.permutation.text)
    }
    return lines
  }
}
