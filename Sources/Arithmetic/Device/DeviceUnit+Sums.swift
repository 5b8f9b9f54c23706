import OpenCL

// MARK: - Sums, LayerNorm and cross entropy

extension DeviceUnit {
  func sum(_ x: Vector) -> Float {
    run(.sum, groups: (1, 1, 1), write(cell), read(x), [.size(x.count)])
    return cell[0]
  }

  func columnSums(_ x: Matrix, into y: Vector) {
    run(
      .columnSums, elements: x.columns, write(y), read(x),
      [.size(x.rowStride), .size(x.rows), .size(x.columns)])
  }

  /// The sum of squares of each run, by the blocks that `ArithmeticUnit.sumOfSquares` has.
  ///
  /// - Returns: one sum a run, read from the device at once; NaN is the quiet NaN.
  func sumsOfSquares(_ runs: [Vector]) -> [Double] {
    let size = ArithmeticUnit.squaresPerBlock
    let counts = runs.map { ($0.count + size - 1) / size }
    let firsts = counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    let parts = room(.parts, firsts.last!)
    for (index, run) in runs.enumerated() {
      self.run(
        .squareSums, teams: counts[index], parts.dropLast() + [.size(firsts[index])], read(run),
        [.size(run.count)])
    }
    run(
      .foldSquares, elements: runs.count, room(.sums, runs.count), parts,
      list(firsts.dropLast().map(Int32.init)), list(counts.map(Int32.init)),
      [.size(runs.count)])
    return doubles(.sums, runs.count)
  }

  // MARK: LayerNorm

  func layerNorm(
    _ x: Matrix, gain: Vector, bias: Vector, epsilon: Float, into y: Matrix, mean: Vector,
    rstd: Vector
  ) {
    run(
      .layerNorm, teams: x.rows, write(y.vector), write(mean), write(rstd), read(x.vector),
      read(gain), read(bias), [.float(epsilon), .size(x.rows), .size(x.columns)])
  }

  /// `s = dropout(x) + residual`.
  func addResidual(
    _ x: Matrix, _ residual: Matrix, _ site: DropoutSite?, _ rows: RowPositions, into s: Matrix
  ) {
    guard let site else {
      map(.sumOfTwo, x.vector, residual.vector, into: s.vector)
      return
    }
    run(
      .dropoutAddRows, rows: x.rows, columns: blocksOfFour(x.columns), write(s.vector),
      read(x.vector), read(residual.vector), list(rows.sequence), list(rows.row),
      [.size(x.rows), .size(x.columns)], dropout(site))
  }

  func layerNormGradient(
    _ x: Matrix, _ dy: Matrix, gain: Vector, mean: Vector, rstd: Vector, dx: Matrix,
    dgain: Vector, dbias: Vector
  ) {
    let shape: [DeviceArgument] = [.size(x.rows), .size(x.columns)]
    // Before dx, which may overwrite dy.
    run(
      .layerNormParameterGradient, elements: x.columns, write(dgain), write(dbias),
      read(x.vector), read(dy.vector), read(mean), read(rstd), shape)
    run(
      .layerNormGradient, teams: x.rows, write(dx.vector), read(x.vector), read(dy.vector),
      read(gain), read(mean), read(rstd), shape)
  }

  // MARK: Cross entropy

  func crossEntropy(_ logits: Matrix, labels: [Int32], gradient: Matrix?) -> Float {
    let losses = room(.losses, logits.rows)
    run(
      .crossEntropyRows, elements: logits.rows, losses,
      gradient.map { write($0.vector) } ?? read(logits.vector), [.int(gradient == nil ? 0 : 1)],
      read(logits.vector), list(labels), [.size(logits.rows), .size(logits.columns)])
    run(.crossEntropyLoss, groups: (1, 1, 1), write(cell), losses, [.size(logits.rows)])
    return cell[0]
  }
}
