// MARK: - Moving rows

extension ArithmeticUnit {
  /// `x[i] = value`.
  public func fill(_ x: Vector, _ value: Float) {
    if let device { return device.fill(x, value) }
    x.fill(value)
  }

  /// `table[rows[r]] = +0`.
  ///
  /// - Precondition: every index is a row of the table.
  public func clearRows(_ rows: [Int32], of table: Matrix) {
    table.requireEntries(rows)
    if let device { return device.clearRows(rows, of: table) }
    for row in rows { table.row(Int(row)).fill(0) }
  }

  /// `y[r] = x[rows[r]]`.
  ///
  /// - Shapes: `x`: [any, C]; `y` (out): [rows, C].
  /// - Precondition: every index is a row of `x`; the two share no memory.
  public func gatherRows(_ rows: [Int32], of x: Matrix, into y: Matrix) {
    y.require("y", rows: rows.count, columns: x.columns)
    x.requireEntries(rows)
    if let device { return device.gatherRows(rows, of: x, into: y) }
    for (r, row) in rows.enumerated() { y.row(r).copy(from: x.row(Int(row))) }
  }

  /// `y[rows[r]] = x[r]`; other rows of `y` stay.
  ///
  /// - Shapes: `x`: [rows, C]; `y` (out): [any, C].
  /// - Precondition: every index is a row of `y`, each once; the two share no memory.
  public func scatterRows(_ x: Matrix, to rows: [Int32], of y: Matrix) {
    x.require("x", rows: rows.count, columns: y.columns)
    y.requireEntries(rows)
    if let device { return device.move(.scatterRows, x, to: rows, of: y) }
    for (r, row) in rows.enumerated() { y.row(Int(row)).copy(from: x.row(r)) }
  }

  /// `y[rows[r]] = y[rows[r]] + x[r]`.
  ///
  /// - Shapes: `x`: [rows, C]; `y`: [any, C].
  /// - Precondition: every index is a row of `y`, each once.
  public func addRows(_ x: Matrix, to rows: [Int32], of y: Matrix) {
    x.require("x", rows: rows.count, columns: y.columns)
    y.requireEntries(rows)
    if let device { return device.move(.addToRows, x, to: rows, of: y) }
    for (r, row) in rows.enumerated() { add(x.row(r), to: y.row(Int(row))) }
  }
}

extension Matrix {
  /// Traps unless every index is a row.
  func requireEntries(_ indices: [Int32]) {
    requireRows("table")
    precondition(
      indices.allSatisfy { $0 >= 0 && Int($0) < rows }, "an index outside \(rows) entries")
  }
}
