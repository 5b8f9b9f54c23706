import Statistics

extension TaskFigures {
  /// Variance components as bars with their intervals.
  var variance: Figure? {
    guard let variance = task.variance.value else { return nil }
    let bars = variance.sources
    // An interval may end far beyond all bars: it is then cut with an arrow.
    let highest = bars.map(\.value).max() ?? 0
    let reach = bars.compactMap(\.interval?.upper).filter { $0 <= highest * 3 }.max() ?? highest
    let end = max(highest, reach) * 1.08
    guard end > 0, end.isFinite else { return nil }

    var svg = SVGWriter()
    let left = TextWidth.units("WI x DO") * PlotStyle.boldness + 10
    let right = TextWidth.units("100.0%") + 8
    let rowHeight = 44.0
    let top = PlotStyle.lineHeight + 8
    let bottom = top + rowHeight * Double(bars.count)
    let x = Scale(.linear, 0...end, from: left, to: PlotStyle.width - right)
    svg.label(
      "variance of the \(tables.scoreName(task))", left, PlotStyle.lineHeight / 2, .start, "b")
    svg.label("share", PlotStyle.width, PlotStyle.lineHeight / 2, .end, "b")
    for tick in Tick.beside(x) {
      let position = x.position(tick.value)
      svg.line(position, top, position, bottom, "grid")
      svg.label(tick.label, position, bottom + 14, .middle, "m")
    }
    for (index, bar) in bars.enumerated() {
      let middle = top + rowHeight * (Double(index) + 0.5)
      let title =
        "\(bar.name): variance \(NumberText.significant(bar.value))"
        + (bar.interval.map {
          ", interval \(NumberText.significant($0.lower)) to \(NumberText.significant($0.upper))"
        } ?? "")
      svg.label(bar.name, left - 8, middle, .end, "b")
      svg.box(
        left, middle - 13, max(1, x.position(bar.value) - left), 26, "f\(index + 1)", title: title)
      if let interval = bar.interval { whisker(&svg, x, interval, middle) }
      if let share = bar.share {
        svg.label(NumberText.percent(share), PlotStyle.width, middle, .end)
      }
    }
    svg.line(left, top, left, bottom, "axis")
    let floor = drawFloor(&svg, x, top, bottom)
    return Figure(
      name: "variance", title: "Where the variance comes from, \(name)",
      meaning: "How much of the spread between trials goes with the WI seed alone, the DO seed "
        + "alone, and only with the pair. "
        + (variance.intervals == nil
          ? "Cells have different numbers of runs: there are no intervals."
          : "Whiskers: \(tables.confidence) intervals for fresh seeds of both kinds, from normal "
            + "theory; an arrow where one goes on. With degenerate runs they are rough, and the "
            + "permutation test is the one to trust.")
        + (floor == nil
          ? ""
          : " The dotted line is what one unit in the last place of one weight does: below it no seed has a meaning."),
      description: bars.map { bar in
        "\(bar.name) \(NumberText.significant(bar.value))"
          + (bar.share.map { ", \(NumberText.percent($0)) of the total" } ?? "")
      }.joined(separator: "; ") + "."
        + (floor.map { " One unit in the last place: \(NumberText.significant($0))." } ?? ""),
      height: bottom + (floor == nil ? 28 : 44), body: svg.text,
      tables: [tables.variance([task]), tables.tests([task]), tables.bestWorst([task])]
        .filter { !$0.rows.isEmpty }.map(\.withoutFirstColumn))
  }

  /// Draws the greatest variance that a change in the last place gave.
  ///
  /// - Returns: that; nil where there is none.
  private func drawFloor(
    _ svg: inout SVGWriter, _ x: Scale, _ top: Double, _ bottom: Double
  ) -> Double? {
    let own = tables.result.perturbations.filter { $0.task == task.task }
    let floor = own.compactMap(\.spread.value?.variance).max()
    guard let floor, floor > 0, floor <= x.domain.upperBound else { return nil }
    let position = x.position(floor)
    svg.line(position, top, position, bottom + 5, "zero")
    let half = TextWidth.units("one ULP") / 2
    svg.label("one ULP", min(max(position, half), PlotStyle.width - half), bottom + 30, .middle)
    return floor
  }

  private func whisker(_ svg: inout SVGWriter, _ x: Scale, _ interval: Interval, _ y: Double) {
    let (low, high) = (x.position(interval.lower), x.position(interval.upper))
    var path = PathText()
    if interval.lower >= 0 {
      path.move(low, y - 6)
      path.line(low, y + 6)
    }
    path.move(low, y)
    path.line(high, y)
    if interval.upper <= x.domain.upperBound {
      path.move(high, y - 6)
      path.line(high, y + 6)
    } else {
      path.move(high - 7, y - 5)
      path.line(high, y)
      path.line(high - 7, y + 5)
    }
    svg.path(path, "whisker")
  }
}

extension ReportTable {
  /// The table of one task, whose name stands above it anyway.
  var withoutFirstColumn: ReportTable {
    ReportTable(
      title, meaning: meaning, columns: Array(columns.dropFirst()),
      rows: rows.map { Array($0.dropFirst()) }, notes: notes)
  }
}
