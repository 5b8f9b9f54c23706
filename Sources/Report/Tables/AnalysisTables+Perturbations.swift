import Statistics
import Text

extension AnalysisTables {
  /// How far scores spread by a change in the last place alone, beside what the seeds do.
  func perturbations(_ found: [PerturbationAnalysis]) -> ReportTable {
    let known = found.compactMap { one in one.spread.value.map { (one, $0) } }
    return ReportTable(
      "What one unit in the last place does",
      meaning:
        "One weight was changed by a few units in the last place before one update ('ULP at 100': before update "
        + "100), and nothing else. 'SD' is the spread of the \(scoreName) of such trials of one cell, pooled over cells, with its \(confidence) "
        + "interval (chi-squared); 'share' is its variance as a part of that between plain trials. It is the floor: "
        + "that a seed scores better by less than this says nothing of the seed.",
      columns: [
        .words("task"), .words("source"), "trials", "SD", "from", "to", "range", "share",
      ],
      rows: known.flatMap { one, spread in rows(one, spread) },
      notes: grouped(
        found.compactMap { one in
          one.spread.refusal.map { (names[one.task], "\(place(one)): \($0.description).") }
        }
          + found.filter { $0.comparedCount > 0 }.map { one in
            (
              names[one.task],
              "\(place(one)): \(one.sameScoreCount) of \(one.comparedCount.counted("trial")) end with the score of "
                + "the plain one."
            )
          }
          + found.filter { $0.lostCount > 0 }.map { one in
            (
              names[one.task],
              "\(place(one)): \(one.lostCount.counted("trial")) without a final score."
            )
          }))
  }

  /// `ULP at 100`, and of what where changes differ in that alone.
  func place(_ one: PerturbationAnalysis) -> String {
    let others = result.perturbations.filter { $0.task == one.task && $0.update == one.update }
    let what = others.count > 1 ? " of \(one.parameter) \(one.element)" : ""
    return "ULP at \(one.update.grouped)\(what)"
  }

  private func rows(_ one: PerturbationAnalysis, _ spread: PerturbationSpread) -> [[String]] {
    let task = result.tasks.first { $0.task == one.task }
    let format = task?.format ?? ScoreFormat(magnitude: 1, spread: spread.sd)
    func row(
      _ source: String, _ count: String, _ sd: Double?, _ interval: Interval? = nil,
      range: Double? = nil, share: Double? = nil
    ) -> [String] {
      [
        names[one.task], source, count, format.text(sd), format.text(interval?.lower),
        format.text(interval?.upper), format.text(range),
        share.map(NumberText.percent) ?? NumberText.none,
      ]
    }
    let own = row(
      place(one), one.trialCount.grouped, spread.sd, spread.interval, range: spread.range,
      share: spread.shareOfSeeds)
    guard let task, !task.hasOneSeed, let all = task.spreadEstimate.sd else { return [own] }
    // Beside the first change of a task stands what its seeds do.
    guard result.perturbations.first(where: { $0.task == one.task })?.update == one.update else {
      return [own]
    }
    let sources = task.variance.value?.sources ?? []
    return [own]
      + sources.map { row($0.name, "", $0.value.squareRoot(), share: $0.share) }
      + [row("all seeds", task.scoredCount.grouped, all, share: 1)]
  }

  /// When perturbed trials part from their plain ones.
  func partings(_ found: [PerturbationAnalysis]) -> ReportTable {
    ReportTable(
      "When trajectories part",
      meaning:
        "Updates from the change to the first record by which a perturbed trial is seen to be another than its "
        + "plain one: a loss or a gradient norm with another bit, losses apart by so much of their size, an example "
        + "that an evaluation gives another class. Of the trials that part: the earliest, the middle and the latest.",
      columns: [
        .words("task"), .words("change"), .words("seen by"), "part", "of", "earliest", "middle",
        "latest",
      ],
      rows: found.flatMap { one in
        one.partings.map { parting in
          [
            names[one.task], place(one), parting.measure.words, parting.partedCount.grouped,
            parting.comparedCount.grouped,
          ]
            + [parting.least, parting.median, parting.greatest].map {
              $0.map(\.grouped) ?? NumberText.none
            }
        }
      })
  }
}

extension PartingMeasure {
  /// As tables say it.
  var words: String {
    switch self {
    case .bit: "a bit"
    case .lossBy1e6: "loss by 1e-6"
    case .lossBy1e3: "loss by 1e-3"
    case .prediction: "a prediction"
    }
  }
}
