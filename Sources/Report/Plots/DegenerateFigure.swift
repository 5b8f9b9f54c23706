import Statistics

extension TaskFigures {
  /// Rate of degenerate runs for each seed, with intervals.
  var degenerateRates: Figure? {
    guard let runs = task.degenerate.value, !runs.cells.isEmpty, !runs.perSeed.wi.isEmpty else {
      return nil
    }
    var svg = SVGWriter()
    var bottom = 4.0
    for factor in Factor.allCases { draw(runs, factor, &svg, &bottom) }
    return Figure(
      name: "degenerate", title: "Degenerate runs by seed, \(name)",
      meaning:
        "Share of runs \(task.beyond) \(format.text(runs.threshold)) (\(runs.thresholdSource)) "
        + "for each seed, highest first. Whiskers: exact \(tables.confidence) binomial intervals for "
        + "that seed over fresh seeds of the other kind. The dotted line is the rate over all trials.",
      description: "\(runs.cells.count) of \(task.scoredCount) trials are degenerate, "
        + "\(NumberText.percent(runs.rate)); \(runs.nonfiniteCount) more were not finite."
        + worst(runs, .wi) + worst(runs, .do),
      height: bottom + 4, body: svg.text,
      tables: [tables.degenerate([task]).withoutFirstColumn]
        + Factor.allCases.map { table(runs, $0) })
  }

  /// Seeds with the highest rate first.
  private func sorted(_ runs: DegenerateRuns, _ factor: Factor) -> [SeedRate] {
    runs.perSeed[factor].sorted { ($1.rate, $0.seed) < ($0.rate, $1.seed) }
  }

  private func worst(_ runs: DegenerateRuns, _ factor: Factor) -> String {
    guard let rate = sorted(runs, factor).first else { return "" }
    return " \(factor.label) seed \(rate.seed) has the most: \(rate.degenerateCount) of "
      + "\(rate.trialCount)."
  }

  private func draw(
    _ runs: DegenerateRuns, _ factor: Factor, _ svg: inout SVGWriter, _ bottom: inout Double
  ) {
    let rates = Array(sorted(runs, factor).prefix(60))
    guard !rates.isEmpty else { return }
    let y = AxisPlan(title: "rate by \(factor.label) seed", domain: 0...1)
    let x = AxisPlan(title: "", domain: 0...Double(rates.count))
    // The labels are seeds, not numbers on a scale: the panel draws the frame only.
    let panel = Panel(&svg, x: x, y: y, top: bottom, height: 110, showsX: false)
    let width = (panel.x.end - panel.x.start) / Double(rates.count)
    let label = TextWidth.widest(rates.map { String($0.seed) })
    let isRotated = label + 4 > width
    let every = isRotated ? max(1, Int((15 / width).rounded(.up))) : 1
    svg.line(
      panel.x.start, panel.y.position(runs.rate), panel.x.end, panel.y.position(runs.rate), "zero")
    for (index, rate) in rates.enumerated() {
      let x = panel.x.start + width * (Double(index) + 0.5)
      svg.line(
        x, panel.y.position(rate.interval.lower), x, panel.y.position(rate.interval.upper),
        "whisker")
      svg.dot(
        x, panel.y.position(rate.rate), radius: min(4, width / 2), factor == .wi ? "f1" : "f2",
        title:
          "\(factor.label) \(rate.seed): \(rate.degenerateCount) of \(rate.trialCount), interval "
          + "\(NumberText.percent(rate.interval.lower)) to \(NumberText.percent(rate.interval.upper))"
      )
      if index % every == 0 {
        svg.label(
          String(rate.seed), x, panel.y.start + (isRotated ? 8 : 14), isRotated ? .end : .middle,
          "m",
          rotated: isRotated)
      }
    }
    bottom = panel.y.start + (isRotated ? label + 12 : 26)
  }

  private func table(_ runs: DegenerateRuns, _ factor: Factor) -> ReportTable {
    ReportTable(
      "Degenerate runs by \(factor.label) seed", meaning: "Exact binomial intervals.",
      columns: ["seed", "degenerate", "trials", "rate", "from", "to"],
      rows: runs.perSeed[factor].map { rate in
        [
          String(rate.seed), String(rate.degenerateCount), String(rate.trialCount),
          NumberText.percent(rate.rate), NumberText.percent(rate.interval.lower),
          NumberText.percent(rate.interval.upper),
        ]
      })
  }
}
