// MARK: - Products by OpenBLAS

extension ArithmeticUnit {
  /// The longer side of `c` is cut into one piece for each thread.
  func multiplyWithOpenBLAS(
    _ a: Matrix, _ b: Matrix, into c: Matrix, bias: Vector?, accumulate: Bool
  ) {
    let library = openBLAS
    let cutsRows = c.rows >= c.columns
    let count = cutsRows ? c.rows : c.columns
    parallelFor(blocks: threads, phase: .products) { part in
      let piece = count * part / threads..<count * (part + 1) / threads
      guard !piece.isEmpty else { return }
      let target = cutsRows ? c.rows(piece) : c.columns(piece)
      library.multiply(
        cutsRows ? a.rows(piece) : a, cutsRows ? b : b.columns(piece), into: target,
        accumulate: accumulate)
      if let bias { target.add(cutsRows ? bias : bias[piece]) }
    }
  }

  var openBLAS: OpenBLAS.Library {
    guard case .success(let library) = OpenBLAS.loaded else {
      preconditionFailure("a unit with the OpenBLAS backend was made without the library")
    }
    return library
  }
}

extension Matrix {
  /// Adds `bias[j]` to each element of column j.
  fileprivate func add(_ bias: Vector) {
    withExtendedLifetime((arena, bias.arena)) {
      for i in 0..<rows {
        let row = base + i * rowStride
        for j in 0..<columns { row[j] += bias.base[j] }
      }
    }
  }
}
