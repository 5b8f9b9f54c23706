/// A small dense matrix, row by row.
struct SquareMatrix {
  let size: Int
  var elements: [Double]

  init(_ size: Int) {
    self.size = size
    elements = Array(repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  /// Adds `factor` times the vector's outer product with itself.
  mutating func addOuter(_ vector: UnsafeBufferPointer<Double>, _ factor: Double) {
    let size = size
    elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<size where vector[row] != 0 {
        let scale = factor * vector[row]
        for column in 0..<size { elements[row * size + column] += scale * vector[column] }
      }
    }
  }

  /// L with L L' = this, lower triangular.
  ///
  /// - Precondition: positive definite.
  func choleskyFactor() -> SquareMatrix {
    var factor = SquareMatrix(size)
    for row in 0..<size {
      for column in 0...row {
        var sum = self[row, column]
        for k in 0..<column { sum -= factor[row, k] * factor[column, k] }
        factor[row, column] =
          row == column ? sum.squareRoot() : sum / factor[column, column]
      }
    }
    return factor
  }

  /// The inverse of L L', of this lower triangular L.
  func inverseOfProduct() -> SquareMatrix {
    // Row by row the inverse of L; then L^-T L^-1.
    var triangle = SquareMatrix(size)
    for row in 0..<size {
      let pivot = 1 / self[row, row]
      triangle[row, row] = pivot
      for k in 0..<row where self[row, k] != 0 {
        let scale = -self[row, k] * pivot
        for column in 0...k { triangle[row, column] += scale * triangle[k, column] }
      }
    }
    var inverse = SquareMatrix(size)
    for k in 0..<size {
      triangle.elements.withUnsafeBufferPointer { all in
        inverse.addOuter(UnsafeBufferPointer(rebasing: all[k * size..<(k + 1) * size]), 1)
      }
    }
    return inverse
  }

  /// Trace of the product with another symmetric matrix.
  func traceOfProduct(_ other: SquareMatrix) -> Double {
    var sum = 0.0
    for place in elements.indices { sum += elements[place] * other.elements[place] }
    return sum
  }

  static func * (matrix: SquareMatrix, vector: [Double]) -> [Double] {
    (0..<matrix.size).map { row in
      var sum = 0.0
      for column in 0..<matrix.size { sum += matrix[row, column] * vector[column] }
      return sum
    }
  }
}
