import Testing

@testable import Arithmetic

/// Rows that are moved, added and cleared by their numbers.
@Suite struct RowTests {
  private static let list: [Int32] = [5, 0, 8, 3]

  @Test(arguments: Machine.all)
  func rowsAreMoved(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 101)
    for columns in Array(1...67) + [300] {
      let (table, rows) = (random.awkwardRows(9, columns), random.awkwardRows(4, columns))
      let of = PaddedMatrix(table, columns: columns)
      let few = PaddedMatrix(rows: 4, columns: columns, gap: machine.gap(1))
      unit.gatherRows(Self.list, of: of.matrix, into: few.matrix)
      #expect(few.bits == Self.list.map { table[Int($0)] }.bits && few.isIntactAround)

      var (moved, added, cleared) = (table, table, table)
      for (row, number) in zip(rows, Self.list) {
        moved[Int(number)] = row
        added[Int(number)] = zip(table[Int(number)], row).map { $0 + $1 }
        cleared[Int(number)] = [Float](repeating: 0, count: columns)
      }
      let x = PaddedMatrix(rows, columns: columns, gap: machine.gap(2)).matrix
      unit.scatterRows(x, to: Self.list, of: of.matrix)
      #expect(of.bits == moved.bits && of.isIntactAround, "\(columns) columns")
      let sums = PaddedMatrix(table, columns: columns)
      unit.addRows(x, to: Self.list, of: sums.matrix)
      #expect(sums.bits == added.bits && sums.isIntactAround, "\(columns) columns")
      let zeros = PaddedMatrix(table, columns: columns)
      unit.clearRows(Self.list, of: zeros.matrix)
      #expect(zeros.bits == cleared.bits && zeros.isIntactAround, "\(columns) columns")
    }
    try unit.check()
  }

  @Test(arguments: Machine.single)
  func aRunIsFilled(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in Array(0...67) + [9001] {
      let x = Vector([Float](repeating: 3, count: count + 7))
      unit.fill(x[4..<4 + count], -0x1.8p-140)
      #expect(x.array == [3, 3, 3, 3] + [Float](repeating: -0x1.8p-140, count: count) + [3, 3, 3])
    }
  }

  @Test func rowsThatAreNotThereEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let table = Matrix(Vector(count: 6), rows: 3, columns: 2)
      try ArithmeticUnit().clearRows([3], of: table)
    }
    await #expect(processExitsWith: .failure) {
      let table = Matrix(Vector(count: 6), rows: 3, columns: 2)
      let y = Matrix(Vector(count: 2), rows: 1, columns: 2)
      try ArithmeticUnit().gatherRows([-1], of: table, into: y)
    }
  }
}
