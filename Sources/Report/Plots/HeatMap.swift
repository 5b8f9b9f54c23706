import Statistics

/// Draws a grid of scores. Each row is a group that a style sheet can move (`--d`), each cell can move sideways (`--e`):
/// by these lengths the order by means becomes the order by seeds.
struct HeatMap {
  private(set) var svg = SVGWriter()
  /// Of the whole plot.
  private(set) var height = 0.0

  private let grid: ScoreGrid
  private let format: ScoreFormat
  private let left: Double
  private let top: Double
  private let cellWidth: Double
  private let cellHeight: Double
  /// Between two cells.
  private let gap: Double
  /// Between the cells and the strip of means.
  private let stripGap = 6.0

  init(grid: ScoreGrid, format: ScoreFormat) {
    self.grid = grid
    self.format = format
    left = max(TextWidth.widest(grid.rows.map(String.init)) + 8, 34)
    let columnCount = Double(grid.columns.count) + 1
    cellWidth = min(64, (PlotStyle.width - left - stripGap - 2) / columnCount)
    cellHeight = min(44, max(cellWidth, min(17, 900 / Double(grid.rows.count + 1))))
    gap = cellWidth > 8 ? 1 : 0
    let columnLabel = TextWidth.widest(grid.columns.map(String.init))
    let isRotated = columnLabel + 6 > cellWidth
    top = PlotStyle.lineHeight + 4 + (isRotated ? columnLabel : PlotStyle.layoutSize) + 6
    draw(columnsAreRotated: isRotated)
  }

  private mutating func draw(columnsAreRotated: Bool) {
    var svg = SVGWriter()
    svg.label("WI", 0, top - 10, .start, "b")
    svg.label("DO seed", left, PlotStyle.lineHeight / 2, .start, "b")
    for wi in grid.rows { drawRow(&svg, wi) }
    drawColumnLabels(&svg, isRotated: columnsAreRotated)
    drawColumnMeans(&svg)
    let bottom = top + Double(grid.rows.count + 1) * cellHeight + stripGap
    height = drawKey(&svg, top: bottom + 12)
    self.svg = svg
  }

  private func x(_ place: Int) -> Double { left + Double(place) * cellWidth }
  private func y(_ place: Int) -> Double { top + Double(place) * cellHeight }

  /// How far the column moves to its place by seeds.
  private func shift(column: Int, _ index: Int) -> Double {
    Double(index - grid.columnOrder[column]!) * cellWidth
  }

  private func drawRow(_ svg: inout SVGWriter, _ wi: Int) {
    let place = grid.rowOrder[wi]!
    let index = grid.rows.firstIndex(of: wi)!
    let top = y(place)
    let isLabelled = cellHeight >= 13 || place % Int((13 / cellHeight).rounded(.up)) == 0
    svg.group("row", offset: Double(index - place) * cellHeight) { svg in
      if isLabelled {
        svg.label(String(wi), left - 5, top + cellHeight / 2, .end, "m")
      }
      for (index, order) in grid.columns.enumerated() {
        drawCell(
          &svg, Cell(wi: wi, do: order), x(grid.columnOrder[order]!), top,
          offset: shift(column: order, index))
      }
      if let mean = grid.rowMeans[wi] {
        drawBox(
          &svg, x(grid.columns.count) + stripGap, top, mean, style: "cell",
          title: "WI \(wi): mean \(format.text(mean))")
      }
    }
  }

  private func drawCell(
    _ svg: inout SVGWriter, _ cell: Cell, _ x: Double, _ y: Double, offset: Double
  ) {
    guard let score = grid.cells[cell] else {
      return svg.box(
        x + 1, y + 1, cellWidth - 2 - gap, cellHeight - 2 - gap, "hollow column", offset: offset,
        title: "\(cell.words): no final score")
    }
    let title = "\(cell.words): \(format.text(score))"
    guard grid.degenerate.contains(cell) else {
      return drawBox(&svg, x, y, score, style: "cell column", offset: offset, title: title)
    }
    svg.box(
      x, y, cellWidth - gap, cellHeight - gap, "cell column fn", offset: offset,
      title: title + ", degenerate")
    let arm = min(cellWidth, cellHeight) * 0.24
    let centre = (x: x + (cellWidth - gap) / 2, y: y + (cellHeight - gap) / 2)
    svg.path(.cross(centre.x, centre.y, arm), "cross column", offset: offset)
  }

  private func drawBox(
    _ svg: inout SVGWriter, _ x: Double, _ y: Double, _ score: Double, style: String,
    offset: Double? = nil, title: String
  ) {
    let fraction = grid.fraction(score)
    svg.box(
      x, y, cellWidth - gap, cellHeight - gap, style, fill: PlotStyle.colour(fraction),
      offset: offset, title: title)
    let words = format.text(score)
    guard TextWidth.units(words) + 6 <= cellWidth, cellHeight >= 18 else { return }
    svg.label(
      words, x + (cellWidth - gap) / 2, y + (cellHeight - gap) / 2, .middle,
      PlotStyle.inkClass(fraction) + (offset == nil ? "" : " column"), offset: offset)
  }

  private func drawColumnLabels(_ svg: inout SVGWriter, isRotated: Bool) {
    let room = isRotated ? 13.0 : 0
    let every = max(1, Int((room / cellWidth).rounded(.up)))
    for (index, order) in grid.columns.enumerated() {
      let place = grid.columnOrder[order]!
      guard place % every == 0 else { continue }
      let centre = x(place) + (cellWidth - gap) / 2
      // Rotation and movement would overwrite each other on one element.
      svg.group("column", sideways: shift(column: order, index)) { svg in
        svg.label(
          String(order), centre, isRotated ? top - 5 : top - 10, isRotated ? .start : .middle, "m",
          rotated: isRotated)
      }
    }
  }

  private func drawColumnMeans(_ svg: inout SVGWriter) {
    for (index, order) in grid.columns.enumerated() {
      guard let mean = grid.columnMeans[order] else { continue }
      drawBox(
        &svg, x(grid.columnOrder[order]!), y(grid.rows.count) + stripGap, mean,
        style: "cell column", offset: shift(column: order, index),
        title: "DO \(order): mean \(format.text(mean))")
    }
  }

  /// The colours and what they mean.
  private func drawKey(_ svg: inout SVGWriter, top: Double) -> Double {
    let steps = 48
    let width = 200.0
    for step in 0..<steps {
      svg.box(
        left + width * Double(step) / Double(steps), top, width / Double(steps) + 0.3, 12, "key",
        fill: PlotStyle.colour((Double(step) + 0.5) / Double(steps)))
    }
    svg.label(format.text(grid.ends.worst), left, top + 24, .start, "m")
    svg.label(format.text(grid.ends.best), left + width, top + 24, .end, "m")
    if !grid.degenerate.isEmpty {
      let x = left + width + 24
      svg.box(x, top - 2, 14, 14, "fn")
      svg.path(.cross(x + 7, top + 5, 4), "cross")
      svg.label("degenerate", x + 22, top + 5)
    }
    return top + 38
  }
}
