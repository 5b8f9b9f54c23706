extension SquareMatrix {
  /// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations.
  ///
  /// - Shapes: `vectors`: row k is the eigenvector of value k, of length 1.
  /// - Complexity: some 8 sweeps of O(size^3).
  /// - Source: Jacobi 1846; Golub and Van Loan 2013, section 8.5.
  func symmetricEigen() -> (values: [Double], vectors: SquareMatrix) {
    var matrix = self
    var vectors = SquareMatrix(size)
    for k in 0..<size { vectors[k, k] = 1 }
    let scale = elements.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var off = 0.0
      for p in 0..<size { for q in p + 1..<max(p + 1, size) { off += matrix[p, q] * matrix[p, q] } }
      if off <= 1e-30 * scale { break }
      for p in 0..<size {
        for q in p + 1..<max(p + 1, size) where matrix[p, q] != 0 {
          matrix.rotate(p, q, &vectors)
        }
      }
    }
    return ((0..<size).map { matrix[$0, $0] }, vectors)
  }

  /// Makes element (p, q) zero.
  private mutating func rotate(_ p: Int, _ q: Int, _ vectors: inout SquareMatrix) {
    let theta = (self[q, q] - self[p, p]) / (2 * self[p, q])
    let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in 0..<size {
      let (x, y) = (self[k, p], self[k, q])
      self[k, p] = c * x - s * y
      self[k, q] = s * x + c * y
    }
    for k in 0..<size {
      let (x, y) = (self[p, k], self[q, k])
      self[p, k] = c * x - s * y
      self[q, k] = s * x + c * y
      let (u, v) = (vectors[p, k], vectors[q, k])
      vectors[p, k] = c * u - s * v
      vectors[q, k] = s * u + c * v
    }
  }
}
