import Testing

@testable import Arithmetic

/// Products on devices against the definition, bit for bit, memory around c included.
@Suite struct DeviceProductTests {
  /// Around the vectors and tiles of every work-group size; nothing at all, too.
  static let sizes = [0, 1, 3, 4, 5, 15, 16, 17, 31, 33, 63, 64, 65]

  /// Every transposition, with strides of any kind, a bias, and chains that go on from c.
  @Test(arguments: Machine.devices)
  func everyFormIsTheChain(_ machine: Machine) throws {
    let unit = try machine.unit()
    for form in 0..<8 {
      for layout in ProductCase.BLayout.allCases {
        try check(
          ProductCase(
            rows: 19, columns: 70, depth: 37, aIsTransposed: form & 1 != 0, bLayout: layout,
            accumulates: form & 2 != 0, hasBias: form & 4 != 0, gap: 2, offset: 5), unit)
      }
    }
  }

  @Test(arguments: Machine.devices)
  func everyTailIsTheChain(_ machine: Machine) throws {
    let unit = try machine.unit()
    for tail in 1...67 {
      for (rows, columns, depth) in [(tail, 19, 6), (5, tail, 7), (3, 18, tail)] {
        try check(
          ProductCase(
            rows: rows, columns: columns, depth: depth, aIsTransposed: tail & 1 != 0,
            bLayout: ProductCase.BLayout.allCases[tail % 3], accumulates: tail % 4 < 2,
            hasBias: tail % 5 < 2, gap: tail % 5, offset: tail % 16, seed: UInt64(tail)), unit)
      }
    }
  }

  @Test(arguments: Machine.devices)
  func anyShapeIsTheChain(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 111)
    for round in 0..<200 {
      let pick = random.integer(1 << 20)
      let shape = (0..<3).map { _ in
        random.integer(3) == 0 ? Self.sizes[random.integer(13)] : random.integer(80)
      }
      try check(
        ProductCase(
          rows: shape[0], columns: shape[1], depth: shape[2], aIsTransposed: pick & 1 == 1,
          bLayout: ProductCase.BLayout.allCases[pick / 2 % 3], accumulates: pick & 64 != 0,
          hasBias: pick & 128 != 0, gap: [0, 3, 16][pick % 3], offset: pick % 16,
          seed: UInt64(1000 + round)), unit)
    }
  }

  /// Chains of large terms that cancel: what is left is the terms' rounding, in this order alone.
  @Test(arguments: Machine.devices)
  func chainsThatCancel(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 112)
    let (rows, columns, depth) = (9, 11, 200)
    var a = random.floats(rows * depth)
    var b = random.floats(depth * columns)
    for k in stride(from: 1, to: depth, by: 2) {
      for i in 0..<rows { a[i * depth + k] = -a[i * depth + k - 1].nextUp }
      for j in 0..<columns { b[k * columns + j] = b[(k - 1) * columns + j] }
    }
    let x = Matrix(Vector(a), rows: rows, columns: depth)
    let y = Matrix(Vector(b), rows: depth, columns: columns)
    let z = Matrix(Vector(count: rows * columns), rows: rows, columns: columns)
    let expected = Operands.chain(x, y, nil)
    for (x, y) in [(x, y), (x.turned, y), (x, y.turned), (x.turned, y.turned)] {
      unit.multiply(x, y, into: z)
      #expect(z.vector.bits == expected)
    }
    // Rounding each product, or another order, is seen.
    let split = (0..<rows).flatMap { i in
      (0..<columns).map { j in
        (0..<depth).reduce(Float(0)) { $0 + a[i * depth + $1] * b[$1 * columns + j] }
      }
    }
    #expect(split.bits != expected)
  }

  private func check(_ form: ProductCase, _ unit: ArithmeticUnit) throws {
    let memory = form.makeMemory()
    let p = memory.product
    let (a, b, c) = (Vector(memory.a), Vector(memory.b), Vector(memory.c))
    func matrix(
      _ vector: Vector, _ rows: Int, _ columns: Int, _ rowStride: Int, _ columnStride: Int
    ) -> Matrix {
      Matrix(
        arena: vector.arena, base: vector.base + form.offset, rows: rows, columns: columns,
        rowStride: rowStride, columnStride: columnStride)
    }
    unit.multiply(
      matrix(a, form.rows, form.depth, p.a_row, p.a_depth),
      matrix(b, form.depth, form.columns, p.b_depth, p.b_column),
      into: matrix(c, form.rows, form.columns, p.c_row, 1),
      bias: form.hasBias ? Vector(memory.bias) : nil, accumulate: form.accumulates)
    let isRight = c.bits == form.expected(memory)
    #expect(isRight, "\(form)")
    try unit.check()
  }
}
