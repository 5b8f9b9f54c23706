import Statistics

extension TaskFigures {
  /// Largest grid whose cells are drawn one by one.
  static let heatMapLimit = 10_000

  /// The grid of final scores, WI seeds down, DO seeds across, both ordered by their means.
  var heatMap: Figure? {
    // Independent runs are no grid.
    guard !task.isSample else { return nil }
    let grid = ScoreGrid(task: task, finals: finals, degenerate: degenerateCells)
    guard grid.rows.count * grid.columns.count <= Self.heatMapLimit, grid.rows.count > 0 else {
      return nil
    }
    let map = HeatMap(grid: grid, format: format)
    return Figure(
      name: "heat-map", title: "Scores of the WI x DO grid, \(name)",
      meaning: "The \(tables.scoreName(task)) of every trial. Bright is good; a cross marks a "
        + "degenerate run, a dashed box a cell without a final score. The strips at the right and below are "
        + "the means of a WI and of a DO seed. Stripes would mean that one kind of seed decides; "
        + "speckles, that only the pair does.",
      description: grid.description(format), height: map.height, body: map.svg.text,
      tables: [table(grid)], isSortable: grid.rows.count > 1 || grid.columns.count > 1)
  }

  private func table(_ grid: ScoreGrid) -> ReportTable {
    // A wide grid is listed by cell.
    guard grid.columns.count <= 30 else {
      return ReportTable(
        "Scores by cell", meaning: "Every trial with a final score.",
        columns: ["WI", "DO", .numbers(tables.label(task))],
        rows: grid.cells.sorted { $0.key < $1.key }.map {
          [String($0.key.wi), String($0.key.do), format.text($0.value)]
        })
    }
    return ReportTable(
      "Scores by WI seed (rows) and DO seed (columns)",
      meaning: "Every trial with a final score, and the means of the seeds.",
      columns: ["WI"] + grid.columns.map { .numbers("DO \($0)") } + ["mean"],
      rows: grid.rows.map { wi in
        [String(wi)]
          + grid.columns.map { format.text(grid.cells[Cell(wi: wi, do: $0)]) }
          + [format.text(grid.rowMeans[wi])]
      } + [
        ["mean"] + grid.columns.map { format.text(grid.columnMeans[$0]) } + [format.text(task.mean)]
      ])
  }
}

/// Final scores by cell, and the order of seeds by their means.
struct ScoreGrid {
  /// Seeds, ascending.
  let rows: [Int]
  let columns: [Int]
  let cells: [Cell: Double]
  let degenerate: Set<Cell>
  private let direction: ScoreDirection
  /// Mean over the trials that have a score.
  let rowMeans: [Int: Double]
  let columnMeans: [Int: Double]
  /// Place of a seed when the best mean comes first.
  let rowOrder: [Int: Int]
  let columnOrder: [Int: Int]
  /// Scores that the colours span: those of runs that are not degenerate, or all.
  let span: ClosedRange<Double>

  init(task: TaskAnalysis, finals: [(cell: Cell, score: Double)], degenerate: Set<Cell>) {
    (rows, columns) = (task.seeds.wi, task.seeds.do)
    direction = task.direction
    self.degenerate = degenerate
    // Several runs of a cell are shown by their mean.
    cells = Dictionary(grouping: finals, by: \.cell).mapValues { runs in
      runs.reduce(0) { $0 + $1.score } / Double(runs.count)
    }
    rowMeans = Self.means(finals.map { ($0.cell.wi, $0.score) })
    columnMeans = Self.means(finals.map { ($0.cell.do, $0.score) })
    rowOrder = Self.order(rows, rowMeans, task.direction)
    columnOrder = Self.order(columns, columnMeans, task.direction)
    let healthy = finals.filter { !degenerate.contains($0.cell) }.map(\.score)
    let values = healthy.isEmpty ? finals.map(\.score) : healthy
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    span = low < high ? low...high : low - 1e-6...high + 1e-6
  }

  private static func means(_ scores: [(seed: Int, score: Double)]) -> [Int: Double] {
    Dictionary(grouping: scores, by: \.seed).mapValues { group in
      group.reduce(0) { $0 + $1.score } / Double(group.count)
    }
  }

  private static func order(
    _ seeds: [Int], _ means: [Int: Double], _ direction: ScoreDirection
  ) -> [Int: Int] {
    func badness(_ seed: Int) -> Double { means[seed].map { -direction.oriented($0) } ?? .infinity }
    let sorted = seeds.sorted { (badness($0), $0) < (badness($1), $1) }
    return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
  }

  /// The ends of the span.
  var ends: (worst: Double, best: Double) {
    direction == .higher
      ? (span.lowerBound, span.upperBound) : (span.upperBound, span.lowerBound)
  }

  /// Where `score` lies in the span, from 0 for the worst to 1.
  func fraction(_ score: Double) -> Double {
    let share = (score - span.lowerBound) / (span.upperBound - span.lowerBound)
    return direction == .higher ? share : 1 - share
  }

  /// The grid in words.
  func description(_ format: ScoreFormat) -> String {
    func ends(_ order: [Int: Int], _ means: [Int: Double], _ kind: String) -> String {
      guard let best = order.min(by: { $0.value < $1.value })?.key,
        let worst = order.max(by: { $0.value < $1.value })?.key
      else { return "" }
      return
        " Mean of \(kind) seed \(best), the best: \(format.text(means[best])); of \(worst), the "
        + "worst: \(format.text(means[worst]))."
    }
    return "\(rows.count) WI seeds by \(columns.count) DO seeds, \(cells.count) scores, "
      + "\(degenerate.count) degenerate." + ends(rowOrder, rowMeans, "WI")
      + ends(columnOrder, columnMeans, "DO")
  }
}
