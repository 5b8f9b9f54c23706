import Statistics
import Text

extension TaskFigures {
  /// Most changes that are drawn, one panel each: the first by their updates.
  private static let panelLimit = 4
  /// Most points of a curve.
  private static let pointLimit = 700
  /// Below this, losses of binary32 are equal.
  private static let least = 1e-8

  /// How far the losses of perturbed trials are from those of their plain ones, update by update.
  var partings: Figure? {
    let own = tables.result.perturbations.filter { $0.task == task.task }
    let found = own.filter { one in one.gaps.contains { !$0.gaps.isEmpty } }
    guard !found.isEmpty else { return nil }
    let drawn = found.prefix(Self.panelLimit)
    let longest = drawn.flatMap(\.gaps).map(\.gaps.count).max() ?? 1
    let x = AxisPlan(
      title: "updates from the change", domain: 0...Double(max(1, longest - 1)), wholeOnly: true)
    var svg = SVGWriter()
    var top = svg.legend([
      (.line("trial few"), "perturbed trial"), (.line("zero"), "apart by 1e-6 and by 1e-3"),
    ])
    let plans = drawn.map { one in
      AxisPlan(
        title: "\(tables.place(one)): distance of losses", domain: Self.least...1,
        kind: .logarithmic)
    }
    let height = drawn.count == 1 ? 240.0 : 130
    let left = plans.map { Panel.leftMargin($0, height: height) }.max()
    for (index, (one, y)) in zip(drawn, plans).enumerated() {
      let isLast = index == drawn.count - 1
      let panel = Panel(
        &svg, x: x, y: y, top: top, height: height, left: left, showsX: isLast)
      for border in [1e-6, 1e-3] {
        let position = panel.y.position(border)
        svg.line(panel.x.start, position, panel.x.end, position, "zero")
      }
      for curve in one.gaps {
        let places = Thinning.evenly(curve.gaps.count, atMost: Self.pointLimit)
        let points = panel.points(places.map { (Double($0), max(Self.least, curve.gaps[$0])) })
        svg.path(
          PathText(points), "trial few",
          title: "\(curve.cell.words), \(curve.ulps.counted("unit")) in the last place")
      }
      top = panel.bottom + 6
    }
    return Figure(
      name: "partings", title: "Trajectories that part, \(name)",
      meaning:
        "How far the loss of each perturbed trial is from that of its plain one, as a share of the loss, on a "
        + "logarithmic scale: at the bottom they are equal. Nothing but \(drawn[0].parameter), element "
        + "\(drawn[0].element), was changed, by units in the last place."
        + (found.count > drawn.count
          ? " The first \(drawn.count) of \(found.count.counted("change")) are drawn." : ""),
      description: found.flatMap { one in
        one.partings.filter { $0.measure == .lossBy1e3 }.map { parting in
          "\(tables.place(one)): losses of \(parting.partedCount) of "
            + "\(parting.comparedCount.counted("trial")) part by 1e-3"
            + (parting.median.map { ", in the middle after \($0.counted("update"))" } ?? "")
        }
      }.joined(separator: "; ") + ".",
      height: top + 4, body: svg.text,
      tables: [tables.perturbations(own), tables.partings(own)].filter { !$0.rows.isEmpty }
        .map(\.withoutFirstColumn))
  }
}
