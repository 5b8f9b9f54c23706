/// The row-and-column jackknife of an estimate T(n): in another experiment the seeds of both kinds are fresh, so
/// each is left out in turn.
///
///     variance(n) = (I-1)/I sum_i (T_-i - their mean)^2 + (J-1)/J sum_j (T_-j - their mean)^2
///
/// The interaction is counted twice, so that the estimate errs on the large side: for n = 1 it is (MSA + MSB) / IJ,
/// where (MSA + MSB - MSE) / IJ has no bias.
struct SeedsLeftOut {
  /// Estimates for n = 1...J - 1 without each row, and without each column, of an I x J grid with I >= J.
  let withoutRow: [[Double]]
  let withoutColumn: [[Double]]

  /// For n = 1...J; nil at the end, where nothing can be left out.
  var variances: [Double?] {
    (0..<withoutColumn.count).map { n in
      n + 1 == withoutColumn.count
        ? nil
        : BestOfN.jackknife(withoutRow.map { $0[n] })
          + BestOfN.jackknife(withoutColumn.map { $0[n] })
    }
  }
}

extension DistinctSeedsEstimate {
  /// Counted anew on each smaller grid.
  static func exactLeavingOut(_ grid: CrossedGrid) -> SeedsLeftOut {
    func withoutEachRow(_ grid: CrossedGrid) -> [[Double]] {
      if grid.rowCount == 1 { return [[]] }
      return grid.rows.indices.map { row in
        let others = grid.rows.indices.filter { $0 != row }
        let rest = CrossedGrid(
          rows: others, columns: grid.columns, values: others.flatMap(grid.row))
        return exact(rest.rowCount >= rest.columnCount ? rest : rest.transposed)
      }
    }
    return SeedsLeftOut(
      withoutRow: withoutEachRow(grid), withoutColumn: withoutEachRow(grid.transposed))
  }
}

/// Random sets of J cells with distinct seeds, of an I x J grid with I >= J. Each gives U(n) over its cells for all n at
/// once; without one of its cells, it is a set of the grid without that cell's row, and without its column.
struct RandomSets {
  private let grid: CrossedGrid
  private let count: Double
  private let center: Double
  /// Sums over sets of U(n) less the center, and of its square.
  private var sums: [Double]
  private var squares: [Double]
  /// Sums over sets of U(n) without the cell of a column.
  private var withoutColumn: [[Double]]
  /// Sums over sets that have a row: (J - n) / J of U(n) without its cell, less U(n) with it; and how many they are.
  private var withoutRow: [[Double]]
  private var rowCounts: [Double]

  /// - Precondition: at least two sets.
  init(_ grid: CrossedGrid, count: Int, _ numbers: inout SeededNumbers) {
    precondition(count > 1 && grid.rowCount >= grid.columnCount, "\(count) sets")
    self.grid = grid
    self.count = Double(count)
    center = grid.mean
    let columns = grid.columnCount
    let zeros = [Double](repeating: 0, count: columns)
    (sums, squares) = (zeros, zeros)
    withoutColumn = Array(repeating: zeros, count: columns)
    withoutRow = Array(repeating: zeros, count: grid.rowCount)
    rowCounts = Array(repeating: 0, count: grid.rowCount)
    let weights = (1...columns).map { BestOfN.weights(count: columns, $0) }
    let fewer = (1..<max(2, columns)).map { BestOfN.weights(count: max(1, columns - 1), $0) }
    var rows = Array(grid.rows.indices)
    var cells: [(score: Double, row: Int, column: Int)] = []
    for _ in 0..<count {
      numbers.shuffle(&rows, rows.indices)
      cells.removeAll(keepingCapacity: true)
      for column in 0..<columns {
        cells.append((grid[rows[column], column] - center, rows[column], column))
      }
      cells.sort { $0.score < $1.score }
      for cell in cells { rowCounts[cell.row] += 1 }
      for n in 0..<columns {
        var mean = 0.0
        for i in n..<columns { mean += weights[n][i] * cells[i].score }
        sums[n] += mean
        squares[n] += mean * mean
        if n + 1 < columns { leaveOut(cells, n, mean, fewer[n]) }
      }
    }
  }

  /// Adds U(n + 1) of a set, whose whole has the value `mean`, without each of its cells in turn.
  private mutating func leaveOut(
    _ cells: [(score: Double, row: Int, column: Int)], _ n: Int, _ mean: Double,
    _ weights: [Double]
  ) {
    let share = 1 - Double(n + 1) / Double(cells.count)
    // Without a cell, those above it move down one place.
    var left = 0.0
    for i in 1..<cells.count { left += cells[i].score * weights[i - 1] }
    for (r, cell) in cells.enumerated() {
      withoutColumn[cell.column][n] += left
      withoutRow[cell.row][n] += share * left - mean
      if r + 1 < cells.count { left += (cell.score - cells[r + 1].score) * weights[r] }
    }
  }

  /// For n = 1...J.
  var means: [Double] { sums.map { center + $0 / count } }

  /// Errors of drawing.
  var standardErrors: [Double] {
    zip(squares, sums).map { square, sum in
      (max(0, square - sum * sum / count) / (count * (count - 1))).squareRoot()
    }
  }

  /// Of n cells of a set with a given row, J - n in J times none is in that row; so such sets weigh less.
  var leavingOut: SeedsLeftOut {
    let columns = grid.columnCount
    return SeedsLeftOut(
      withoutRow: zip(withoutRow, rowCounts).map { left, sets in
        (1..<max(1, columns)).map { n in
          (sums[n - 1] + left[n - 1]) / (count - sets * Double(n) / Double(columns))
        }
      },
      withoutColumn: withoutColumn.map { $0.map { $0 / count } })
  }
}
