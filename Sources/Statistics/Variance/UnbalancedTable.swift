/// Values of a WI x DO table that may lack cells, and may have several values in a cell.
struct UnbalancedTable {
  /// Levels of the factor with more seeds, and of the other; of two equal numbers WI comes first.
  let rowCount: Int
  let columnCount: Int
  /// Rows are DO seeds.
  let isTransposed: Bool
  let cells: [ValuesOfCell]
  let observationCount: Int
  /// Of all values. Those of the cells are relative to it.
  let center: Double
  /// Sum of squares of the values about the means of their cells.
  let withinSquares: Double

  struct ValuesOfCell {
    let row: Int
    let column: Int
    let count: Int
    /// Relative to the table's center.
    let mean: Double
  }

  /// - Throws: `Refusal` where there is nothing that tells the seeds' effects from the rest.
  init(_ observations: [(cell: Cell, value: Double)]) throws(Refusal) {
    let seeds = PerFactor { factor in Set(observations.map { $0.cell[factor] }).sorted() }
    if seeds.wi.count < 2 || seeds.do.count < 2 {
      throw Refusal(
        "needs at least two WI and two DO seeds; the table has \(seeds.wi.count) and \(seeds.do.count)"
      )
    }
    isTransposed = seeds.do.count > seeds.wi.count
    let (rowFactor, columnFactor) = isTransposed ? (Factor.do, Factor.wi) : (.wi, .do)
    rowCount = seeds[rowFactor].count
    columnCount = seeds[columnFactor].count
    func places(_ factor: Factor) -> [Int: Int] {
      Dictionary(uniqueKeysWithValues: seeds[factor].enumerated().map { ($1, $0) })
    }
    let (rowPlaces, columnPlaces) = (places(rowFactor), places(columnFactor))
    observationCount = observations.count
    let center = Spread(observations.map(\.value)).mean
    self.center = center
    // In order of cells, so that sums do not depend on the order of the observations' cells.
    let sorted = observations.sorted { ($0.cell, $0.value) < ($1.cell, $1.value) }
    var (cells, within, start) = ([ValuesOfCell](), 0.0, 0)
    while start < sorted.count {
      let cell = sorted[start].cell
      let end = sorted[start...].firstIndex { $0.cell != cell } ?? sorted.count
      let spread = Spread(sorted[start..<end].map { $0.value - center })
      within += spread.squares
      cells.append(
        ValuesOfCell(
          row: rowPlaces[cell[rowFactor]] ?? 0, column: columnPlaces[cell[columnFactor]] ?? 0,
          count: spread.count, mean: spread.mean))
      start = end
    }
    self.cells = cells
    withinSquares = within
    if residualDegrees < 1 {
      throw Refusal(
        "\(cells.count) cells of \(seeds.wi.count) WI and \(seeds.do.count) DO seeds: no cell is left that tells "
          + "the seeds from the rest")
    }
    if isAdditive {
      throw Refusal("the table is exactly additive: there is no residual")
    }
  }

  var hasRepeats: Bool { observationCount > cells.count }

  /// Cells less the means and effects that they can tell apart.
  private var residualDegrees: Int {
    // Rows and columns that cells connect, as one group each.
    var group = Array(0..<rowCount + columnCount)
    func root(_ place: Int) -> Int {
      var place = place
      while group[place] != place { place = group[place] }
      return place
    }
    var groups = rowCount + columnCount
    for cell in cells {
      let (a, b) = (root(cell.row), root(rowCount + cell.column))
      if a != b {
        group[max(a, b)] = min(a, b)
        groups -= 1
      }
    }
    return cells.count - (rowCount + columnCount - groups)
  }

  /// Row and column effects explain every value, but for rounding.
  private var isAdditive: Bool {
    guard withinSquares == 0 else { return false }
    // Along paths of cells, effects follow from one another; a cell that contradicts them is a residual.
    var effects = [Double?](repeating: nil, count: rowCount + columnCount)
    let scale = cells.reduce(abs(center)) { max($0, abs($1.mean)) }
    for start in 0..<rowCount where effects[start] == nil {
      effects[start] = 0
      var isChanged = true
      while isChanged {
        isChanged = false
        for cell in cells {
          let (row, column) = (effects[cell.row], effects[rowCount + cell.column])
          switch (row, column) {
          case (let row?, nil): effects[rowCount + cell.column] = cell.mean - row
          case (nil, let column?): effects[cell.row] = cell.mean - column
          case (let row?, let column?):
            if abs(cell.mean - row - column) > 1e-11 * scale { return false }
            continue
          case (nil, nil): continue
          }
          isChanged = true
        }
      }
    }
    return true
  }
}
