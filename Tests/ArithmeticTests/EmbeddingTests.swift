import Testing

@testable import Arithmetic

@Suite struct EmbeddingTests {
  private static let ids: [Int32] = [7, 2, 7, 0, 2, 7, 9]

  @Test(arguments: Machine.all)
  func forward(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 61)
    let types: [Int32] = [0, 0, 0, 1, 1, 1, 0]
    let positions: [Int32] = [0, 1, 2, 3, 0, 1, 2]
    for columns in Array(1...67) + [400] {
      let tables = [10, 2, 4].map { random.awkwardRows($0, columns) }
      let x = PaddedMatrix(rows: 7, columns: columns, gap: machine.gap(3))
      let matrices = tables.map {
        PaddedMatrix($0, columns: columns, gap: machine.gap(2)).matrix
      }
      unit.embed(
        ids: Self.ids, types: types, positions: positions, words: matrices[0],
        typeTable: matrices[1], positionTable: matrices[2], into: x.matrix)
      let expected = (0..<7).map { r in
        (0..<columns).map { c in
          (tables[0][Int(Self.ids[r])][c] + tables[1][Int(types[r])][c])
            + tables[2][Int(positions[r])][c]
        }
      }
      #expect(x.bits == expected.bits && x.isIntactAround, "\(columns) columns")
    }
  }

  @Test(arguments: Machine.all)
  func gradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 62)
    for columns in Array(1...67) + [300] {
      let dy = random.awkwardRows(7, columns)
      let before = random.rows(10, columns)
      let table = PaddedMatrix(before, columns: columns, gap: machine.gap(3))
      let touched = unit.embeddingGradient(
        ids: Self.ids, PaddedMatrix(dy, columns: columns, gap: machine.gap(1)).matrix,
        into: table.matrix)
      #expect(touched == [0, 2, 7, 9])
      var expected = before
      for id in touched {
        let rows = (0..<7).filter { Self.ids[$0] == id }.map { dy[$0] }
        expected[Int(id)] = Profile.columnSums(rows, columns: columns)
      }
      #expect(table.bits == expected.bits && table.isIntactAround, "\(columns) columns")
    }
  }

  @Test func noRowsTouchNothing() throws {
    let table = Matrix(Vector([1, 2]), rows: 1, columns: 2)
    let none = Matrix(Vector(count: 0), rows: 0, columns: 2)
    #expect(try ArithmeticUnit().embeddingGradient(ids: [], none, into: table) == [])
    #expect(table.vector.array == [1, 2])
  }

  @Test func indicesOutsideTheTableEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let table = Matrix(Vector(count: 20), rows: 10, columns: 2)
      let dy = Matrix(Vector(count: 2), rows: 1, columns: 2)
      _ = try ArithmeticUnit().embeddingGradient(ids: [10], dy, into: table)
    }
    await #expect(processExitsWith: .failure) {
      let table = Matrix(Vector(count: 20), rows: 10, columns: 2)
      let dy = Matrix(Vector(count: 2), rows: 1, columns: 2)
      _ = try ArithmeticUnit().embeddingGradient(ids: [-1], dy, into: table)
    }
  }
}
