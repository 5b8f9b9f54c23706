import Foundation
import Text

extension TaskFigures {
  /// How often each final score occurs.
  var histogram: Figure? {
    let finals = finals
    let degenerate = degenerateCells
    guard finals.count > 1, let low = finals.map(\.score).min(),
      let high = finals.map(\.score).max(), low < high
    else { return nil }
    let bins = Bins(
      low...high, target: min(30, max(6, Int(Double(finals.count).squareRoot() * 1.5))))
    var good = [Int](repeating: 0, count: bins.count)
    var bad = good
    for (cell, score) in finals {
      if degenerate.contains(cell) {
        bad[bins.index(score)] += 1
      } else {
        good[bins.index(score)] += 1
      }
    }
    var svg = SVGWriter()
    var entries: [(sample: LegendSample, words: String)] = [(.box("f1"), "trials")]
    if !degenerate.isEmpty { entries.append((.box("fn"), "degenerate runs")) }
    entries.append((.line("median"), "mean \(format.text(task.mean))"))
    let top = svg.legend(entries)
    let most = zip(good, bad).map(+).max() ?? 1
    let y = AxisPlan(title: "trials", domain: 0...Double(most) * 1.05, wholeOnly: true)
    let x = AxisPlan(title: tables.scoreName(task), domain: bins.domain)
    let panel = Panel(&svg, x: x, y: y, top: top, height: 190)
    for index in 0..<bins.count where good[index] + bad[index] > 0 {
      let edges = bins.edges(index)
      let (start, end) = (panel.x.position(edges.lowerBound), panel.x.position(edges.upperBound))
      let title =
        "\(format.text(edges.lowerBound)) to \(format.text(edges.upperBound)): "
        + (good[index] + bad[index]).counted("trial")
        + (bad[index] > 0 ? ", \(bad[index]) degenerate" : "")
      let base = panel.y.position(0)
      let middle = panel.y.position(Double(bad[index]))
      let upper = panel.y.position(Double(bad[index] + good[index]))
      svg.box(start + 0.5, middle, end - start - 1, base - middle, "fn", title: title)
      svg.box(start + 0.5, upper, end - start - 1, middle - upper, "f1", title: title)
    }
    let mean = panel.x.position(task.mean)
    svg.line(mean, panel.y.end, mean, panel.y.start, "median")
    return Figure(
      name: "final-scores", title: "Scores of all trials, \(name)",
      meaning: "How often each \(tables.scoreName(task)) occurs. Two humps mean that some trials "
        + "never took off: the mean then describes no trial, and normal theory is a poor guide.",
      description: "\(finals.count.counted("trial")) from \(format.text(low)) to "
        + "\(format.text(high)), mean \(format.text(task.mean)), standard deviation "
        + "\(format.text(task.overallSD)).",
      height: panel.bottom + 4, body: svg.text,
      tables: [
        ReportTable(
          "Scores of all trials", meaning: "Trials in each range of scores.",
          columns: ["from", "to", "trials", "degenerate"],
          rows: (0..<bins.count).map { index in
            [
              format.text(bins.edges(index).lowerBound), format.text(bins.edges(index).upperBound),
              String(good[index] + bad[index]), String(bad[index]),
            ]
          })
      ])
  }
}

/// Ranges of equal, round width.
struct Bins {
  private let first: Double
  private let width: Double
  let count: Int

  /// About `target` ranges that cover `span`.
  init(_ span: ClosedRange<Double>, target: Int) {
    let ideal = (span.upperBound - span.lowerBound) / Double(target)
    let power = pow(10, floor(log10(ideal)))
    width = power * ([1.0, 2, 2.5, 5, 10].first { $0 * power >= ideal } ?? 10)
    first = (span.lowerBound / width).rounded(.down) * width
    count = Int(((span.upperBound - first) / width).rounded(.down)) + 1
  }

  var domain: ClosedRange<Double> { first...first + width * Double(count) }

  /// The range that holds `value`; its lower edge belongs to it.
  func index(_ value: Double) -> Int {
    min(max(Int(((value - first) / width).rounded(.down)), 0), count - 1)
  }

  func edges(_ index: Int) -> ClosedRange<Double> {
    first + width * Double(index)...first + width * Double(index + 1)
  }
}
