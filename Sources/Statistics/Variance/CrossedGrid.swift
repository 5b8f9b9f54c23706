/// A complete table of one value for each pair of a WI seed (row) and a DO seed (column).
public struct CrossedGrid: Sendable, Equatable {
  /// Seeds of the rows and of the columns, ascending.
  public let rows: [Int]
  public let columns: [Int]
  /// Row by row.
  public let values: [Double]

  /// - Precondition: `values.count == rows.count * columns.count`, and not empty.
  public init(rows: [Int], columns: [Int], values: [Double]) {
    precondition(
      !values.isEmpty && values.count == rows.count * columns.count,
      "\(rows.count) x \(columns.count) with \(values.count) values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The table of `rows`, with seeds 1, 2, ...
  public init(_ rows: [[Double]]) {
    self.init(
      rows: Array(1...rows.count), columns: Array(1...rows[0].count), values: rows.flatMap(\.self))
  }

  public var rowCount: Int { rows.count }
  public var columnCount: Int { columns.count }

  public subscript(row: Int, column: Int) -> Double { values[row * columns.count + column] }

  func row(_ row: Int) -> [Double] { columns.indices.map { self[row, $0] } }
  func column(_ column: Int) -> [Double] { rows.indices.map { self[$0, column] } }

  /// DO seeds as rows.
  public var transposed: CrossedGrid {
    CrossedGrid(rows: columns, columns: rows, values: columns.indices.flatMap(column))
  }

  /// With the seeds of `factor` as rows.
  public func rows(of factor: Factor) -> CrossedGrid { factor == .wi ? self : transposed }

  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// Largest distance from zero.
  var largestMagnitude: Double { values.reduce(0) { max($0, abs($1)) } }

  /// Mean of each row.
  public var rowMeans: [Double] {
    rows.indices.map { row($0).reduce(0, +) / Double(columnCount) }
  }
}

/// Mean over rows of the standard deviation of a row, dividing by the count: the paper's "expected" deviation with
/// the row's seed given.
public func meanRowDeviation(_ grid: CrossedGrid) -> Double {
  grid.rows.indices.reduce(0) { $0 + Spread(grid.row($1)).sd } / Double(grid.rowCount)
}

/// Mean and spread of a sample.
public struct Spread: Sendable, Equatable {
  public let count: Int
  public let mean: Double
  /// Sum of squared distances from the mean.
  public let squares: Double

  /// - Precondition: not empty.
  public init(_ sample: [Double]) {
    precondition(!sample.isEmpty, "an empty sample")
    count = sample.count
    let mean = sample.reduce(0, +) / Double(sample.count)
    self.mean = mean
    squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// Dividing by the count.
  public var sd: Double { (squares / Double(count)).squareRoot() }
}
