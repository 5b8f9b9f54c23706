/// `rows` x `columns` floats in a vector's memory.
///
/// Element (i, j) lies at `i * rowStride + j * columnStride`. A matrix refers to the memory, as a
/// vector does; a transposed matrix, a band of rows or of columns is another view of the same floats.
public struct Matrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  public let rowStride: Int
  public let columnStride: Int

  /// What keeps the memory alive; nil in a view that is lent.
  let arena: Arena?
  let base: UnsafeMutablePointer<Float>

  /// The first `rows * columns` floats of `vector`, row after row.
  public init(_ vector: Vector, rows: Int, columns: Int) {
    self.init(vector, rows: rows, columns: columns, rowStride: columns)
  }

  /// Rows of `columns` floats that start `rowStride` floats apart.
  ///
  /// - Precondition: `rowStride >= columns`, and the last row ends inside `vector`.
  public init(_ vector: Vector, rows: Int, columns: Int, rowStride: Int) {
    precondition(
      rows >= 0 && columns >= 0 && rowStride >= columns
        && (rows == 0 || (rows - 1) * rowStride + columns <= vector.count),
      "\(rows) x \(columns) with row stride \(rowStride) over \(vector.count) floats")
    self.init(
      arena: vector.arena, base: vector.base, rows: rows, columns: columns, rowStride: rowStride,
      columnStride: 1)
  }

  init(
    arena: Arena?, base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, rowStride: Int,
    columnStride: Int
  ) {
    self.arena = arena
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  public var transposed: Matrix {
    Matrix(
      arena: arena, base: base, rows: columns, columns: rows, rowStride: columnStride,
      columnStride: rowStride)
  }

  /// The elements in a band of rows and a band of columns: one view, as each costs time beside a small product.
  public func block(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= self.rows && columns.lowerBound >= 0
        && columns.upperBound <= self.columns,
      "rows \(rows) and columns \(columns) of \(self.rows) x \(self.columns)")
    return Matrix(
      arena: arena, base: base + rows.lowerBound * rowStride + columns.lowerBound * columnStride,
      rows: rows.count, columns: columns.count, rowStride: rowStride, columnStride: columnStride)
  }

  public func rows(_ range: Range<Int>) -> Matrix { block(range, 0..<columns) }

  public func columns(_ range: Range<Int>) -> Matrix { block(0..<rows, range) }

  public func row(_ index: Int) -> Vector { rows(index..<index + 1).vector }

  public subscript(i: Int, j: Int) -> Float {
    get {
      arena?.willRead()
      return withExtendedLifetime(arena) { base[offset(i, j)] }
    }
    nonmutating set {
      arena?.willWrite()
      withExtendedLifetime(arena) { base[offset(i, j)] = newValue }
    }
  }

  private func offset(_ i: Int, _ j: Int) -> Int {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns, "element (\(i), \(j)) of \(rows) x \(columns)")
    return i * rowStride + j * columnStride
  }

  /// Whether the rows follow each other without gaps.
  public var isContiguous: Bool {
    rows == 0 || columns == 0
      || ((columnStride == 1 || columns == 1) && (rowStride == columns || rows == 1))
  }

  /// The elements row after row.
  ///
  /// - Precondition: the matrix is contiguous.
  public var vector: Vector {
    precondition(
      isContiguous, "\(rows) x \(columns) with strides \(rowStride), \(columnStride) as a vector")
    return Vector(arena: arena, base: base, count: rows * columns)
  }
}

extension Matrix {
  /// Copies the elements of a matrix of the same shape.
  ///
  /// - Precondition: equal shapes; `columnStride == 1` here.
  public func copyRows(from other: Matrix) {
    precondition(
      other.rows == rows && other.columns == columns && columnStride == 1,
      "\(other.rows) x \(other.columns) into \(rows) x \(columns), column stride \(columnStride)")
    other.arena?.willRead()
    arena?.willWrite()
    withExtendedLifetime((arena, other.arena)) {
      for i in 0..<rows {
        let to = base + i * rowStride
        let from = other.base + i * other.rowStride
        if other.columnStride == 1 {
          to.update(from: from, count: columns)
        } else {
          for j in 0..<columns { to[j] = from[j * other.columnStride] }
        }
      }
    }
  }
}
