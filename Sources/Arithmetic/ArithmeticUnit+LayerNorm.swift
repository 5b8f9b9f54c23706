import CKernels

// MARK: - LayerNorm

extension ArithmeticUnit {
  /// Normalizes each row of `x` to zero mean and unit variance, then scales and shifts it.
  ///
  ///     mean = sum(x) / C
  ///     rstd = 1 / sqrt(sum((x - mean)^2) / C + epsilon)
  ///     y = ((x - mean) * rstd) * gain + bias
  ///
  /// - Shapes: `x`, `y`: [rows, C]; `gain`, `bias`: [C]; `mean`, `rstd` (out): [rows].
  /// - Rounding: sums are row reductions; nothing is fused.
  /// - Edge cases: a constant row gives `rstd = 1 / sqrt(epsilon)`; NaN in a row stays in that row.
  /// - Precondition: `y` may be `x`.
  /// - Source: Ba et al. 2016 (arXiv:1607.06450), equation 4.
  public func layerNorm(
    _ x: Matrix, gain: Vector, bias: Vector, epsilon: Float, into y: Matrix, mean: Vector,
    rstd: Vector
  ) {
    x.requireRows("x")
    y.require("y", rows: x.rows, columns: x.columns)
    require(gain: gain, bias: bias, mean: mean, rstd: rstd, of: x)
    if let device {
      return device.layerNorm(
        x, gain: gain, bias: bias, epsilon: epsilon, into: y, mean: mean, rstd: rstd)
    }
    withExtendedLifetime((x, gain, bias, y, mean, rstd)) {
      forEachRowBlock(.normalisation, rows: x.rows, columns: x.columns) { rows in
        let r = rows.lowerBound
        ck_layer_norm(
          isa, y.row(at: r), y.rowStride, mean.base + r, rstd.base + r, x.row(at: r), x.rowStride,
          gain.base, bias.base, epsilon, rows.count, x.columns)
      }
    }
  }

  /// Dropout, the residual connection and LayerNorm in one pass over memory.
  ///
  ///     s = dropout(x) + residual
  ///     y = LayerNorm(s)
  ///
  /// - Shapes: `x`, `residual`, `s`, `y`: [rows, C]; the rest as in `layerNorm`.
  /// - Parameter dropout: nil for none; else as in `dropout(_:site:rows:into:)`.
  /// - Precondition: `rows.count == x.rows`. `s` may be `x` or `residual`; `y` may be `s`.
  public func residualLayerNorm(
    _ x: Matrix, residual: Matrix, dropout: DropoutSite?, rows: RowPositions, gain: Vector,
    bias: Vector, epsilon: Float, sum s: Matrix, into y: Matrix, mean: Vector, rstd: Vector
  ) {
    x.requireRows("x")
    for matrix in [residual, s, y] {
      matrix.require("residual, sum or y", rows: x.rows, columns: x.columns)
    }
    require(gain: gain, bias: bias, mean: mean, rstd: rstd, of: x)
    rows.requireCount(x.rows)
    if let device {
      device.addResidual(x, residual, dropout, rows, into: s)
      return device.layerNorm(
        s, gain: gain, bias: bias, epsilon: epsilon, into: y, mean: mean, rstd: rstd)
    }
    let none = ck_dropout()
    withExtendedLifetime((x, residual, gain, bias, s, y, mean, rstd)) {
      withUnsafePointer(to: dropout?.kernel ?? none) { kernel in
        forEachRowBlock(.normalisation, rows: x.rows, columns: x.columns) { block in
          for r in block {
            ck_residual_layer_norm(
              isa, y.row(at: r), s.row(at: r), mean.base + r, rstd.base + r, x.row(at: r),
              residual.row(at: r), gain.base, bias.base, epsilon, x.columns,
              dropout == nil ? nil : kernel, UInt32(rows.sequence[r]),
              UInt64(rows.row[r]) * UInt64(x.columns))
          }
        }
      }
    }
  }

  /// Gradients of LayerNorm.
  ///
  ///     xhat = (x - mean) * rstd;  g = dy * gain
  ///     s1 = sum(g) / C;  s2 = sum(g * xhat) / C
  ///     dx = ((g - s1) - xhat * s2) * rstd
  ///     dgain = column sums of dy * xhat;  dbias = column sums of dy
  ///
  /// - Shapes: `x`, `dy`, `dx` (out): [rows, C]; `gain`, `dgain`, `dbias` (out): [C]; `mean`, `rstd`,
  ///   as `layerNorm` left them: [rows].
  /// - Rounding: `sum` are row reductions; nothing is fused.
  /// - Precondition: `dx` may be `dy`.
  public func layerNormGradient(
    _ x: Matrix, _ dy: Matrix, gain: Vector, mean: Vector, rstd: Vector, dx: Matrix,
    dgain: Vector, dbias: Vector
  ) {
    x.requireRows("x")
    dy.require("dy", rows: x.rows, columns: x.columns)
    dx.require("dx", rows: x.rows, columns: x.columns)
    require(gain: gain, bias: gain, mean: mean, rstd: rstd, of: x)
    dgain.require("dgain", count: x.columns)
    dbias.require("dbias", count: x.columns)
    if let device {
      return device.layerNormGradient(
        x, dy, gain: gain, mean: mean, rstd: rstd, dx: dx, dgain: dgain, dbias: dbias)
    }
    withExtendedLifetime((x, dy, gain, mean, rstd, dx, dgain, dbias)) {
      // Before dx, which may overwrite dy.
      forEachColumnStrip(.normalisation, x.columns) { columns in
        let c = columns.lowerBound
        ck_layer_norm_parameter_gradient(
          isa, dgain.base + c, dbias.base + c, x.base + c, x.rowStride, dy.base + c, dy.rowStride,
          mean.base, rstd.base, x.rows, columns.count)
      }
      forEachRowBlock(.normalisation, rows: x.rows, columns: x.columns) { rows in
        let r = rows.lowerBound
        ck_layer_norm_gradient(
          isa, dx.row(at: r), dx.rowStride, x.row(at: r), x.rowStride, dy.row(at: r), dy.rowStride,
          gain.base, mean.base + r, rstd.base + r, rows.count, x.columns)
      }
    }
  }

  private func require(gain: Vector, bias: Vector, mean: Vector, rstd: Vector, of x: Matrix) {
    precondition(x.columns > 0 && x.columns < 1 << 24, "LayerNorm of \(x.columns) columns")
    gain.require("gain", count: x.columns)
    bias.require("bias", count: x.columns)
    mean.require("mean", count: x.rows)
    rstd.require("rstd", count: x.rows)
  }
}
