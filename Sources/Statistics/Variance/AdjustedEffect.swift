/// The effect of one kind of seed in a WI x DO table that may lack cells, adjusted for the other kind's.
///
/// Rows are the seeds of `factor`, columns those of the other kind. With the values about the means of their columns, their
/// sums t over rows, and A = diag(cells of a row) - N diag(1 / cells of a column) N' of the pattern N of cells:
///
///     A = sum over k of lambda[k] u[k] u[k]'        z[k] = u[k]' t / sqrt(lambda[k])
///
/// For normal effects with variances s of this factor and e of the residual, z[k] are independent with mean 0 and variance
/// lambda[k] s + e, whatever the columns' effects are, and independent of the residual's sum of squares. Of a complete grid
/// each lambda is the number of columns, and the sum of z^2 the factor's usual sum of squares.
///
/// - Source: Wald 1947, A Note on Regression Analysis; Seely and El-Bassiouni 1983, Applying Wald's Variance Component
///   Test.
struct AdjustedEffect {
  /// Most seeds of a kind.
  static let seedLimit = 400

  /// Cells of each column: their rows, and their values about the column's mean.
  let columns: [[(row: Int, value: Double)]]
  let rowCount: Int
  /// Not 0, and z by the same order.
  let eigenvalues: [Double]
  let z: [Double]
  /// Row k: u[k] / sqrt(lambda[k]).
  let projection: [[Double]]
  /// Of each row, about 0: of a complete grid its mean less that of the grid. Comparable where cells connect all rows.
  let effects: [Double]
  /// What neither kind of seed explains, and its degrees of freedom.
  let residual: Double
  let residualDegrees: Int

  /// - Throws: `Refusal` where cells have different numbers of runs, so that their means are not alike, or seeds are many.
  init(_ table: UnbalancedTable, of factor: Factor) throws(Refusal) {
    guard Set(table.cells.map(\.count)).count == 1 else { throw .unequalRuns }
    guard max(table.rowCount, table.columnCount) <= Self.seedLimit else { throw .manySeeds }
    let isTurned = (factor == .wi) == table.isTransposed
    var columns = [[(row: Int, value: Double)]](
      repeating: [], count: isTurned ? table.rowCount : table.columnCount)
    for cell in table.cells {
      let (row, column) = isTurned ? (cell.column, cell.row) : (cell.row, cell.column)
      columns[column].append((row, cell.mean))
    }
    self.init(columns, rowCount: isTurned ? table.columnCount : table.rowCount)
  }

  /// The cells of each column, and how many rows there are.
  init(_ cells: [[(row: Int, value: Double)]], rowCount: Int) {
    self.rowCount = rowCount
    var columns = cells
    var matrix = SquareMatrix(rowCount)
    for column in columns.indices {
      let count = Double(columns[column].count)
      let mean = columns[column].reduce(0) { $0 + $1.value } / count
      for place in columns[column].indices { columns[column][place].value -= mean }
      for (row, _) in columns[column] {
        matrix[row, row] += 1
        for (other, _) in columns[column] { matrix[row, other] -= 1 / count }
      }
    }
    self.columns = columns
    let (values, vectors) = matrix.symmetricEigen()
    let largest = values.reduce(0) { max($0, $1) }
    // One 0 for each group of seeds that cells connect; eigenvalues are rounded by some 1e-14 of the largest.
    let places = values.indices.filter { values[$0] > 1e-10 * largest }
    eigenvalues = places.map { values[$0] }
    projection = places.map { place in
      let root = values[place].squareRoot()
      return (0..<vectors.size).map { vectors[place, $0] / root }
    }
    let sums = Self.sums(columns, rowCount)
    let z = projection.map { row in zip(row, sums).reduce(0) { $0 + $1.0 * $1.1 } }
    self.z = z
    // Effects of the rows: sum of u z / sqrt(lambda).
    var effects = [Double](repeating: 0, count: rowCount)
    for (row, value) in zip(projection, z) {
      for place in effects.indices { effects[place] += row[place] * value }
    }
    self.effects = effects
    var residual = 0.0
    for column in columns {
      let mean = column.reduce(0) { $0 + effects[$1.row] } / Double(column.count)
      for (row, value) in column {
        let rest = value - (effects[row] - mean)
        residual += rest * rest
      }
    }
    self.residual = residual
    residualDegrees = columns.reduce(0) { $0 + $1.count } - columns.count - places.count
  }

  static func sums(_ columns: [[(row: Int, value: Double)]], _ rowCount: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: rowCount)
    for column in columns { for (row, value) in column { sums[row] += value } }
    return sums
  }

  var degrees: Int { z.count }
  var squares: Double { z.reduce(0) { $0 + $1 * $1 } }
  var f: Double { squares / Double(degrees) / (residual / Double(residualDegrees)) }

  /// Normal theory, exact: neither an approximation nor an assumption about the other kind of seed.
  var p: Double { FDistribution(degrees, residualDegrees).upperTail(f) }

  /// Its variance and the residual's, as the intervals need them.
  var pivot: VariancePivot {
    VariancePivot(
      squares: z.map { $0 * $0 }, weights: eigenvalues, residual: residual,
      residualDegrees: residualDegrees)
  }
}

extension PermutationTest {
  /// The p-value of `effect`, by rearranging the values of each column among the cells that it has.
  ///
  /// Under the additive model without an effect of the rows, they are exchangeable: the test is exact whichever cells are
  /// missing, if that has nothing to do with their scores. Compared is the adjusted sum of squares.
  func adjustedEffect(_ effect: AdjustedEffect, purpose: UInt64) -> PermutationPValue {
    let scale = effect.columns.joined().reduce(0) { $0 + $1.value * $1.value }
    func value(_ sums: [Double]) -> Double {
      effect.projection.reduce(0) { total, row in
        var z = 0.0
        for place in sums.indices { z += row[place] * sums[place] }
        return total + z * z
      }
    }
    let rule = TieRule(
      observed: value(AdjustedEffect.sums(effect.columns, effect.rowCount)), scale: scale)
    var (hits, most, mostCount) = (0, 0.0, 0)
    func look(_ sums: [Double]) {
      let found = value(sums)
      if rule.isAtLeast(found) { hits += 1 }
      if found > most + 1e-11 * scale {
        (most, mostCount) = (found, 1)
      } else if found >= most - 1e-11 * scale {
        mostCount += 1
      }
    }
    let all = arrangementCount(effect.columns.map(\.count))
    if all != nil {
      arrange(effect.columns, [Double](repeating: 0, count: effect.rowCount), look)
    } else {
      var numbers = SeededNumbers(seed: seed, purpose: purpose)
      var values = effect.columns.map { $0.map(\.value) }
      for _ in 0..<count {
        var sums = [Double](repeating: 0, count: effect.rowCount)
        for (place, column) in effect.columns.enumerated() {
          numbers.shuffle(&values[place], column.indices)
          for (cell, value) in zip(column, values[place]) { sums[cell.row] += value }
        }
        look(sums)
      }
    }
    return pValue(hits, of: all, mostExtreme: mostCount)
  }

  /// Product of the factorials; nil above the limit.
  private func arrangementCount(_ sizes: [Int]) -> Int? {
    var all = 1
    for size in sizes {
      for factor in 1...max(1, size) {
        all *= factor
        if all > exactLimit { return nil }
      }
    }
    return all
  }

  /// Calls `body` with the row sums of each arrangement of `columns`, added to `sums`.
  private func arrange(
    _ columns: some RandomAccessCollection<[(row: Int, value: Double)]>, _ sums: [Double],
    _ body: ([Double]) -> Void
  ) {
    guard let column = columns.first else { return body(sums) }
    ColumnArrangements.permute(column.map(\.value)) { values in
      var sums = sums
      for (cell, value) in zip(column, values) { sums[cell.row] += value }
      arrange(columns.dropFirst(), sums, body)
    }
  }
}
