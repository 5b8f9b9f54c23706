import Foundation

/// The restricted likelihood of a crossed table, as a function of the components' shares.
///
/// The model of a cell's mean over n values: mean + row + column + interaction + residual / n. In units of the residual,
/// with the interaction in D = interaction + 1 / n, W = 1 / D, and M = I + G^1/2 Z' W Z G^1/2 for the effects Z with
/// variances G:
///
///     V^-1 = W - W Z G^1/2 M^-1 G^1/2 Z' W        log|V| = sum log D + log|M|
///
/// Row effects, the larger block of M, are diagonal: only the Schur complement of the columns is factored.
///
/// - Complexity: O(rows x columns^2) for each value and gradient.
/// - Source: Patterson and Thompson 1971; Bates, Mächler, Bolker, Walker 2015 (lme4) for the profiled form, whose value
///   this is.
struct RestrictedLikelihood {
  let table: UnbalancedTable

  /// The criterion, to be minimised: minus twice the profiled restricted log-likelihood.
  struct Value {
    let criterion: Double
    /// By the shares of rows, columns and, with repeats, the interaction; what they leave is the residual.
    let gradient: [Double]
    /// Of the residual.
    let variance: Double
    /// Relative to the table's center, and its variance.
    let mean: Double
    let varianceOfMean: Double
  }

  /// - Precondition: shares from 0, which leave something.
  func value(at shares: [Double]) -> Value {
    let rest = 1 - shares.reduce(0, +)
    precondition(rest > 0 && shares.allSatisfy { $0 >= 0 }, "shares \(shares)")
    let ratios = shares.map { $0 / rest }
    let (g1, g2, gw) = (ratios[0], ratios[1], ratios.count > 2 ? ratios[2] : 0)
    let (a, b) = (table.rowCount, table.columnCount)
    let cells = table.cells
    let n = Double(table.observationCount)

    var weights = [Double](repeating: 0, count: a * b)
    var (rowWeight, columnWeight) = (
      [Double](repeating: 0, count: a), [Double](repeating: 0, count: b)
    )
    // Of the constant and of the values: Z' W x, and what is left after the effects.
    var ones = Projection(a, b)
    var values = Projection(a, b)
    var (logs, squares) = (0.0, 0.0)
    for cell in cells {
      let d = gw + 1 / Double(cell.count)
      let w = 1 / d
      logs += log(d * Double(cell.count))
      weights[cell.row * b + cell.column] = w
      rowWeight[cell.row] += w
      columnWeight[cell.column] += w
      ones.add(cell, w, 1)
      values.add(cell, w, cell.mean)
      squares += w * cell.mean * cell.mean
    }
    let pivots = rowWeight.map { 1 + g1 * $0 }
    var schur = SquareMatrix(b)
    // T = diag(column weights) - g1 W' M11^-1 W, and W' M11^-2 W.
    var (t, second) = (SquareMatrix(b), SquareMatrix(b))
    for i in 0..<a {
      weights.withUnsafeBufferPointer { all in
        let row = UnsafeBufferPointer(rebasing: all[i * b..<(i + 1) * b])
        t.addOuter(row, -g1 / pivots[i])
        second.addOuter(row, 1 / (pivots[i] * pivots[i]))
      }
    }
    for j in 0..<b { t[j, j] += columnWeight[j] }
    for place in schur.elements.indices { schur.elements[place] = g2 * t.elements[place] }
    for j in 0..<b { schur[j, j] += 1 }
    let factor = schur.choleskyFactor()
    let inverse = factor.inverseOfProduct()
    logs += pivots.reduce(0) { $0 + log($1) }
    for j in 0..<b { logs += 2 * log(factor[j, j]) }

    let system = Effects(g1: g1, g2: g2, pivots: pivots, weights: weights, inverse: inverse)
    system.solve(&ones)
    system.solve(&values)
    // 1' V^-1 1, 1' V^-1 y, y' V^-1 y.
    let information = ones.product(ones.total, ones)
    let cross = ones.product(values.total, values)
    let whole = values.product(squares, values)
    let mean = cross / information
    let deviance = whole - cross * mean + table.withinSquares
    let criterion =
      logs + log(information) + (n - 1) * (1 + log(2 * Double.pi * deviance / (n - 1)))

    // P y and V^-1 1, cell by cell.
    var (rowOnes, columnOnes) = ([Double](repeating: 0, count: a), [Double](repeating: 0, count: b))
    var (rowFit, columnFit) = (rowOnes, columnOnes)
    var (cellOnes, cellFit) = (0.0, 0.0)
    for cell in cells {
      let w = weights[cell.row * b + cell.column]
      let one = w * (1 - system.effect(ones, cell))
      let fit = w * (cell.mean - system.effect(values, cell)) - mean * one
      rowOnes[cell.row] += one
      columnOnes[cell.column] += one
      rowFit[cell.row] += fit
      columnFit[cell.column] += fit
      cellOnes += one * one
      cellFit += fit * fit
    }
    func squared(_ sums: [Double]) -> Double { sums.reduce(0) { $0 + $1 * $1 } }
    func slope(_ trace: Double, _ ones: Double, _ fit: Double) -> Double {
      trace - ones / information - (n - 1) * fit / deviance
    }
    // Traces of Z' V^-1 Z, in forms that are sharp where the ratio is 0.
    var rowTrace = -g2 * inverse.traceOfProduct(second)
    for i in 0..<a { rowTrace += rowWeight[i] / pivots[i] }
    var slopes = [
      slope(rowTrace, squared(rowOnes), squared(rowFit)),
      slope(inverse.traceOfProduct(t), squared(columnOnes), squared(columnFit)),
    ]
    if ratios.count > 2 {
      slopes.append(slope(system.traceOfCells(cells), cellOnes, cellFit))
    }
    // From ratios to shares.
    let common = zip(slopes, ratios).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = deviance / (n - 1)
    return Value(
      criterion: criterion, gradient: slopes.map { ($0 + common) / rest }, variance: variance,
      mean: mean, varianceOfMean: variance / information)
  }
}

/// Z' W x of a vector x of cells, and M^-1 G^1/2 times it.
private struct Projection {
  var rows: [Double]
  var columns: [Double]
  /// Sum of w x.
  var total = 0.0
  /// G^1/2 Z' W x, and the solution of M z = that.
  fileprivate(set) var right: [Double] = []
  fileprivate(set) var solution: [Double] = []

  init(_ a: Int, _ b: Int) {
    rows = Array(repeating: 0, count: a)
    columns = Array(repeating: 0, count: b)
  }

  mutating func add(_ cell: UnbalancedTable.ValuesOfCell, _ weight: Double, _ value: Double) {
    rows[cell.row] += weight * value
    columns[cell.column] += weight * value
    total += weight * value
  }

  /// x' V^-1 y, from x' W y.
  func product(_ weighted: Double, _ other: Projection) -> Double {
    weighted - zip(right, other.solution).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// The mixed model's equations for the effects.
private struct Effects {
  let g1: Double
  let g2: Double
  /// The diagonal block of M.
  let pivots: [Double]
  let weights: [Double]
  /// Of the Schur complement of the columns.
  let inverse: SquareMatrix

  func solve(_ projection: inout Projection) {
    let (a, b) = (pivots.count, inverse.size)
    let (r1, r2) = (g1.squareRoot(), g2.squareRoot())
    let u1 = projection.rows.map { r1 * $0 }
    let u2 = projection.columns.map { r2 * $0 }
    var reduced = u2
    for i in 0..<a {
      let factor = r1 * r2 * u1[i] / pivots[i]
      for j in 0..<b { reduced[j] -= weights[i * b + j] * factor }
    }
    let z2 = inverse * reduced
    let z1 = (0..<a).map { i -> Double in
      var sum = u1[i]
      for j in 0..<b { sum -= r1 * r2 * weights[i * b + j] * z2[j] }
      return sum / pivots[i]
    }
    projection.right = u1 + u2
    projection.solution = z1 + z2
  }

  /// What the effects explain of the cell.
  func effect(_ projection: Projection, _ cell: UnbalancedTable.ValuesOfCell) -> Double {
    g1.squareRoot() * projection.solution[cell.row]
      + g2.squareRoot() * projection.solution[pivots.count + cell.column]
  }

  /// The trace of V^-1 over cells.
  func traceOfCells(_ cells: [UnbalancedTable.ValuesOfCell]) -> Double {
    let b = inverse.size
    // Rows of W S^-1, and their product with W.
    let rows = pivots.indices.map { i in inverse * Array(weights[i * b..<(i + 1) * b]) }
    let own = rows.enumerated().map { i, row in
      (0..<b).reduce(0) { $0 + row[$1] * weights[i * b + $1] }
    }
    return cells.reduce(0) { sum, cell in
      let (i, j) = (cell.row, cell.column)
      let w = weights[i * b + j]
      let first = g1 / pivots[i] + g1 * g1 * g2 * own[i] / (pivots[i] * pivots[i])
      let explained = first + g2 * inverse[j, j] - 2 * g1 * g2 * rows[i][j] / pivots[i]
      return sum + w - w * w * explained
    }
  }
}
