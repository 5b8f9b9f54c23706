import Statistics

extension TaskFigures {
  /// What the spread between trials goes with: seeds, examples and their pairs, as bars.
  var examples: Figure? {
    let known = (task.examples.value?.splits ?? []).compactMap { split in
      split.crossed.value.flatMap { crossed in
        crossed.shares.map { (label: split.value.label, crossed: crossed, shares: $0) }
      }
    }
    guard let first = known.first else { return nil }
    let names = first.shares.map(\.term.label)
    let left = TextWidth.widest(names) * PlotStyle.boldness + 10
    let right = TextWidth.units("100.0%") + 8
    let rowHeight = 26.0
    var svg = SVGWriter()
    var top = svg.legend([(.box("f1"), "stays"), (.box("f3"), "goes with more examples")])
    let x = Scale(.linear, 0...1, from: left, to: PlotStyle.width - right)
    for (index, split) in known.enumerated() {
      svg.label(
        "share of the variance of \(split.label)", 0, top + PlotStyle.lineHeight / 2, .start, "b"
      )
      top += PlotStyle.lineHeight + 4
      let bottom = top + rowHeight * Double(split.shares.count)
      for share in [0.25, 0.5, 0.75, 1] {
        svg.line(x.position(share), top, x.position(share), bottom, "grid")
      }
      for (row, (term, share)) in split.shares.enumerated() {
        let middle = top + rowHeight * (Double(row) + 0.5)
        let value = split.crossed.contribution(term, examples: split.crossed.exampleCount)
        svg.label(term.label, left - 8, middle, .end, "b")
        svg.box(
          left, middle - 8, max(1, x.position(share) - left), 16, term.hasExample ? "f3" : "f1",
          title: "\(term.label): variance \(NumberText.significant(value)) of \(split.label)")
        svg.label(NumberText.percent(share), PlotStyle.width, middle, .end)
      }
      svg.line(left, top, left, bottom, "axis")
      top = bottom + (index == known.count - 1 ? 4 : 12)
    }
    return Figure(
      name: "examples", title: "Seeds against examples, \(name)",
      meaning:
        "Which part of the spread between trials, at the last evaluation, goes with seeds alone and would stay "
        + "with any number of examples, and which part goes with seeds and examples together and would shrink as the "
        + "development set grows. A source that is too small to be told from 0 has no share.",
      description: known.map { split in
        "\(split.label): "
          + split.shares.map { "\($0.term.label) \(NumberText.percent($0.share))" }
          .joined(separator: ", ")
      }.joined(separator: "; ") + ".",
      height: top, body: svg.text,
      tables: [tables.examples([task]), tables.expectedErrors([task])]
        .filter { !$0.rows.isEmpty }.map(\.withoutFirstColumn))
  }
}
