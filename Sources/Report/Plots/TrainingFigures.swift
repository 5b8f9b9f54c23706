import Statistics

extension TaskFigures {
  /// Rank correlation of each evaluation with the last.
  var correlation: Figure? {
    guard let points = task.correlation.value, points.count > 1,
      let first = points.first?.step, let last = points.last?.step, first < last
    else { return nil }
    let known = points.compactMap { point in
      point.spearman.map { (Double(point.step), $0) }
    }
    guard known.count > 1 else { return nil }
    var svg = SVGWriter()
    let low = min(0, (known.map(\.1).min() ?? 0) - 0.05)
    let y = AxisPlan(title: "rank correlation with the last evaluation", domain: max(-1, low)...1)
    let x = AxisPlan(title: "step", domain: Double(first)...Double(last), wholeOnly: true)
    let panel = Panel(&svg, x: x, y: y, top: 4, height: 190)
    svg.line(panel.x.start, panel.y.position(0), panel.x.end, panel.y.position(0), "zero")
    svg.path(PathText(panel.points(known)), "l1")
    if known.count <= 60 {
      for (step, value) in known {
        svg.dot(
          panel.x.position(step), panel.y.position(value), radius: 3, "f1",
          title: "step \(Int(step)): \(NumberText.fixed(value, 3))")
      }
    }
    let reached = known.first { $0.1 >= 0.8 }
    return Figure(
      name: "correlation", title: "Early against final evaluation, \(name)",
      meaning: "Spearman's rank correlation over trials between the score at a step and the score "
        + "of the last evaluation. Where it is high, an early look tells how a trial will end.",
      description: "From \(NumberText.fixed(known[0].1, 2)) at step \(Int(known[0].0)); "
        + (reached.map { "first reaches 0.8 at step \(Int($0.0))." }
          ?? "never reaches 0.8."),
      height: panel.bottom + 4, body: svg.text,
      tables: [
        ReportTable(
          "Early against final evaluation", meaning: "Over trials with a final score.",
          columns: ["evaluation", "step", "correlation"],
          rows: Thinning.evenly(points.count, atMost: 200).map {
            Array(tables.correlationRow(task, points[$0]).dropFirst())
          })
      ])
  }

  /// What early stopping is worth for each budget.
  var earlyStopping: Figure? {
    guard let budgets = task.earlyStopping.value?.budgets, budgets.count > 1 else { return nil }
    let fair = budgets.compactMap { budget in
      budget.crossFit.map { (Double(budget.budget), $0.gain) }
    }
    let best = budgets.map { (Double($0.budget), $0.gain) }
    let paper = budgets.compactMap { budget in
      budget.paper.gain.map { (Double(budget.budget), $0) }
    }
    var svg = SVGWriter()
    var entries: [(sample: LegendSample, words: String)] = [
      (.line("l1"), "best setting"), (.line("l3"), "full trials only"),
      (.line("l2"), "paper's search"),
    ]
    if fair.count > 1 { entries.append((.line("l4"), "fair: other half of the seeds")) }
    let top = svg.legend(entries)
    let x = AxisPlan(
      title: "budget (full trials)",
      domain: Double(budgets[0].budget)...Double(budgets[budgets.count - 1].budget), wholeOnly: true
    )
    let y = AxisPlan(
      title: "expected best \(tables.label(task))",
      domain: Scale.padded(budgets.flatMap { [$0.baseline, $0.best.value] }))
    let gains = AxisPlan(
      title: "gain over full trials", domain: Scale.padded((best + fair + paper).map(\.1) + [0]))
    let left = max(Panel.leftMargin(y, height: 150), Panel.leftMargin(gains, height: 130))
    let upper = Panel(&svg, x: x, y: y, top: top, height: 150, left: left, showsX: false)
    svg.path(PathText(upper.points(budgets.map { (Double($0.budget), $0.baseline) })), "l3")
    svg.path(PathText(upper.points(budgets.map { (Double($0.budget), $0.best.value) })), "l1")
    let lower = Panel(&svg, x: x, y: gains, top: upper.bottom + 4, height: 130, left: left)
    let zero = lower.y.position(0)
    svg.line(lower.x.start, zero, lower.x.end, zero, "l3")
    svg.path(PathText(lower.points(paper)), "l2")
    svg.path(PathText(lower.points(fair)), "l4")
    svg.path(PathText(lower.points(best)), "l1")
    return Figure(
      name: "early-stopping", title: "Early stopping, \(name)",
      meaning: "The expected best score when a budget of so many full trials is spent on more "
        + "trials, most of them stopped early; what is won is the best score over training of any trial "
        + "started. The best setting is chosen and scored on the same "
        + "trials, which flatters it; the fair gain is chosen on one half of the seeds and scored on "
        + "the other, against full trials of that half; the paper's search draws trials with "
        + "replacement. All are exact expectations over the trials at hand, with no sampling error "
        + "of their own; fresh trials would move them.",
      description: earlyStoppingDescription(budgets), height: lower.bottom + 4, body: svg.text,
      tables: [tables.earlyStopping([task], at: Array(1...budgets.count)).withoutFirstColumn])
  }

  private func earlyStoppingDescription(_ budgets: [BudgetResult]) -> String {
    let top = budgets.max { $0.gain < $1.gain }!
    let fair = budgets.compactMap(\.crossFit?.gain)
    let positive = fair.count { $0 > 0 }
    return "The largest gain is \(format.signed(top.gain)) at a budget of "
      + "\(top.budget): \(top.best.setting)."
      + (fair.isEmpty
        ? "" : " The fair gain is above zero at \(positive) of \(fair.count) budgets.")
  }
}
