import Statistics
import Text

extension AnalysisTables {
  /// Means, and for a grid the standard deviations of the paper's Table 3.
  func scores(_ tasks: [TaskAnalysis]) -> ReportTable {
    tasks.allSatisfy(\.isSample) ? samples(tasks) : grids(tasks)
  }

  /// Of independent runs: what their mean and spread are known by.
  private func samples(_ tasks: [TaskAnalysis]) -> ReportTable {
    ReportTable(
      "Scores",
      meaning: "Mean and standard deviation (SD, dividing by the count less 1, as pandas and R do) "
        + "of the \(scoreName), each with its \(confidence) interval over fresh seeds: by Student's t, "
        + "and for the SD by chi-squared, for normal scores.",
      columns: [
        .words("task"), "trials", "mean", "from", "to", "SD", "from", "to", "best",
        tasks.allSatisfy(\.hasOneSeed) ? "seed" : "wi:do",
      ],
      rows: tasks.map { task in
        let format = task.format
        return [
          name(task), task.scoredCount.grouped, format.text(task.mean),
          format.text(task.meanEstimate.value?.interval.lower),
          format.text(task.meanEstimate.value?.interval.upper),
          format.text(task.spreadEstimate.sd), format.text(task.spreadEstimate.interval?.lower),
          format.text(task.spreadEstimate.interval?.upper), format.text(task.best.value),
          task.place(task.best.cell),
        ]
      }, notes: tasks.flatMap(incomplete))
  }

  private func grids(_ tasks: [TaskAnalysis]) -> ReportTable {
    let hasGiven = tasks.contains { $0.sdGiven.wi.value != nil || $0.sdGiven.do.value != nil }
    var columns: [ReportTable.Column] = [.words("task"), "trials", "mean", "from", "to", "SD"]
    if hasGiven { columns += ["SD given WI", "SD given DO"] }
    var meaning =
      "Mean of the \(scoreName) with its \(confidence) interval over fresh seeds, and "
      + "standard deviation (SD, dividing by the count) over all trials"
    meaning +=
      hasGiven
      ? "; 'SD given WI' is the mean over WI seeds of the SD over DO seeds, and the other way "
        + "round." : "."
    return ReportTable(
      "Scores", meaning: meaning, columns: columns + ["best", "wi:do"],
      rows: tasks.map { task in
        let format = task.format
        var row = [
          name(task), task.scoredCount.grouped, format.text(task.mean),
          format.text(task.meanEstimate.value?.interval.lower),
          format.text(task.meanEstimate.value?.interval.upper), format.text(task.overallSD),
        ]
        if hasGiven {
          row += [format.text(task.sdGiven.wi.value), format.text(task.sdGiven.do.value)]
        }
        return row + [format.text(task.best.value), task.place(task.best.cell)]
      }, notes: tasks.flatMap(incomplete) + grouped(tasks.compactMap(intervalNote)))
  }

  /// What holds of the mean whenever one stops adding runs.
  func anytime(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = tasks.compactMap { task in
      task.meanEstimate.value.flatMap { found in
        found.atAnyTime.map { (task: task, found: found, bets: $0) }
      }
    }
    return ReportTable(
      "Adding seeds until it holds",
      meaning: "The mean of runs, in the order of their seeds. Its interval 'at any time' holds at "
        + "every number of runs at once, \(confidence) sure: one may look after each, and stop when one "
        + "likes. The other one, Student's, holds at a number of runs that was fixed before looking.",
      columns: [.words("task"), "runs", "mean", "at any time from", "to", "fixed from", "to"],
      rows: known.map { task, found, bets in
        [
          name(task), task.scoredCount.grouped, task.format.text(found.mean),
          task.format.text(bets.interval.lower), task.format.text(bets.interval.upper),
          task.format.text(found.interval.lower), task.format.text(found.interval.upper),
        ]
      },
      notes: grouped(
        known.map { task, _, bets in
          let ends = [bets.support.lowerBound, bets.support.upperBound]
            .map { NumberText.significant($0) }
          return (
            name(task),
            "scores from \(ends[0]) to \(ends[1]) are taken for possible (\(bets.supportSource))."
          )
        }))
  }

  /// What the interval of the mean lets vary, where that is not all.
  private func intervalNote(_ task: TaskAnalysis) -> (name: String, text: String)? {
    guard let found = task.meanEstimate.value else { return nil }
    let text: String? =
      switch found.seeds {
      case .orderOnly: "one WI seed was tried: the interval lets DO seeds vary, and this one stay."
      case .initialOnly:
        "one DO seed was tried: the interval lets WI seeds vary, and this one stay."
      case .runs: nil
      case .grid:
        task.variance.value?.unbalanced == nil
          ? nil
          : "the interval is of \(task.format.text(found.mean)), the mean that allows for shared seeds."
      }
    return text.map { (name(task), $0) }
  }

  /// The same in short, for trials of each kind: how many, and which.
  func lost(_ task: TaskAnalysis) -> [(name: String, words: String)] {
    let found = task.unfinished.map { cells, words in
      (
        "\(cells.count) lost",
        "\(words): \(list(cells, task))" + (task.diverged.flatMap(brief(task)) ?? "")
      )
    }
    guard task.missing.count > 0 else { return found }
    return found + [
      ("missing", "\(task.missing.count.counted("cell")) without a trial: \(task.missing)")
    ]
  }

  private func brief(_ task: TaskAnalysis) -> (DivergedEffect) -> String? {
    { effect in
      guard let score = effect.score, let mean = effect.meanWith else { return nil }
      let format = task.format
      return effect.treatment == .degenerate
        ? "; counts with \(format.text(score)); without, the mean is \(format.text(effect.meanWithout))"
        : "; left out; counted as degenerate, with \(format.text(score)), the mean is \(format.text(mean))"
    }
  }

  /// Which trials have no final score, and which cells no trial.
  private func incomplete(_ task: TaskAnalysis) -> [String] {
    var notes = task.unfinished.map { cells, words in
      "\(name(task)): \(words): \(list(cells, task))."
    }
    if let effect = task.diverged.flatMap({ words($0, task) }) {
      notes.append("\(name(task)): \(effect)")
    }
    if task.missing.count > 0 {
      notes.append(
        "\(name(task)): \(task.missing.count.counted("cell")) without a trial: "
          + "\(task.missing).")
    }
    return notes
  }

  /// What trials that were not finite do to the numbers; nil where no score is known that they could count with.
  private func words(_ effect: DivergedEffect, _ task: TaskAnalysis) -> String? {
    let format = task.format
    guard let score = effect.score, let mean = effect.meanWith, let sd = effect.sdWith else {
      return nil
    }
    let with = "mean \(format.text(mean)), SD \(format.text(sd))"
    let without = "mean \(format.text(effect.meanWithout)), SD \(format.text(effect.sdWithout))"
    return effect.treatment == .degenerate
      ? "counted with \(format.text(score)) each, as degenerate: \(with); without them \(without)."
      : "left out of every score: \(without); counted as degenerate, with \(format.text(score)) each, "
        + "\(with) (--diverged degenerate)."
  }

  /// The first cells, and how many more.
  private func list(_ cells: [Cell], _ task: TaskAnalysis) -> String {
    cells.prefix(20).map(task.place).joined(separator: ", ")
      + (cells.count > 20 ? " and \(cells.count - 20) more" : "")
  }

  /// Degenerate runs of each task.
  func degenerate(_ tasks: [TaskAnalysis]) -> ReportTable {
    let known = tasks.compactMap { task in task.degenerate.value.map { (task, $0) } }
    let hasGrid = known.contains { !$0.0.isSample }
    let isLower = result.options.direction == .lower
    var columns: [ReportTable.Column] = [
      .words("task"), .numbers(isLower ? "at least" : "at most"), "runs", "rate", "from", "to",
    ]
    if hasGrid { columns += ["SE", "p WI", "p DO"] }
    columns += ["mean", "SD", "nonfinite"]
    let limit = isLower ? "at or above the threshold" : "at or below the threshold"
    var meaning =
      "Trials that end \(limit), and the exact \(confidence) interval of their rate, trials taken as "
      + "independent. "
    if hasGrid {
      meaning +=
        "The standard error (SE) resamples WI and DO seeds together; p asks whether the rate "
        + "depends on the seed, by permuting within the seeds of the other kind. "
    }
    meaning += "Mean and SD are of the other runs; what was not finite is counted apart."
    return ReportTable(
      "Degenerate runs", meaning: meaning, columns: columns,
      rows: known.map { task, runs in
        var row = [
          name(task), task.format.text(runs.threshold), runs.cells.count.grouped,
          NumberText.percent(runs.rate), NumberText.percent(runs.interval.lower),
          NumberText.percent(runs.interval.upper),
        ]
        if hasGrid {
          row += [
            runs.standardError.map(NumberText.percent) ?? NumberText.none,
            runs.tests.wi.value?.text ?? NumberText.none,
            runs.tests.do.value?.text ?? NumberText.none,
          ]
        }
        return row + [
          task.format.text(runs.meanWithout), task.format.text(runs.sdWithout),
          runs.nonfiniteCount.grouped,
        ]
      },
      notes: grouped(
        known.map { task, runs in
          (name(task), "threshold: \(runs.thresholdSource); compared with the \(runs.basis).")
        })
        + grouped(
          known.compactMap { task, runs in
            leastWords({ runs.tests[$0].value }).map {
              (name(task), "so many degenerate runs reach no p below \($0).")
            }
          }, isNamed: tasks.count > 1))
  }
}
