import CKernels

// MARK: - Functions of each element

extension ArithmeticUnit {
  private typealias Map = (
    ck_isa, UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int
  ) -> Void
  private typealias Map2 = (
    ck_isa, UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int
  ) -> Void

  /// `y[i] = e^x[i]`, correctly rounded; so are `expm1`, `tanh`, `erf` and `log`.
  ///
  /// - Edge cases: NaN gives the quiet NaN `0x7fc00000`; `log` of a negative number too.
  /// - Precondition: equal counts. `y` may be `x`.
  public func exp(_ x: Vector, into y: Vector) { map(ck_exp, .mapExp, x, y) }

  /// `y[i] = e^x[i] - 1`, correctly rounded.
  public func expm1(_ x: Vector, into y: Vector) { map(ck_expm1, .mapExpm1, x, y) }

  /// `y[i] = tanh x[i]`, correctly rounded.
  public func tanh(_ x: Vector, into y: Vector) { map(ck_tanh, .mapTanh, x, y) }

  /// `y[i] = erf x[i]`, correctly rounded.
  public func erf(_ x: Vector, into y: Vector) { map(ck_erf, .mapErf, x, y) }

  /// `y[i] = log x[i]`, correctly rounded.
  public func log(_ x: Vector, into y: Vector) { map(ck_log, .mapLog, x, y) }

  /// The Gaussian error linear unit.
  ///
  ///     y[i] = (0.5 * x[i]) * (1 + erf(x[i] * c)),  c = binary32(1 / sqrt 2)
  ///
  /// - Rounding: each operation.
  /// - Edge cases: `gelu(-inf)` is NaN, as the formula says.
  /// - Precondition: equal counts. `y` may be `x`.
  /// - Source: Hendrycks and Gimpel 2016 (arXiv:1606.08415).
  public func gelu(_ x: Vector, into y: Vector) { map(ck_gelu, .mapGelu, x, y) }

  /// The gradient of GELU.
  ///
  ///     dx = dy * (0.5 * (1 + erf(x * c)) + (x * d) * exp((-0.5 * x) * x))
  ///     c = binary32(1 / sqrt 2), d = binary32(1 / sqrt(2 pi))
  ///
  /// - Rounding: each operation.
  /// - Precondition: equal counts. `dx` may be `dy` or `x`.
  public func geluGradient(_ x: Vector, _ dy: Vector, into dx: Vector) {
    map(ck_gelu_gradient, .geluGradient, x, dy, dx)
  }

  /// The gradient of the hyperbolic tangent by its result `y`: `dx = dy * (1 - y * y)`.
  ///
  /// - Rounding: each operation.
  /// - Precondition: equal counts. `dx` may be `dy` or `y`.
  public func tanhGradient(_ y: Vector, _ dy: Vector, into dx: Vector) {
    map(ck_tanh_gradient, .tanhGradient, y, dy, dx)
  }

  /// `y = y + x`.
  ///
  /// - Precondition: equal counts.
  public func add(_ x: Vector, to y: Vector) { map(ck_add, .add, x, y) }

  private func map(_ function: Map, _ kernel: DeviceKernelName, _ x: Vector, _ y: Vector) {
    x.require("x", count: y.count)
    if let device { return device.map(kernel, x, into: y) }
    withExtendedLifetime((x, y)) {
      forEachBlock(.activation, of: x.count) { range in
        let start = range.lowerBound
        function(isa, y.base + start, x.base + start, range.count)
      }
    }
  }

  private func map(
    _ function: Map2, _ kernel: DeviceKernelName, _ x: Vector, _ y: Vector, _ z: Vector
  ) {
    x.require("x", count: z.count)
    y.require("y", count: z.count)
    if let device { return device.map(kernel, x, y, into: z) }
    withExtendedLifetime((x, y, z)) {
      forEachBlock(.activation, of: z.count) { range in
        let start = range.lowerBound
        function(isa, z.base + start, x.base + start, y.base + start, range.count)
      }
    }
  }
}
