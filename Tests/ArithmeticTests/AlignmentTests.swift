import Testing

@testable import Arithmetic

/// Every distance of floats from a line of the cache gives the same bits, and nothing is written outside.
/// Products have a test of their own.
@Suite struct AlignmentTests {
  private static let columns = 39
  private static let ones = Vector([Float](repeating: 1, count: columns))
  private static let site = DropoutSite(purpose: 3, seed: 5, site: 1, step: 9, probability: 0.3)

  /// Each operation on matrices of three rows: inputs and what becomes of them.
  private static let operations:
    [(name: String, run: @Sendable (ArithmeticUnit, Matrix, Matrix, Matrix) -> Void)] = [
      ("softmax", { unit, _, _, z in unit.softmaxSerially(z, scale: 0.5) }),
      ("softmax's gradient", { unit, x, _, z in unit.softmaxGradientSerially(x, z, scale: 0.5) }),
      (
        "LayerNorm",
        { unit, x, y, z in
          unit.layerNorm(
            x, gain: y.rows(0..<1).vector, bias: y.rows(1..<2).vector, epsilon: 1, into: z,
            mean: Vector(count: 3), rstd: Vector(count: 3))
        }
      ),
      (
        "residual LayerNorm",
        { unit, x, y, z in
          unit.residualLayerNorm(
            x, residual: y, dropout: site,
            rows: RowPositions(sequence: [0, 0, 4], row: [0, 1, 0]), gain: ones, bias: ones,
            epsilon: 1, sum: z, into: z, mean: Vector(count: 3), rstd: Vector(count: 3))
        }
      ),
      (
        "LayerNorm's gradient",
        { unit, x, _, z in
          unit.layerNormGradient(
            x, z, gain: ones, mean: Vector([0.5, 1, -1]), rstd: Vector([1, 2, 3]), dx: z,
            dgain: z.rows(0..<1).vector, dbias: z.rows(1..<2).vector)
        }
      ),
      (
        "dropout",
        { unit, x, _, z in
          unit.dropoutSerially(
            x, site: site, sequence: 1, firstElement: 3, elementRowStride: columns, into: z)
        }
      ),
      (
        "embedding",
        { unit, x, y, z in
          unit.embed(
            ids: [2, 0, 1], types: [0, 1, 0], positions: [0, 1, 2], words: x, typeTable: y,
            positionTable: x, into: z)
        }
      ),
      (
        "embedding's gradient",
        { unit, x, _, z in _ = unit.embeddingGradient(ids: [2, 0, 2], x, into: z) }
      ),
      ("column sums", { unit, x, _, z in unit.columnSums(x, into: z.rows(1..<2).vector) }),
      (
        "cross entropy",
        { unit, x, _, z in
          z[0, 0] = unit.crossEntropy(x, labels: [0, 7, 38], gradient: z)
        }
      ),
      (
        "vectors",
        { unit, x, y, z in
          for r in 0..<3 { vectors(unit, x.rows(r..<r + 1).vector, y, z.rows(r..<r + 1).vector) }
        }
      ),
    ]

  /// The operations that take vectors, one after another.
  private static func vectors(_ unit: ArithmeticUnit, _ x: Vector, _ y: Matrix, _ z: Vector) {
    for f in ElementaryFunction.allCases {
      f(x, into: z, unit)
      unit.add(z, to: x)
      unit.gelu(x, into: z)
      unit.geluGradient(x, z, into: z)
      unit.tanhGradient(x, z, into: z)
    }
    let (m, v) = (y.rows(0..<1).vector, y.rows(1..<2).vector)
    for i in 0..<v.count { v[i] = v[i].magnitude }
    unit.adamW(
      x, z, m: m, v: v,
      AdamWConstants(
        decay: 0.5, oneMinusBeta1: 0.1, beta2: 0.9, oneMinusBeta2: 0.1, correction2: 0.5,
        epsilon: 1e-3, stepSize: 0.1, gradientScale: 0.5))
    unit.bertAdam(
      x, z, m: m, v: v,
      BertAdamConstants(
        beta1: 0.9, oneMinusBeta1: 0.1, beta2: 0.9, oneMinusBeta2: 0.1, epsilon: 1e-3,
        weightDecay: 0.1, learningRate: 0.1, gradientScale: 0.5))
    x[0] += unit.sum(x)
    x[1] += Float(unit.sumOfSquares(x))
  }

  @Test(arguments: InstructionSet.available)
  func everyOffsetGivesTheSameBits(_ set: InstructionSet) throws {
    let unit = try ArithmeticUnit(instructionSet: set)
    var random = RandomValues(seed: 91)
    let inputs = (0..<3).map { _ in random.awkwardRows(3, Self.columns) }
    for operation in Self.operations {
      var first: [[[UInt32]]]?
      for offset in 0..<16 {
        // Rows of 39 + 16 + 9 = 64 floats: all rows of a matrix lie alike.
        let matrices = inputs.enumerated().map { index, rows in
          PaddedMatrix(
            rows, columns: Self.columns, gap: 25, offset: 16 + (offset * [1, 3, 7][index]) % 16)
        }
        operation.run(unit, matrices[0].matrix, matrices[1].matrix, matrices[2].matrix)
        #expect(matrices.allSatisfy { $0.isIntactAround }, "\(operation.name), offset \(offset)")
        let bits = matrices.map(\.bits)
        #expect(bits == first ?? bits, "\(operation.name), offset \(offset)")
        first = bits
      }
    }
  }
}
