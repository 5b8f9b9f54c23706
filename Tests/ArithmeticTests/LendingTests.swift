import Testing

@testable import Arithmetic

@Suite struct LendingTests {
  @Test func aViewThatIsLentIsTheSameMemory() {
    let vector = Vector([1, 2, 3, 4, 5, 6])
    let count = lending(vector, Matrix(vector, rows: 2, columns: 3)) { floats, matrix in
      matrix[1, 2] = 9
      #expect(floats[5] == 9)
      #expect(matrix.transposed.elements == [1, 4, 2, 5, 3, 9])
      #expect(matrix.block(0..<2, 1..<2).elements == [2, 5])
      return floats.count
    }
    #expect(count == 6)
    #expect(vector[5] == 9)
  }

  /// Nobody else holds this memory.
  @Test func theMemoryLivesUntilTheEnd() {
    let sum = lending(Vector([Float](repeating: 1, count: 1 << 16))) { floats in
      floats.array.reduce(0, +)
    }
    #expect(sum == 65_536)
  }

  @Test func aViewThatIsLentCountsNoReference() {
    let vector = Vector(count: 4)
    lending(vector) { floats in
      #expect(floats.arena == nil && floats[1..<3].arena == nil)
      #expect(Matrix(floats, rows: 2, columns: 2).transposed.arena == nil)
    }
    #expect(vector.arena != nil)
  }

  @Test func aViewThatIsLentHasNoPlaceInAnArena() async {
    await #expect(processExitsWith: .failure) {
      _ = Vector(count: 4).lent.arenaOffset
    }
  }
}
