extension KernelInputs {
  /// Kernels over more than 2^16 items, for which some drivers compile other code.
  ///
  /// - Returns: a digest of what they give.
  static func large(_ unit: ArithmeticUnit) -> UInt64 {
    let (rows, columns) = (4375, 16)
    let count = rows * columns
    func filled(_ seed: UInt64) -> Vector {
      let vector = Vector(count: count)
      fill(vector, seed: seed)
      return vector
    }
    var digest = FowlerNollVo()
    let (x, y, z) = (filled(21), filled(22), Vector(count: count))
    unit.gelu(x, into: z)
    digest.update(z)
    unit.geluGradient(x, y, into: z)
    digest.update(z)
    unit.tanhGradient(x, y, into: z)
    unit.add(x, to: z)
    unit.fill(z[7..<66_000], 0x1.8p-3)
    digest.update(z)

    let (gain, bias) = (x.prefix(columns), y.prefix(columns))
    let (mean, rstd) = (Vector(count: rows), Vector(count: rows))
    let sum = Matrix(filled(23), rows: rows, columns: columns)
    let result = Matrix(z, rows: rows, columns: columns)
    unit.residualLayerNorm(
      sum, residual: Matrix(x, rows: rows, columns: columns), dropout: nil,
      rows: RowPositions(
        sequence: [Int32](repeating: 0, count: rows), row: [Int32](repeating: 0, count: rows)),
      gain: gain, bias: bias, epsilon: 1e-12, sum: sum, into: result, mean: mean, rstd: rstd)
    digest.update(z)
    let (dgain, dbias) = (Vector(count: columns), Vector(count: columns))
    unit.layerNormGradient(
      sum, Matrix(y, rows: rows, columns: columns), gain: gain, mean: mean, rstd: rstd, dx: result,
      dgain: dgain, dbias: dbias)
    for vector in [z, mean, rstd, dgain, dbias] { digest.update(vector) }

    let (m, v) = (filled(24), filled(25))
    v.copy(from: v.array.map { $0 < 0 ? -$0 : $0 })
    unit.adamW(x, y, m: m, v: v, adamW)
    unit.bertAdam(x, z, m: m, v: v, bertAdam)
    unit.decay(y, by: 0x1.fffp-1)
    for vector in [x, y, m, v] { digest.update(vector) }
    return digest.value
  }

  static let adamW = AdamWConstants(
    decay: 0x1.fffp-1, oneMinusBeta1: 0.1, beta2: 0.999, oneMinusBeta2: 0.001, correction2: 0.25,
    epsilon: 1e-8, stepSize: 1e-3, gradientScale: 0.7)

  static let bertAdam = BertAdamConstants(
    beta1: 0.9, oneMinusBeta1: 0.1, beta2: 0.999, oneMinusBeta2: 0.001, epsilon: 1e-6,
    weightDecay: 0.01, learningRate: 1e-3, gradientScale: 0.7)
}
