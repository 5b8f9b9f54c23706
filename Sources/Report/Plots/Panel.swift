/// What stands along one side of a plot.
struct AxisPlan {
  let title: String
  let domain: ClosedRange<Double>
  var kind = Scale.Kind.linear
  /// Marks stand at whole numbers only.
  var wholeOnly = false
}

/// A rectangle with two axes, in which a plot is drawn.
struct Panel {
  let x: Scale
  let y: Scale
  /// Where the panel ends, labels included.
  let bottom: Double

  /// Units that the labels of `axis` take at the left, were it `height` high.
  static func leftMargin(_ axis: AxisPlan, height: Double) -> Double {
    let scale = Scale(axis.kind, axis.domain, from: height, to: 0)
    return TextWidth.widest(Tick.stacked(scale, wholeOnly: axis.wholeOnly).map(\.label)) + 10
  }

  /// Draws axes, grid lines and their labels; the title of the vertical axis stands above it.
  ///
  /// - Parameter top: where the panel starts; the title takes the first line.
  /// - Parameter height: between the axes' ends.
  /// - Parameter left: units for labels at the left; panels above each other share it.
  init(
    _ svg: inout SVGWriter, x xAxis: AxisPlan, y yAxis: AxisPlan, top: Double, height: Double,
    left sharedLeft: Double? = nil, showsX: Bool = true
  ) {
    let left = sharedLeft ?? Panel.leftMargin(yAxis, height: height)
    let upper = top + PlotStyle.lineHeight + 4
    let lower = upper + height
    // The last label stands centred below the end of its axis.
    let probe = Scale(xAxis.kind, xAxis.domain, from: left, to: PlotStyle.width - 20)
    let last = Tick.beside(probe, wholeOnly: xAxis.wholeOnly).last?.label ?? ""
    let right = max(12, TextWidth.units(last) / 2 + 4)
    x = Scale(xAxis.kind, xAxis.domain, from: left, to: PlotStyle.width - right)
    y = Scale(yAxis.kind, yAxis.domain, from: lower, to: upper)
    bottom = lower + (showsX ? 46 : 8)

    svg.label(yAxis.title, 0, top + PlotStyle.lineHeight / 2, .start, "b")
    for tick in Tick.stacked(y, wholeOnly: yAxis.wholeOnly) {
      let position = y.position(tick.value)
      svg.line(x.start, position, x.end, position, "grid")
      svg.label(tick.label, left - 6, position, .end, "m")
    }
    svg.line(x.start, lower, x.end, lower, "axis")
    for tick in Tick.beside(x, wholeOnly: xAxis.wholeOnly) {
      let position = x.position(tick.value)
      svg.line(position, lower, position, lower + 4, "axis")
      if showsX { svg.label(tick.label, position, lower + 14, .middle, "m") }
    }
    if showsX { svg.label(xAxis.title, (x.start + x.end) / 2, lower + 34, .middle, "b") }
  }

  /// The points of a line, for `PathText`.
  func points(_ values: some Sequence<(Double, Double)>) -> [(x: Double, y: Double)] {
    values.map { (x.position($0.0), y.position($0.1)) }
  }
}

/// How a line or a mark of a class looks.
enum LegendSample {
  case line(String)
  case box(String)
  /// A box with a cross.
  case crossed(String)
}

extension SVGWriter {
  /// Draws what the lines and marks stand for at the top of a plot, in as many lines as that needs.
  ///
  /// - Returns: where the plot goes on.
  mutating func legend(_ entries: [(sample: LegendSample, words: String)]) -> Double {
    var x = 0.0
    var y = 4 + PlotStyle.lineHeight / 2
    for (sample, words) in entries {
      let width = 30 + TextWidth.units(words)
      if x > 0, x + width > PlotStyle.width {
        x = 0
        y += PlotStyle.lineHeight
      }
      switch sample {
      case .line(let style): line(x, y, x + 24, y, style)
      case .box(let style): box(x + 2, y - 6, 20, 12, style)
      case .crossed(let style):
        box(x + 6, y - 6, 12, 12, style)
        path(.cross(x + 12, y, 4), "cross")
      }
      label(words, x + 30, y)
      x += width + 16
    }
    return y + PlotStyle.lineHeight / 2 + 8
  }
}

extension PathText {
  /// A diagonal cross of half-width `arm` around a point.
  static func cross(_ x: Double, _ y: Double, _ arm: Double) -> PathText {
    var path = PathText()
    path.move(x - arm, y - arm)
    path.line(x + arm, y + arm)
    path.move(x + arm, y - arm)
    path.line(x - arm, y + arm)
    return path
  }
}
