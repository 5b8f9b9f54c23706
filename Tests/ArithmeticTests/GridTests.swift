import Testing

@testable import Arithmetic

/// Inputs on a grid so coarse that every order of summation gives the same exact sum: what is compared,
/// by equality, is whether each summand is there once, not the order.
@Suite struct GridTests {
  /// Sixteenths up to 4 in magnitude, and the sixteenths as integers.
  private struct Grid {
    let integers: [[Int]]
    let matrix: Matrix

    init(_ rows: Int, _ columns: Int, _ random: inout RandomValues) {
      let values = random.gridFloats(rows * columns)
      matrix = Matrix(Vector(values), rows: rows, columns: columns)
      integers = (0..<rows).map { r in
        (0..<columns).map { Int(values[r * columns + $0] * 16) }
      }
    }
  }

  @Test(arguments: Machine.all)
  func products(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 81)
    for (rows, columns, depth) in [(37, 53, 83), (7, 260, 29), (150, 33, 17), (2, 3, 1300)] {
      let (a, b) = (Grid(rows, depth, &random), Grid(depth, columns, &random))
      let turned = (0..<columns).map { j in b.integers.map { $0[j] } }
      let expected = a.integers.flatMap { row in
        turned.map { Float(zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 }) / 256 }
      }
      let packed = PackedMatrix(rows: depth, columns: columns)
      if unit.packs { unit.pack(b.matrix, into: packed) }
      let c = Matrix(Vector(count: rows * columns), rows: rows, columns: columns)
      for (x, y) in [
        (a.matrix, b.matrix), (a.matrix.turned, b.matrix), (a.matrix, b.matrix.turned),
        (a.matrix.turned, b.matrix.turned),
      ] {
        unit.multiply(x, y, into: c)
        let isExact = c.vector.array == expected
        #expect(isExact, "\(rows) x \(depth) x \(columns)")
        guard unit.packs else { continue }
        c.vector.fill(7)
        unit.multiply(x, packed, into: c)
        let packedIsExact = c.vector.array == expected
        #expect(packedIsExact, "\(rows) x \(depth) x \(columns), packed")
      }
    }
  }

  @Test(arguments: Machine.all)
  func sums(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 82)
    for count in Array(1...67) + [16_383, 16_384, 40_001] {
      let grid = Grid(1, count, &random)
      let (x, integers) = (grid.matrix.vector, grid.integers[0])
      #expect(unit.sum(x) == Float(integers.reduce(0, +)) / 16, "\(count)")
      #expect(unit.sumOfSquares(x) == Double(integers.reduce(0) { $0 + $1 * $1 }) / 256)
    }
    for columns in 1...67 {
      let grid = Grid(37, columns, &random)
      let expected = (0..<columns).map { c in
        Float(grid.integers.reduce(0) { $0 + $1[c] }) / 16
      }
      let sums = Vector(count: columns)
      unit.columnSums(grid.matrix, into: sums)
      #expect(sums.array == expected, "\(columns) columns")
      let table = Matrix(Vector(count: columns), rows: 1, columns: columns)
      _ = unit.embeddingGradient(
        ids: [Int32](repeating: 0, count: 37), grid.matrix, into: table)
      #expect(table.vector.array == expected, "\(columns) columns")
    }
  }
}
