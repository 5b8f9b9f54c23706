import Statistics
import Text

extension AnalysisTables {
  /// Expected best scores for each n in `counts`, or at a few n.
  func bestOfN(_ tasks: [TaskAnalysis], at counts: [Int]? = nil) -> ReportTable {
    let hasDistinct = tasks.contains { $0.best.distinct.value != nil }
    let hasBand = tasks.contains { $0.best.support != nil }
    var columns: [ReportTable.Column] = [.words("task"), "n", "V", "U"]
    if hasDistinct { columns.append("distinct") }
    if hasBand { columns += ["band from", "to"] }
    let bias = result.options.direction == .higher ? "low" : "high"
    var meaning =
      "Expected best score of n trials, drawn without replacement (U, unbiased for independent "
      + "trials) and with it (V, as the paper; biased \(bias))"
    if hasDistinct {
      meaning += "; 'distinct' is for n trials with n different WI and n different DO seeds"
    }
    meaning += ". "
    if hasBand {
      meaning +=
        "The band holds for all n at once, \(confidence) sure, over fresh independent trials. "
    }
    meaning += "'Next' is the expected gain of one more trial."
    return ReportTable(
      "Best of n trials", meaning: meaning, columns: columns + ["next"],
      rows: tasks.flatMap { task in
        let counts = counts ?? Thinning.oneTwoFive(upTo: task.best.points.count)
        return counts.map { bestOfNRow(task, $0, hasDistinct: hasDistinct, hasBand: hasBand) }
      },
      notes: grouped(tasks.map { (name($0), bandNote($0)) })
        + grouped(
          tasks.compactMap { task in
            task.best.distinct.value.flatMap(drawnNote).map { (name(task), $0) }
          }))
  }

  private func bestOfNRow(
    _ task: TaskAnalysis, _ n: Int, hasDistinct: Bool, hasBand: Bool
  ) -> [String] {
    let format = task.format
    let distinct = task.best.distinct.value?.values ?? []
    let point = task.best.points[n - 1]
    var row = [name(task), String(n), format.text(point.v), format.text(point.u)]
    if hasDistinct {
      row.append(format.text(distinct.indices.contains(n - 1) ? distinct[n - 1] : nil))
    }
    if hasBand { row += [format.text(point.band?.lower), format.text(point.band?.upper)] }
    row.append(point.nextGain.map { NumberText.significant($0, 2) } ?? NumberText.none)
    return row
  }

  /// Which scores the band takes for possible, and what it does not know of shared seeds.
  private func bandNote(_ task: TaskAnalysis) -> String {
    guard let support = task.best.support else {
      return "there is no band: \(task.best.supportSource)."
    }
    let ends = [support.lowerBound, support.upperBound].map { NumberText.significant($0, 1) }
    let dependence = dependence(task)
    return
      "the band takes scores from \(ends[0]) to \(ends[1]) for possible (\(task.best.supportSource))"
      + (dependence.isEmpty ? "." : ". " + dependence)
  }

  /// What shared seeds do to the band; empty for independent runs.
  func dependence(_ task: TaskAnalysis) -> String {
    if task.isSample { return "" }
    for factor in Factor.allCases where task.seeds[factor].count == 1 {
      return
        "It is for the one \(factor.label) seed that was tried, and says nothing of others."
    }
    return
      "It takes trials as independent, and those of a grid share seeds: it held in 95, 78 and 60% of "
      + "simulated 25 x 25 grids where WI and DO had 15, 40 and 70% of the variance."
  }

  /// How 'distinct' was drawn; nil where it was counted.
  private func drawnNote(_ distinct: DistinctSeedsEstimate) -> String? {
    guard !distinct.isExact else { return nil }
    return "'distinct' is the mean over \((distinct.drawCount ?? 0).grouped) random sets "
      + "(seed \(distinct.seed ?? 0)), with a standard error of drawing of at most "
      + "\(NumberText.significant(distinct.standardErrors.max() ?? 0, 2))."
  }
}
