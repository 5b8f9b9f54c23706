import Testing

@testable import Arithmetic

@Suite struct MemoryTests {
  @Test(arguments: [0, 1, 15, 16, 1000])
  func arenasAreAlignedAndZeroed(_ count: Int) {
    let arena = Arena(count: count)
    #expect(Int(bitPattern: arena.base) % 64 == 0)
    #expect(arena.all.array == Array(repeating: 0, count: count))
  }

  @Test func slicesShareMemory() {
    let vector = Vector([1, 2, 3, 4, 5])
    let slice = vector[1..<4]
    slice[0] = 20
    slice[1..<3].fill(9)
    #expect(vector.array == [1, 20, 9, 9, 5])
    slice.copy(from: [6, 7, 8])
    #expect(vector[2] == 7)
    vector[0..<3].copy(from: vector[2..<5])
    #expect(vector.array == [7, 8, 5, 8, 5])
    #expect(slice.withSpan { span in span[2] } == 8)
    #expect(vector[5..<5].array.isEmpty)
  }

  @Test func bytesAreTheFloats() {
    let vector = Vector([1, -0.0])
    #expect(vector.withBytes { Array($0) } == [0, 0, 0x80, 0x3f, 0, 0, 0, 0x80])
    vector.withMutableBytes { $0[7] = 0 }
    #expect(vector[1].bitPattern == 0)
  }

  @Test func viewsKeepTheArena() {
    func view() -> Vector { Arena(count: 100).all[40..<60] }
    let vector = view()
    vector.fill(3)
    #expect(vector.array.allSatisfy { $0 == 3 })
  }

  @Test func matricesAreViews() {
    let vector = Vector((0..<20).map(Float.init))
    let matrix = Matrix(vector, rows: 4, columns: 5)
    #expect(matrix[2, 3] == 13)
    #expect(matrix.transposed[3, 2] == 13)
    #expect(matrix.rows(1..<3)[0, 0] == 5)
    #expect(matrix.columns(2..<4)[1, 1] == 8)
    #expect(matrix.rows(1..<3).vector.array == (5..<15).map(Float.init))
    matrix.columns(1..<2)[3, 0] = -1
    #expect(vector[16] == -1)
    let strided = Matrix(vector, rows: 3, columns: 2, rowStride: 9)
    #expect(strided[2, 1] == 19)
    #expect(!strided.isContiguous && !matrix.columns(0..<2).isContiguous)
    #expect(matrix.columns(0..<2).rows(0..<1).isContiguous)
  }

  @Test func indicesOutsideEndTheProcess() async {
    await #expect(processExitsWith: .failure) { _ = Vector(count: 3)[3] }
    await #expect(processExitsWith: .failure) { _ = Vector(count: 3)[-1] }
    await #expect(processExitsWith: .failure) { _ = Vector(count: 3)[2..<4] }
    await #expect(processExitsWith: .failure) { Vector(count: 3).copy(from: Vector(count: 2)) }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(Vector(count: 6), rows: 2, columns: 3)[1, 3]
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(Vector(count: 5), rows: 2, columns: 3) }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(Vector(count: 6), rows: 2, columns: 3).transposed.vector
    }
  }
}
