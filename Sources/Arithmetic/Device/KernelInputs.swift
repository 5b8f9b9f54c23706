import CKernels

/// Fixed inputs of all kernels, ragged on purpose, and room for what they give.
final class KernelInputs {
  static let rows = 37
  static let columns = 131
  static let count = rows * columns

  let a = Vector(count: count)
  let b = Vector(count: count)
  let c = Vector(count: count)
  let d = Vector(count: count)
  let out = Vector(count: count)
  let more = Vector(count: count)
  let first = Vector(count: columns)
  let second = Vector(count: columns)
  let means = Vector(count: rows)
  let rstds = Vector(count: rows)
  /// Results in binary64.
  var wide = [0.0, 0.0]

  static let site = DropoutSite(
    kernel: ck_dropout(
      purpose: 3, seed: 0xdead_beef, site: 7, step: 41, threshold: 429_496_729,
      scale: 0x1.c71c72p+0))

  init() {
    for (index, vector) in [a, b, c, d, first, second].enumerated() {
      Self.fill(vector, seed: UInt64(index + 1))
    }
  }

  func matrix(_ vector: Vector) -> Matrix {
    Matrix(vector, rows: Self.rows, columns: Self.columns)
  }

  func row(_ vector: Vector) -> Matrix { Matrix(vector, rows: 1, columns: vector.count) }

  /// Magnitudes from 2^-12 to 2^3, now and then a subnormal or a zero.
  static func fill(_ vector: Vector, seed: UInt64) {
    var words = SplitMix(state: seed)
    vector.copy(
      from: (0..<vector.count).map { _ in
        let word = UInt32(truncatingIfNeeded: words.next())
        var bits = word & 0x807f_ffff | (115 + (word >> 23 & 15)) << 23
        if words.next() % 64 == 0 { bits = word & 0x807f_ffff }
        if words.next() % 64 == 0 { bits = word & 0x8000_0000 }
        return Float(bitPattern: bits)
      })
  }

  // MARK: Digests

  /// Of everything, inputs included: what a kernel must not touch is compared as well.
  var digest: UInt64 {
    var digest = FowlerNollVo()
    for vector in [a, b, c, d, out, more, means, rstds] { digest.update(vector) }
    wide.withUnsafeBytes { digest.update($0) }
    return digest.value
  }

  /// Of a function of one argument, over inputs from the whole range.
  static func digest(_ function: (Vector, Vector) -> Void) -> UInt64 {
    let x = Vector(
      stride(from: UInt64(0), to: 1 << 32, by: 48611).map {
        Float(bitPattern: UInt32($0))
      })
    let y = Vector(count: x.count)
    function(x, y)
    var digest = FowlerNollVo()
    digest.update(y)
    return digest.value
  }

  // MARK: Groups of kernels

  /// Both operands as they are and transposed, with a bias or going on from c. More rows than a tile, more
  /// columns than panels, a deep chain.
  func products(_ unit: ArithmeticUnit) -> UInt64 {
    var digest = FowlerNollVo()
    for (rows, columns, depth) in [
      (37, 53, 83), (37, 131, 31), (3, 3, 1601), (1, 17, 5), (131, 1, 37),
    ] {
      for form in 0..<16 {
        for (vector, seed) in [(a, 11), (b, 12), (c, 13), (d.prefix(Self.columns), 14)] {
          Self.fill(vector, seed: UInt64(seed + form))
        }
        let left = Self.operand(a, rows, depth, isTurned: form & 1 != 0)
        let right = Self.operand(b, depth, columns, isTurned: form & 2 != 0)
        let result = Matrix(c, rows: rows, columns: columns)
        if form & 4 != 0, unit.packs {
          let packed = PackedMatrix(rows: depth, columns: columns)
          unit.pack(right, into: packed)
          unit.multiply(
            left, packed, into: result, bias: form & 8 != 0 ? d.prefix(columns) : nil,
            accumulate: form & 8 == 0)
        } else {
          unit.multiply(
            left, right, into: result, bias: form & 8 != 0 ? d.prefix(columns) : nil,
            accumulate: form & 8 == 0)
        }
        digest.update(result.vector)
      }
    }
    return digest.value
  }

  private static func operand(
    _ vector: Vector, _ rows: Int, _ columns: Int, isTurned: Bool
  ) -> Matrix {
    isTurned
      ? Matrix(vector, rows: columns, columns: rows).transposed
      : Matrix(vector, rows: rows, columns: columns)
  }

  /// Products and sums that are subnormal, of subnormal operands too.
  func smallProducts(_ unit: ArithmeticUnit) {
    b.copy(from: b.array.map { $0 * 0x1p-140 })
    let right = Matrix(b, rows: Self.columns, columns: Self.rows)
    unit.multiply(
      matrix(a), right, into: Matrix(out, rows: Self.rows, columns: Self.rows))
    unit.multiply(
      right.transposed, matrix(a).transposed,
      into: Matrix(more, rows: Self.rows, columns: Self.rows))
  }

  func exp64AndLog64(_ unit: ArithmeticUnit) {
    var words = SplitMix(state: 7)
    // -512 to 512
    let values = (0..<Self.count / 2).map { _ in
      Double(Int64(bitPattern: words.next())) * 0x1p-54
    }
    for (function, results) in [
      (out, unit.exp64(values)), (more, unit.log64(values.map { $0 < 0 ? -$0 : $0 })),
    ] {
      function.withMutableBytes { bytes in results.withUnsafeBytes { bytes.copyMemory(from: $0) } }
    }
  }

  /// Heads of five sequences, forward and backward, with one query a row and one a sequence.
  func attention(_ unit: ArithmeticUnit) {
    let layout = AttentionLayout(lengths: [7, 1, 13, 16, 0], headCount: 3)
    let (rows, channels) = (layout.rowCount, 3 * 5)
    // Queries, keys and values stand side by side, as in the network.
    let projections = Matrix(a, rows: rows, columns: 3 * channels)
    let gradients = Matrix(out, rows: rows, columns: 3 * channels)
    func part(_ matrix: Matrix, _ index: Int) -> Matrix {
      matrix.columns(index * channels..<(index + 1) * channels)
    }
    for queryRows in [rows, layout.sequenceCount] {
      let query = queryRows == rows ? part(projections, 0) : columns(b, queryRows, channels)
      let context = columns(more, queryRows, channels)
      let dQuery = queryRows == rows ? part(gradients, 0) : columns(d, queryRows, channels)
      let (probabilities, dropped) = (scores(layout), scores(layout))
      unit.attend(
        query: query, keys: part(projections, 1), values: part(projections, 2), layout,
        scale: 0.375, dropout: Self.site, probabilities: probabilities, dropped: dropped,
        into: context)
      unit.attendGradient(
        query: query, keys: part(projections, 1), values: part(projections, 2), layout,
        scale: 0.375, dropout: queryRows == rows ? Self.site : nil, probabilities: probabilities,
        dropped: dropped, dContext: context, dProbabilities: scores(layout), dQuery: dQuery,
        dKeys: part(gradients, 1), dValues: part(gradients, 2))
      unit.add(probabilities, to: c.prefix(layout.scoreCount))
    }
  }

  private func columns(_ vector: Vector, _ rows: Int, _ columns: Int) -> Matrix {
    Matrix(vector, rows: rows, columns: columns)
  }

  private func scores(_ layout: AttentionLayout) -> Vector { Vector(count: layout.scoreCount) }

  func moveRows(_ unit: ArithmeticUnit) {
    let list: [Int32] = [5, 0, 36, 17]
    let few = Matrix(more, rows: list.count, columns: Self.columns)
    unit.gatherRows(list, of: matrix(a), into: few)
    unit.scatterRows(few, to: [1, 2, 30, 4], of: matrix(b))
    unit.addRows(few, to: [3, 36, 0, 4], of: matrix(b))
    unit.clearRows([7, 8, 35], of: matrix(c))
    unit.fill(d[100..<4000], -0x1.8p-140)
    unit.dropout(
      matrix(a), site: Self.site,
      rows: RowPositions(
        sequence: (0..<Int32(Self.rows)).map { $0 % 4 }, row: (0..<Int32(Self.rows)).map { $0 / 4 }),
      into: matrix(out))
    // Three blocks of squares, the last one not full; and a part of one.
    let long = Vector((0..<9).flatMap { _ in a.array })
    wide = unit.sumsOfSquares([long, d.prefix(17)])
    let residual = matrix(a)
    unit.residualLayerNorm(
      residual, residual: matrix(b), dropout: nil,
      rows: RowPositions(
        sequence: [Int32](repeating: 0, count: Self.rows),
        row: [Int32](repeating: 0, count: Self.rows)),
      gain: first, bias: second, epsilon: 1e-5, sum: residual, into: residual, mean: means,
      rstd: rstds)
  }
}

/// The generator splitmix64.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

/// The hash FNV-1a of 64 bits.
struct FowlerNollVo {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  mutating func update(_ vector: Vector) { vector.withBytes { update($0) } }
}
