import CKernels

// MARK: - Dropout

extension ArithmeticUnit {
  /// Dropout of packed rows: `y = keep ? x * scale : +0`. Also its gradient, from `dy` to `dx`.
  ///
  /// Element (r, c) is element `row * C + c` of its sequence.
  ///
  /// - Shapes: `x`, `y`: [rows, C].
  /// - Rounding: the product, once.
  /// - Precondition: `rows.count == x.rows`. `y` may be `x`.
  public func dropout(_ x: Matrix, site: DropoutSite, rows: RowPositions, into y: Matrix) {
    x.requireRows("x")
    y.require("y", rows: x.rows, columns: x.columns)
    rows.requireCount(x.rows)
    if let device { return device.dropout(x, site: site, rows: rows, into: y) }
    withExtendedLifetime((x, y)) {
      withUnsafePointer(to: site.kernel) { kernel in
        forEachRowBlock(.dropout, rows: x.rows, columns: x.columns) { block in
          for r in block {
            ck_dropout_run(
              isa, y.row(at: r), x.row(at: r), x.columns, kernel, UInt32(rows.sequence[r]),
              UInt64(rows.row[r]) * UInt64(x.columns))
          }
        }
      }
    }
  }

  /// Dropout of one matrix of one sequence on the calling thread: for use inside `parallelFor`.
  ///
  /// Element (i, j) is element `firstElement + i * elementRowStride + j` of the sequence.
  ///
  /// - Precondition: `x` and `y` have one shape; elements lie in `0..<2^34`. `y` may be `x`.
  public func dropoutSerially(
    _ x: Matrix, site: DropoutSite, sequence: UInt32, firstElement: Int, elementRowStride: Int,
    into y: Matrix
  ) {
    x.requireRows("x")
    y.require("y", rows: x.rows, columns: x.columns)
    let last = firstElement + max(x.rows - 1, 0) * elementRowStride + x.columns
    precondition(
      firstElement >= 0 && elementRowStride >= 0 && last <= 1 << 34,
      "elements \(firstElement) to \(last), rows \(elementRowStride) apart")
    // Rows without gaps, in memory and in elements, are one run.
    let isOneRun = x.isContiguous && y.isContiguous && elementRowStride == x.columns
    let (runs, length) = isOneRun ? (1, x.rows * x.columns) : (x.rows, x.columns)
    if let device {
      for i in 0..<runs {
        device.dropoutRun(
          isOneRun ? x.vector : x.row(i), site: site, sequence: sequence,
          firstElement: firstElement + i * elementRowStride, into: isOneRun ? y.vector : y.row(i))
      }
      return
    }
    withExtendedLifetime((x, y)) {
      withUnsafePointer(to: site.kernel) { kernel in
        FloatingPointEnvironment.standard {
          for i in 0..<runs {
            ck_dropout_run(
              isa, y.row(at: i), x.row(at: i), length, kernel, sequence,
              UInt64(firstElement + i * elementRowStride))
          }
        }
      }
    }
  }
}
