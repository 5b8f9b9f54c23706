import CKernels

// MARK: - Sums

extension ArithmeticUnit {
  /// Squares in a partial sum of `sumOfSquares`; part of the profile.
  static let squaresPerBlock = 16384

  /// The row reduction of `x`: 16 lanes from +0, element i in lane i mod 16; then lanes l and l + 8,
  /// l + 4, l + 2, l + 1.
  ///
  /// - Edge cases: +0 of nothing; NaN gives `0x7fc00000`.
  public func sum(_ x: Vector) -> Float {
    if let device { return device.sum(x) }
    let sum = withExtendedLifetime(x) {
      FloatingPointEnvironment.standard { ck_sum(isa, x.base, x.count) }
    }
    return sum.isNaN ? .nan : sum
  }

  /// The sum of the squares in binary64, where each square is exact.
  ///
  /// Blocks of 16,384 elements, each a row reduction in binary64; their sums are added ascending.
  ///
  /// - Edge cases: +0 of nothing; NaN gives `0x7ff8000000000000`.
  public func sumOfSquares(_ x: Vector) -> Double {
    if let device { return device.sumsOfSquares([x])[0] }
    let size = Self.squaresPerBlock
    var parts = [Double](repeating: 0, count: (x.count + size - 1) / size)
    parts.withUnsafeMutableBufferPointer { parts in
      withExtendedLifetime(x) {
        forEachRange(.sums, of: x.count, size: size) { range in
          parts[range.lowerBound / size] = ck_sum_of_squares(
            isa, x.base + range.lowerBound, range.count)
        }
      }
    }
    let sum = FloatingPointEnvironment.standard { parts.reduce(0, +) }
    return sum.isNaN ? .nan : sum
  }

  /// The sum of squares of each of `runs`; a device is asked once for all.
  public func sumsOfSquares(_ runs: [Vector]) -> [Double] {
    if let device { return device.sumsOfSquares(runs) }
    return runs.map(sumOfSquares)
  }

  /// Makes the room that a device needs for `sumsOfSquares` of these, so that none is made during an update.
  public func reserveSums(of runs: [Vector]) { _ = device?.sumsOfSquares(runs) }

  /// `y[c]` = the sum of column c: one accumulator from +0, rows ascending.
  ///
  /// - Shapes: `x`: [rows, C]; `y`: [C].
  public func columnSums(_ x: Matrix, into y: Vector) {
    x.requireRows("x")
    y.require("y", count: x.columns)
    if let device { return device.columnSums(x, into: y) }
    withExtendedLifetime((x, y)) {
      forEachColumnStrip(.sums, x.columns) { columns in
        let c = columns.lowerBound
        ck_column_sums(isa, y.base + c, x.base + c, x.rowStride, x.rows, columns.count)
      }
    }
  }
}
