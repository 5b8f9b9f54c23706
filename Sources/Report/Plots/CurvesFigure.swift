import Statistics
import Text

extension TaskFigures {
  /// Most trials whose curves are elements of their own, which tell their seeds.
  static let separateCurveLimit = 2_500
  /// Most numbers that a page carries for spreadsheets.
  static let csvNumberLimit = 100_000

  /// Every trial's scores over training.
  var curves: Figure? {
    let steps = trials.steps
    guard steps.count > 1, let first = steps.first, let last = steps.last, first < last else {
      return nil
    }
    let degenerate = degenerateCells
    let drawn = trials.trials.filter { !$0.scores.isEmpty }
    var svg = SVGWriter()
    let ended = drawn.contains { $0.status != .completed }
    var entries: [(sample: LegendSample, words: String)] = [(.line("trial few"), "trial")]
    if !degenerate.isEmpty { entries.append((.line("degenerate"), "degenerate run")) }
    entries.append((.line("median"), "median"))
    if ended { entries.append((.crossed("paper"), "ended early")) }
    let top = svg.legend(entries)
    let x = AxisPlan(title: "step", domain: Double(first)...Double(last), wholeOnly: true)
    let y = AxisPlan(
      title: "\(tables.label(task)) on the development set",
      domain: Scale.padded(drawn.lazy.flatMap(\.scores), share: 0.03))
    let panel = Panel(&svg, x: x, y: y, top: top, height: 240)
    draw(drawn, degenerate, &svg, panel)
    let middle = medians
    svg.path(PathText(panel.points(middle.map { (Double($0.step), $0.quantiles[2]) })), "median")
    return Figure(
      name: "curves", title: "Validation curves, \(name)",
      meaning: "The score of every trial at each of its \(steps.count) evaluations. Dashed orange: "
        + "runs that ended \(task.beyond) the threshold for degenerate ones. Thick: the median of the "
        + "trials at that step.",
      description: "\(drawn.count.counted("curve")), \(degenerate.count) of them "
        + "degenerate. The median goes from \(format.text(middle.first?.quantiles[2])) to "
        + "\(format.text(middle.last?.quantiles[2])).",
      height: panel.bottom + 4, body: svg.text, tables: [quantileTable(middle)], csv: csv(drawn))
  }

  /// A few curves are drawn stronger than many, which would run together.
  private func style(_ drawn: [Trial]) -> String {
    drawn.count <= 30 ? "trial few" : drawn.count <= 150 ? "trial" : "trial many"
  }

  private func draw(
    _ drawn: [Trial], _ degenerate: Set<Cell>, _ svg: inout SVGWriter, _ panel: Panel
  ) {
    let isSeparate = drawn.count <= Self.separateCurveLimit
    // Degenerate runs last, so that they are seen.
    for wanted in [false, true] {
      for trial in drawn where degenerate.contains(trial.cell) == wanted {
        let path = PathText(points(trial, panel))
        let style = wanted ? "degenerate" : style(drawn)
        let score = format.text(trial.scores[trial.scores.count - 1])
        let title = "\(task.words(trial.cell)): ends at \(score)"
        svg.path(path, style, title: isSeparate ? title : nil)
        if trial.status != .completed, let end = points(trial, panel).last {
          svg.path(.cross(end.x, end.y, 3), "cross")
        }
      }
    }
  }

  /// The points of a curve; where there are more evaluations than a screen has columns, the lowest and the highest of
  /// each column.
  private func points(_ trial: Trial, _ panel: Panel) -> [(x: Double, y: Double)] {
    let pairs = zip(trials.steps, trial.scores).map { (Double($0), $1) }
    let columns = Int(panel.x.end - panel.x.start)
    guard pairs.count > 2 * columns else { return panel.points(pairs) }
    var kept: [(Double, Double)] = []
    let size = (pairs.count + columns - 1) / columns
    for start in stride(from: 0, to: pairs.count, by: size) {
      let column = pairs[start..<min(start + size, pairs.count)]
      let low = column.min { $0.1 < $1.1 }!
      let high = column.max { $0.1 < $1.1 }!
      kept += low.0 <= high.0 ? [low, high] : [high, low]
    }
    return panel.points(kept)
  }

  /// Lowest, 10%, median, 90% and highest score at each step, over the trials that got there.
  private var medians: [(step: Int, quantiles: [Double], count: Int)] {
    trials.steps.enumerated().compactMap { index, step in
      let scores = trials.trials.compactMap { trial in
        trial.scores.indices.contains(index) ? trial.scores[index] : nil
      }.sorted()
      guard !scores.isEmpty else { return nil }
      return (step, [0, 0.1, 0.5, 0.9, 1].map { Self.quantile(scores, $0) }, scores.count)
    }
  }

  /// Between the two nearest order statistics, as R's type 7.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let index = min(Int(place), max(0, sorted.count - 2))
    guard sorted.count > 1 else { return sorted[0] }
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
  }

  private func quantileTable(
    _ rows: [(step: Int, quantiles: [Double], count: Int)]
  ) -> ReportTable {
    ReportTable(
      "Scores at each evaluation", meaning: "Over the trials that got there.",
      columns: ["step", "lowest", "10%", "median", "90%", "highest", "trials"],
      rows: Thinning.evenly(rows.count, atMost: 200).map { index in
        [String(rows[index].step)] + rows[index].quantiles.map { format.text($0) }
          + [String(rows[index].count)]
      })
  }

  /// One line for each trial: task, seeds, status, and the score at each step.
  private func csv(_ drawn: [Trial]) -> String? {
    guard drawn.count * trials.steps.count <= Self.csvNumberLimit else { return nil }
    var text = "task,wi,do,status," + trials.steps.map(String.init).joined(separator: ",") + "\n"
    let label = Escaping.csv(task.task)
    for trial in drawn {
      text += "\(label),\(trial.cell.wi),\(trial.cell.do),\(trial.status.rawValue)"
      for score in trial.scores { text += "," + shortest(score) }
      text += String(repeating: ",", count: trials.steps.count - trial.scores.count) + "\n"
    }
    return text
  }

  /// Six decimals at most, without zeros at the end.
  private func shortest(_ score: Double) -> String {
    let rounded = (score * 1e6).rounded() / 1e6
    let text = rounded.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
