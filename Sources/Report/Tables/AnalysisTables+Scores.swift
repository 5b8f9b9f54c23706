import Statistics

extension AnalysisTables {
  /// Means and the standard deviations of the paper's Table 3.
  func scores(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Scores",
      meaning: "Mean and standard deviation (SD, dividing by the count) of the \(scoreName) over "
        + "all trials; 'SD given WI' is the mean over WI seeds of the SD over DO seeds, and the "
        + "other way round.",
      columns: [
        .words("task"), "trials", "mean", "SD", "SD given WI", "SD given DO", "best", "wi:do",
      ],
      rows: tasks.map { task in
        let format = task.format
        return [
          name(task), NumberText.count(task.scoredCount), format.text(task.mean),
          format.text(task.overallSD), format.text(task.sdGiven.wi.value),
          format.text(task.sdGiven.do.value), format.text(task.best.value),
          task.best.cell.description,
        ]
      },
      notes: notes(tasks, \.sdGiven) + tasks.flatMap(incomplete))
  }

  /// Which trials have no final score.
  private func incomplete(_ task: TaskAnalysis) -> [String] {
    var notes = task.unfinished.map { cells, words in
      "\(name(task)): \(words): \(self.cells(cells)). No final score."
    }
    if task.missing.count > 0, task.sdGiven.wi.refusal == nil {
      notes.append("\(name(task)): cells without a trial: \(task.missing).")
    }
    return notes
  }

  /// The first cells, and how many more.
  private func cells(_ cells: [Cell]) -> String {
    cells.prefix(20).map(\.description).joined(separator: ", ")
      + (cells.count > 20 ? " and \(cells.count - 20) more" : "")
  }

  /// Expected best scores for each n in `counts`, or at a few n.
  func bestOfN(_ tasks: [TaskAnalysis], at counts: [Int]? = nil) -> ReportTable {
    ReportTable(
      "Best of n trials",
      meaning: "Expected best score of n trials: U draws trials without replacement (unbiased for "
        + "independent trials), V with replacement (as the paper; biased low), 'distinct' n trials "
        + "with n different WI and n different DO seeds. The band covers the expectation for all n "
        + "at once with \(confidence) confidence over fresh independent trials. "
        + "'Next' is the expected gain of one more trial.",
      columns: [.words("task"), "n", "V", "U", "distinct", "band from", "to", "next"],
      rows: tasks.flatMap { task in
        bestOfNRows(task, at: counts ?? Thinning.oneTwoFive(upTo: task.best.points.count))
      },
      notes: notes(tasks, \.best.distinct.refusal)
        + grouped(tasks.map { (name($0), bandNote($0.best)) })
        + grouped(
          tasks.compactMap { task in
            task.best.distinct.value.flatMap(drawnNote).map { (name(task), $0) }
          }))
  }

  /// Which scores the band takes for possible, and why.
  private func bandNote(_ best: BestOfNAnalysis) -> String {
    guard let support = best.support else { return "no band: \(best.supportSource)." }
    let ends = [support.lowerBound, support.upperBound].map { NumberText.significant($0, 1) }
    return
      "the band takes scores from \(ends[0]) to \(ends[1]) for possible (\(best.supportSource))."
  }

  /// How 'distinct' was drawn; nil where it was counted.
  private func drawnNote(_ distinct: DistinctSeedsEstimate) -> String? {
    guard !distinct.isExact else { return nil }
    return "'distinct' is the mean over \(NumberText.count(distinct.drawCount ?? 0)) random sets "
      + "(seed \(distinct.seed ?? 0)), with a standard error of drawing of at most "
      + "\(NumberText.significant(distinct.standardErrors.max() ?? 0, 2))."
  }

  private func bestOfNRows(_ task: TaskAnalysis, at counts: [Int]) -> [[String]] {
    let format = task.format
    let distinct = task.best.distinct.value?.values ?? []
    return counts.map { n in
      let point = task.best.points[n - 1]
      return [
        name(task), String(n), format.text(point.v), format.text(point.u),
        format.text(distinct.indices.contains(n - 1) ? distinct[n - 1] : nil),
        format.text(point.band?.lower), format.text(point.band?.upper),
        point.nextGain.map { NumberText.significant($0, 2) } ?? NumberText.none,
      ]
    }
  }

  /// Degenerate runs of each task.
  func degenerate(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = tasks.compactMap { task in task.degenerate.value.map { (task, $0) } }
    return ReportTable(
      "Degenerate runs",
      meaning:
        "Trials that end at or below the threshold, the majority baseline unless another was "
        + "given. The standard error (SE) resamples WI and DO seeds together; p asks whether the rate "
        + "depends on the seed, by permuting within the seeds of the other kind. Mean and SD of the "
        + "other runs; trials that were not finite are counted apart.",
      columns: [
        .words("task"), "at most", "runs", "rate", "SE", "p WI", "p DO", "mean", "SD", "nonfinite",
      ],
      rows: known.map { task, runs in
        [
          name(task), task.format.text(runs.threshold), NumberText.count(runs.cells.count),
          NumberText.percent(runs.rate),
          runs.standardError.map(NumberText.percent) ?? NumberText.none,
          runs.tests.wi.value?.text ?? NumberText.none,
          runs.tests.do.value?.text ?? NumberText.none, task.format.text(runs.meanWithout),
          task.format.text(runs.sdWithout), NumberText.count(runs.nonfiniteCount),
        ]
      },
      notes: notes(tasks, \.degenerate.refusal)
        + notes(tasks, \.degenerate.value?.tests)
        + grouped(
          known.map { task, runs in
            (name(task), "threshold: \(runs.thresholdSource); compared with the \(runs.basis).")
          }))
  }
}
