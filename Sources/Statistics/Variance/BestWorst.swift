/// The paper's comparison of the best with the worst seed.
public struct BestWorst: Sendable {
  /// Places of the best and the worst row by mean; the first of several that are equal but for rounding.
  public let best: Int
  public let worst: Int
  /// One-way F of the two rows, with 1 and 2 (columns - 1) degrees of freedom; infinite where neither row varies.
  public let f: Double

  init(best: Int, worst: Int, f: Double) { (self.best, self.worst, self.f) = (best, worst, f) }

  /// - Precondition: at least two rows and two columns.
  public init(_ grid: CrossedGrid) {
    precondition(
      grid.rowCount > 1 && grid.columnCount > 1, "\(grid.rowCount) x \(grid.columnCount)")
    self.init(
      grid.values, rows: grid.rowCount, columns: grid.columnCount, columnStride: 1,
      tie: Self.tie(grid))
  }

  /// By how much sums of rows differ that are equal but for rounding.
  static func tie(_ grid: CrossedGrid) -> Double {
    1e-11 * grid.largestMagnitude * Double(grid.columnCount)
  }

  /// Rows of `values` with element (i, j) at `i * (columnStride == 1 ? columns : 1) + j * columnStride`.
  init(_ values: [Double], rows: Int, columns: Int, columnStride: Int, tie: Double) {
    let rowStride = columnStride == 1 ? columns : 1
    let sums = RowSums.of(
      values, rows: rows, columns: columns, rowStride: rowStride, columnStride: columnStride)
    var best = (row: 0, sum: -Double.infinity)
    var worst = (row: 0, sum: Double.infinity)
    for (row, sum) in sums.enumerated() {
      if sum > best.sum + tie { best = (row, sum) }
      if sum < worst.sum - tie { worst = (row, sum) }
    }
    func squares(_ row: Int, _ mean: Double) -> Double {
      var squares = 0.0
      for column in 0..<columns {
        let distance = values[row * rowStride + column * columnStride] - mean
        squares += distance * distance
      }
      return squares
    }
    let n = Double(columns)
    let (high, low) = (best.sum / n, worst.sum / n)
    let within = squares(best.row, high) + squares(worst.row, low)
    let between = (high - low) * (high - low)
    self.init(
      best: best.row, worst: worst.row,
      f: between == 0 ? 0 : between * n * (n - 1) / within)
  }
}

extension BestWorstTest {
  /// The test for the rows of `grid`, and how often shuffled grids pass it.
  ///
  /// - Parameter purpose: names the random stream, and the one after it.
  public init(_ grid: CrossedGrid, shuffleCount: Int, seed: UInt64, purpose: UInt64) {
    let observed = BestWorst(grid)
    let (rows, columns) = (grid.rowCount, grid.columnCount)
    let tie = BestWorst.tie(grid)
    let df = 2 * (columns - 1)
    let threshold = FDistribution(1, df).quantile(0.95)

    var numbers = SeededNumbers(seed: seed, purpose: purpose)
    var cells = grid.values
    var passes = 0
    for _ in 0..<shuffleCount {
      numbers.shuffle(&cells, cells.indices)
      if BestWorst(cells, rows: rows, columns: columns, columnStride: 1, tie: tie).f > threshold {
        passes += 1
      }
    }
    let rate = Double(passes) / Double(shuffleCount)

    // Column after column.
    cells = grid.transposed.values
    let rule = TieRule(observed: observed.f, scale: observed.f.isFinite ? observed.f : 0)
    var (hits, most, mostCount) = (0, -Double.infinity, 0)
    func count(_ cells: [Double]) {
      let f = BestWorst(cells, rows: rows, columns: columns, columnStride: rows, tie: tie).f
      if rule.isAtLeast(f) { hits += 1 }
      if f > most * (1 + 1e-9) || mostCount == 0 {
        (most, mostCount) = (f, 1)
      } else if f >= most * (1 - 1e-9) {
        mostCount += 1
      }
    }
    let all = ColumnArrangements.count(rows: rows, columns: columns, limit: shuffleCount)
    if all != nil {
      func visit(_ column: Int) {
        guard column < columns else { return count(cells) }
        ColumnArrangements.permute(grid.column(column)) { values in
          cells.replaceSubrange(column * rows..<(column + 1) * rows, with: values)
          visit(column + 1)
        }
      }
      visit(0)
    } else {
      numbers = SeededNumbers(seed: seed, purpose: purpose + 1)
      for _ in 0..<shuffleCount {
        // Each is shuffled in place.
        for column in 0..<columns {
          numbers.shuffle(&cells, column * rows..<(column + 1) * rows)
        }
        count(cells)
      }
    }
    self.init(
      bestSeed: grid.rows[observed.best], worstSeed: grid.rows[observed.worst], f: observed.f,
      residualDegreesOfFreedom: df, p: FDistribution(1, df).upperTail(observed.f),
      falsePositiveRate: rate,
      falsePositiveRateError: (rate * (1 - rate) / Double(shuffleCount)).squareRoot(),
      shuffleCount: shuffleCount, seed: seed,
      selectionAware: PermutationTest(count: shuffleCount, seed: seed)
        .pValue(hits, of: all, mostExtreme: mostCount))
  }
}

/// Sums of the rows of a table, each from its first column to its last.
enum RowSums {
  /// Eight rows at a time, as one sum waits for itself.
  ///
  /// - Shapes: element (i, j) of `values` stands at `i * rowStride + j * columnStride`.
  static func of(
    _ values: [Double], rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) -> [Double] {
    precondition(
      rows < 1 || columns < 1
        || (rows - 1) * rowStride + (columns - 1) * columnStride < values.count,
      "\(rows) x \(columns) of \(values.count) values")
    var sums = [Double](repeating: 0, count: rows)
    values.withUnsafeBufferPointer { values in
      var row = 0
      while row + 8 <= rows {
        var lanes = SIMD8<Double>(repeating: 0)
        var place = row * rowStride
        for _ in 0..<columns {
          for lane in 0..<8 { lanes[lane] += values[place + lane * rowStride] }
          place += columnStride
        }
        for lane in 0..<8 { sums[row + lane] = lanes[lane] }
        row += 8
      }
      while row < rows {
        for column in 0..<columns { sums[row] += values[row * rowStride + column * columnStride] }
        row += 1
      }
    }
    return sums
  }
}
