import Testing

@testable import Arithmetic

/// Products as the other rooms ask for them.
@Suite struct ProductTests {
  static let threadCounts = [1, 2, 3, 5]

  /// Large enough to be shared out between threads: by rows, by columns, packed and accumulating.
  @Test(arguments: InstructionSet.available)
  func threadsAndInstructionSetsGiveTheSameBits(_ set: InstructionSet) throws {
    var random = RandomValues(seed: 5)
    let tall = Operands(rows: 150, columns: 50, depth: 64, &random)
    let wide = Operands(rows: 33, columns: 260, depth: 64, &random)
    let packed = PackedMatrix(rows: 64, columns: 260)
    let expected = (tall.expected(), wide.expected())
    for threads in Self.threadCounts {
      let unit = try ArithmeticUnit(instructionSet: set, threads: threads)
      let c = tall.result()
      unit.multiply(tall.a, tall.b, into: c, bias: tall.bias)
      #expect(c.vector.bits == expected.0, "tall, \(threads) threads")

      let d = wide.result()
      unit.multiply(wide.a, wide.b, into: d, bias: wide.bias)
      #expect(d.vector.bits == expected.1, "wide, \(threads) threads")
      d.vector.fill(7)
      unit.pack(wide.b, into: packed)
      unit.multiply(wide.a, packed, into: d, bias: wide.bias)
      #expect(d.vector.bits == expected.1, "packed, \(threads) threads")
    }
  }

  /// Cutting k and carrying on is the same chain.
  @Test(arguments: Machine.single)
  func accumulatingContinuesTheChains(_ machine: Machine) throws {
    var random = RandomValues(seed: 6)
    let unit = try machine.unit()
    let whole = Operands(rows: 20, columns: 35, depth: 50, &random)
    let c = whole.result()
    unit.multiply(whole.a, whole.b, into: c)
    let d = whole.result()
    unit.multiply(whole.a.columns(0..<13), whole.b.rows(0..<13), into: d)
    unit.multiplySerially(
      whole.a.columns(13..<50), whole.b.rows(13..<50), into: d, accumulate: true)
    #expect(d.vector.bits == c.vector.bits)
  }

  @Test(arguments: Machine.single)
  func transposedViewsAreTheSameMatrix(_ machine: Machine) throws {
    var random = RandomValues(seed: 7)
    let unit = try machine.unit()
    let x = Operands(rows: 21, columns: 34, depth: 18, &random)
    let expected = x.result()
    unit.multiply(x.a, x.b, into: expected)
    for (a, b) in [(x.a.turned, x.b), (x.a, x.b.turned), (x.a.turned, x.b.turned)] {
      let c = x.result()
      unit.multiply(a, b, into: c)
      #expect(c.vector.bits == expected.vector.bits)
      unit.multiplySerially(a, b, into: c)
      #expect(c.vector.bits == expected.vector.bits)
      guard unit.packs else { continue }
      let packed = PackedMatrix(rows: 18, columns: 34)
      unit.pack(b, into: packed)
      unit.multiply(a, packed, into: c)
      #expect(c.vector.bits == expected.vector.bits)
    }
  }

  /// Inside a region, as attention does it: one head after another, bands of wider matrices.
  @Test(arguments: InstructionSet.available)
  func serialProductsInsideARegion(_ set: InstructionSet) throws {
    var random = RandomValues(seed: 8)
    let unit = try ArithmeticUnit(instructionSet: set, threads: 3)
    let a = Matrix(Vector(random.floats(40 * 64)), rows: 40, columns: 64)
    let b = Matrix(Vector(random.floats(40 * 64)), rows: 40, columns: 64)
    let scores = (0..<4).map { _ in Matrix(Vector(count: 1600), rows: 40, columns: 40) }
    unit.parallelFor(blocks: 4) { head in
      let band = head * 16..<(head + 1) * 16
      unit.multiplySerially(a.columns(band), b.columns(band).transposed, into: scores[head])
    }
    for head in 0..<4 {
      let band = head * 16..<(head + 1) * 16
      let expected = Operands.chain(a.columns(band), b.columns(band).transposed, nil)
      #expect(scores[head].vector.bits == expected, "head \(head)")
    }
  }

  @Test(arguments: Machine.all)
  func emptyChainsGiveZeroOrStay(_ machine: Machine) throws {
    let unit = try machine.unit()
    let a = Matrix(Vector(count: 0), rows: 3, columns: 0)
    let b = Matrix(Vector(count: 0), rows: 0, columns: 5)
    let c = Matrix(Vector(count: 15), rows: 3, columns: 5)
    c.vector.fill(-2)
    unit.multiply(a, b, into: c, accumulate: true)
    #expect(c.vector.array == Array(repeating: -2, count: 15))
    unit.multiply(a, b, into: c)
    #expect(c.vector.bits == Array(repeating: 0, count: 15))
    unit.multiply(a, b, into: c, bias: Vector([1, 2, 3, 4, 5]))
    #expect(c.vector.array == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    c.vector.fill(-0.0)
    unit.multiply(a, b, into: c, bias: Vector(count: 5), accumulate: true)
    #expect(c.vector.bits == Array(repeating: 0, count: 15))
  }

  @Test func packingIsACopy() throws {
    var random = RandomValues(seed: 9)
    let unit = try ArithmeticUnit()
    let x = Operands(rows: 5, columns: 20, depth: 6, &random)
    let packed = PackedMatrix(rows: 6, columns: 20)
    unit.pack(x.b, into: packed)
    let (c, d) = (x.result(), x.result())
    unit.multiply(x.a, packed, into: c)
    x.b.vector.fill(0)
    unit.multiply(x.a, packed, into: d)
    #expect(c.vector.bits == d.vector.bits)
    unit.pack(x.b, into: packed)
    unit.multiply(x.a, packed, into: d)
    #expect(d.vector.array.allSatisfy { $0 == 0 })
  }

  @Test func wrongShapesEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let unit = try ArithmeticUnit()
      let square = Matrix(Vector(count: 4), rows: 2, columns: 2)
      unit.multiply(square, square, into: Matrix(Vector(count: 6), rows: 3, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      let unit = try ArithmeticUnit()
      let square = Matrix(Vector(count: 4), rows: 2, columns: 2)
      unit.multiply(square, square, into: Matrix(Vector(count: 4), rows: 2, columns: 2).transposed)
    }
    await #expect(processExitsWith: .failure) {
      let unit = try ArithmeticUnit()
      let square = Matrix(Vector(count: 4), rows: 2, columns: 2)
      unit.multiply(square, PackedMatrix(rows: 2, columns: 2), into: square)
    }
  }
}

/// a, b and a bias of random numbers.
struct Operands {
  let a: Matrix
  let b: Matrix
  let bias: Vector

  init(rows: Int, columns: Int, depth: Int, _ random: inout RandomValues) {
    a = Matrix(Vector(random.floats(rows * depth)), rows: rows, columns: depth)
    b = Matrix(Vector(random.floats(depth * columns)), rows: depth, columns: columns)
    bias = Vector(random.floats(columns))
  }

  func result() -> Matrix {
    Matrix(Vector(count: a.rows * b.columns), rows: a.rows, columns: b.columns)
  }

  func expected() -> [UInt32] { Self.chain(a, b, bias) }

  /// The definition, element after element.
  static func chain(_ a: Matrix, _ b: Matrix, _ bias: Vector?) -> [UInt32] {
    var bits: [UInt32] = []
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        var sum: Float = 0
        for k in 0..<a.columns { sum.addProduct(a[i, k], b[k, j]) }
        bits.append((bias.map { sum + $0[j] } ?? sum).bitPattern)
      }
    }
    return bits
  }
}

extension Vector {
  var bits: [UInt32] { array.map(\.bitPattern) }
}

extension Matrix {
  /// The same matrix, kept column after column in memory of its own.
  var turned: Matrix {
    let memory = Matrix(Vector(count: rows * columns), rows: columns, columns: rows)
    memory.copyRows(from: transposed)
    return memory.transposed
  }
}
