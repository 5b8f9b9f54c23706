import CKernels

// MARK: - Products of matrices

extension ArithmeticUnit {
  /// Multiplies two matrices; each element of the result is one chain of fused multiply-adds.
  ///
  ///     sum = accumulate ? c[i, j] : +0
  ///     for k ascending: sum = fma(a[i, k], b[k, j], sum)
  ///     c[i, j] = bias ? sum + bias[j] : sum
  ///
  /// - Shapes: `a`: [m, k]; `b`: [k, n]; `c`: [m, n]; `bias`: [n]. Any of m, k, n may be 0; with k = 0,
  ///   `c` becomes +0 (or stays, accumulating) before the bias is added. `a` and `b` may be transposed.
  /// - Rounding: once per step of a chain, once for the bias. The OpenBLAS backend rounds as it likes.
  /// - Precondition: `c.columnStride == 1`; `c` shares no memory with the operands.
  public func multiply(
    _ a: Matrix, _ b: Matrix, into c: Matrix, bias: Vector? = nil, accumulate: Bool = false
  ) {
    requireShapes(a, (b.rows, b.columns), c, bias)
    if let device { return device.multiply(a, b, into: c, bias: bias, accumulate: accumulate) }
    switch backend {
    case .exact:
      withExtendedLifetime((a, b, c, bias)) {
        run(Self.product(a, b, into: c, bias: bias, accumulate: accumulate))
      }
    case .openBLAS: multiplyWithOpenBLAS(a, b, into: c, bias: bias, accumulate: accumulate)
    }
  }

  /// The same with a packed right-hand operand.
  ///
  /// - Precondition: `b` was packed by a unit of the same instruction set and backend.
  public func multiply(
    _ a: Matrix, _ b: PackedMatrix, into c: Matrix, bias: Vector? = nil, accumulate: Bool = false
  ) {
    requireShapes(a, (b.rows, b.columns), c, bias)
    switch backend {
    case .exact:
      let panels = b.panels(for: instructionSet)
      withExtendedLifetime((a, panels, c, bias)) {
        var product = Self.product(a, nil, into: c, bias: bias, accumulate: accumulate)
        product.packed = UnsafePointer(panels.base)
        run(product)
      }
    case .openBLAS:
      multiplyWithOpenBLAS(a, b.copy(), into: c, bias: bias, accumulate: accumulate)
    }
  }

  /// The same on the calling thread only: for use inside `parallelFor`.
  public func multiplySerially(
    _ a: Matrix, _ b: Matrix, into c: Matrix, accumulate: Bool = false
  ) {
    requireShapes(a, (b.rows, b.columns), c, nil)
    if let device { return device.multiply(a, b, into: c, bias: nil, accumulate: accumulate) }
    switch backend {
    case .exact:
      withExtendedLifetime((a, b, c)) {
        var product = Self.product(a, b, into: c, bias: nil, accumulate: accumulate)
        FloatingPointEnvironment.standard { ck_product_run(isa, &product, 0, 1) }
      }
    case .openBLAS where c.rows == 0 || c.columns == 0: break
    case .openBLAS:
      FloatingPointEnvironment.standard {
        openBLAS.multiply(a, b, into: c, accumulate: accumulate)
      }
    }
  }

  /// Whether packed operands are of use: a device reads matrices as they are.
  public var packs: Bool { device == nil }

  /// Lays out `b` in `packed`, whose earlier content is lost.
  ///
  /// - Precondition: equal shapes; the unit packs.
  public func pack(_ b: Matrix, into packed: PackedMatrix) {
    precondition(
      b.rows == packed.rows && b.columns == packed.columns,
      "packing \(b.rows) x \(b.columns) into \(packed.rows) x \(packed.columns)")
    precondition(packs, "a device does not pack")
    switch backend {
    case .exact:
      let panels = packed.makePanels(for: instructionSet)
      withExtendedLifetime((b, panels)) {
        let product = Self.product(nil, b, into: nil, bias: nil, accumulate: false)
        parallelFor(blocks: threads, phase: .packing) { part in
          withUnsafePointer(to: product) { ck_product_pack(isa, $0, panels.base, part, threads) }
        }
      }
    case .openBLAS: packed.keepCopy(of: b)
    }
  }
}

// MARK: - Inside

extension ArithmeticUnit {
  /// Below this many multiplications, waking another thread costs more than it saves.
  private static let parallelProductMinimum = 1 << 18

  private func run(_ product: ck_product) {
    let isa = isa
    let work = product.rows * product.columns * product.depth
    var parts = 1
    if threads > 1, work >= Self.parallelProductMinimum {
      // Several parts a thread, so that a core that is held up leaves work to the others; no more than
      // pays where each part packs its operand anew.
      let rowsPerPart = product.packed != nil ? 96 : 288
      parts = threads * max(1, product.rows / (threads * rowsPerPart))
    }
    parallelFor(blocks: parts, phase: .products) { part in
      withUnsafePointer(to: product) { ck_product_run(isa, $0, part, parts) }
    }
  }

  private static func product(
    _ a: Matrix?, _ b: Matrix?, into c: Matrix?, bias: Vector?, accumulate: Bool
  ) -> ck_product {
    var product = ck_product()
    if let a {
      product.a = UnsafePointer(a.base)
      product.a_row = a.rowStride
      product.a_depth = a.columnStride
      product.depth = a.columns
    }
    if let b {
      product.b = UnsafePointer(b.base)
      product.b_depth = b.rowStride
      product.b_column = b.columnStride
      product.depth = b.rows
      product.columns = b.columns
    }
    if let c {
      product.c = c.base
      product.c_row = c.rowStride
      product.rows = c.rows
      product.columns = c.columns
    }
    if let bias { product.bias = UnsafePointer(bias.base) }
    product.accumulate = accumulate
    return product
  }

  private func requireShapes(_ a: Matrix, _ b: (Int, Int), _ c: Matrix, _ bias: Vector?) {
    precondition(
      a.columns == b.0 && c.rows == a.rows && c.columns == b.1
        && (bias.map { $0.count == c.columns } ?? true),
      """
      \(a.rows) x \(a.columns) times \(b.0) x \(b.1) into \(c.rows) x \(c.columns)\
      \(bias.map { " with a bias of \($0.count)" } ?? "")
      """)
    precondition(c.columnStride == 1, "the result has column stride \(c.columnStride)")
  }
}
