import Statistics
import Text

extension TaskFigures {
  /// Expected best of n with its band, above the expected gain of the next trial.
  var bestOfN: Figure? {
    let points = task.best.points
    guard points.count > 1 else { return nil }
    let shown = Thinning.logarithmic(points.count).map { points[$0 - 1] }
    let distinct = task.best.distinct.value?.values ?? []
    let gains = shown.compactMap { point in
      point.nextGain.flatMap { $0 > 0 ? (Double(point.n), $0) : nil }
    }
    var svg = SVGWriter()
    var entries: [(sample: LegendSample, words: String)] = [
      (.line("l1"), "without replacement (U)"), (.line("l2"), "with replacement (V)"),
    ]
    if !distinct.isEmpty { entries.append((.line("l3"), "distinct seeds")) }
    if task.best.support != nil { entries.append((.box("band"), "\(tables.confidence) band of U")) }
    let top = svg.legend(entries)

    let count = Double(points.count)
    let x = AxisPlan(
      title: "trials (n)", domain: 1...count, kind: points.count > 12 ? .logarithmic : .linear,
      wholeOnly: true)
    let values =
      shown.flatMap { [$0.u, $0.v, $0.band?.lower, $0.band?.upper].compactMap(\.self) } + distinct
    let y = AxisPlan(title: "expected best \(tables.label(task))", domain: Scale.padded(values))
    let gainAxis = gainPlan(gains.map(\.1))
    let left = max(
      Panel.leftMargin(y, height: 200),
      gainAxis.map { Panel.leftMargin($0, height: 100) } ?? 0)
    let panel = Panel(
      &svg, x: x, y: y, top: top, height: 200, left: left, showsX: gainAxis == nil)
    var bottom = panel.bottom
    drawBand(&svg, panel, shown)
    svg.path(PathText(panel.points(shown.map { (Double($0.n), $0.v) })), "l2")
    if distinct.count > 1 {
      svg.path(PathText(panel.points(distinct.enumerated().map { (Double($0 + 1), $1) })), "l3")
    } else if let first = distinct.first {
      svg.dot(panel.x.position(1), panel.y.position(first), radius: 4, "f3")
    }
    svg.path(PathText(panel.points(shown.map { (Double($0.n), $0.u) })), "l1")
    if let gainAxis {
      let lower = Panel(&svg, x: x, y: gainAxis, top: bottom + 4, height: 100, left: left)
      svg.path(PathText(lower.points(gains)), "l4")
      bottom = lower.bottom
    }
    return Figure(
      name: "best-of-n", title: "Best of n trials, \(name)", meaning: bestOfNMeaning,
      description: bestOfNDescription, height: bottom + 4, body: svg.text,
      tables: [tables.bestOfN([task], at: shown.map(\.n)).withoutFirstColumn])
  }

  private func gainPlan(_ gains: [Double]) -> AxisPlan? {
    guard let high = gains.max(), let low = gains.min(), gains.count > 1, low < high else {
      return nil
    }
    return AxisPlan(
      title: "expected gain of the next trial", domain: max(low, high * 1e-5) / 1.2...high * 1.2,
      kind: .logarithmic)
  }

  private func drawBand(_ svg: inout SVGWriter, _ panel: Panel, _ shown: [BestOfNPoint]) {
    let band = shown.compactMap { point in point.band.map { (Double(point.n), $0) } }
    guard !band.isEmpty else { return }
    let upper = panel.points(band.map { ($0.0, $0.1.upper) })
    let lower = panel.points(band.reversed().map { ($0.0, $0.1.lower) })
    var outline = PathText(upper + lower)
    outline.close()
    svg.path(outline, "band")
  }

  private var bestOfNMeaning: String {
    let band =
      task.best.support == nil
      ? "There is no band: \(task.best.supportSource)."
      : "The band holds for all n at once with \(tables.confidence) confidence over fresh "
        + "independent trials (scores possible: \(task.best.supportSource)). "
        + tables.dependence(task)
    let distinct = task.best.distinct.value
    let drawn =
      distinct.map {
        $0.isExact
          ? " 'Distinct seeds' is the exact mean over all sets of n trials without a common seed."
          : " 'Distinct seeds' is the mean over \(($0.drawCount ?? 0).grouped) random sets of "
            + "n trials without a common seed (seed \($0.seed ?? 0); standard error of drawing at most "
            + "\(NumberText.significant($0.standardErrors.max() ?? 0, 2)))."
      } ?? ""
    return "What the best of n trials is worth on average. " + band + drawn
  }

  private var bestOfNDescription: String {
    let points = task.best.points
    let (first, last) = (points[0], points[points.count - 1])
    let middle = points[min(points.count, 10) - 1]
    return "The expected best goes from \(format.text(first.u)) for one trial over "
      + "\(format.text(middle.u)) for \(middle.n) to \(format.text(last.u)) for \(last.n) trials."
  }
}
