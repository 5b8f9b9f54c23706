import Testing

@testable import Arithmetic

/// Lists of integers on their way to a device: longer than their ring, and where it comes round.
@Suite(.enabled(if: TestDevices.areHere, "no OpenCL device fits"))
struct DeviceStageTests {
  private let unit: ArithmeticUnit
  private let table = Matrix(Vector([10, 20, 30, 40, 50]), rows: 5, columns: 1)

  init() throws { unit = try #require(Machine.devices.first).unit() }

  private func list(_ count: Int, seed: UInt64) -> [Int32] {
    var random = RandomValues(seed: seed)
    return (0..<count).map { _ in Int32(random.integer(5)) }
  }

  private func gathered(_ rows: [Int32]) -> [Float] {
    let y = Matrix(Vector(count: rows.count), rows: rows.count, columns: 1)
    unit.gatherRows(rows, of: table, into: y)
    return y.vector.array
  }

  private func expected(_ rows: [Int32]) -> [Float] { rows.map { Float($0 + 1) * 10 } }

  @Test func theRingComesRound() throws {
    for round in 0..<9 {
      let rows = list(300_000 + round, seed: UInt64(round))
      let isRight = gathered(rows) == expected(rows)
      #expect(isRight, "round \(round)")
    }
    try unit.check()
  }

  /// Nothing is read between: what was sent is used before its place is taken again.
  @Test func listsThatAreUnderWayAreKept() throws {
    let rows = (0..<9).map { list(300_000 + $0, seed: UInt64(20 + $0)) }
    let results = rows.map { Matrix(Vector(count: $0.count), rows: $0.count, columns: 1) }
    for (rows, y) in zip(rows, results) { unit.gatherRows(rows, of: table, into: y) }
    for (rows, y) in zip(rows, results) {
      let isRight = y.vector.array == expected(rows)
      #expect(isRight)
    }
  }

  @Test func aListIsLongerThanTheRing() throws {
    let queue = try #require(unit.device).queue
    let rows = list(1_100_000, seed: 40)
    let isRight = gathered(rows) == expected(rows)
    #expect(isRight)
    // It has room for such lists from then on.
    let count = queue.allocationCount
    for round in 0..<4 {
      let rows = list(1_000_000, seed: UInt64(41 + round))
      let y = Matrix(Vector(count: rows.count), rows: rows.count, columns: 1)
      unit.gatherRows(rows, of: table, into: y)
      let isRight = y.vector.array == expected(rows)
      #expect(isRight)
    }
    #expect(queue.allocationCount == count + 4, "a buffer for each result, and none for lists")
  }

  /// The lists of one call stay, although the last begins the ring anew, or does not fit into it beside the others.
  @Test(arguments: [100_000, 350_000, 400_000, 700_000, 1_100_000])
  func allListsOfACallAreKept(_ count: Int) throws {
    for round in 0..<4 {
      let lists = (0..<3).map { list(count, seed: UInt64(50 + 3 * round + $0)) }
      let x = Matrix(Vector(count: count), rows: count, columns: 1)
      unit.embed(
        ids: lists[0], types: lists[1], positions: lists[2], words: table, typeTable: table,
        positionTable: table, into: x)
      let sums = (0..<count).map { i in lists.reduce(0) { $0 + Float($1[i] + 1) * 10 } }
      let isRight = x.vector.array == sums
      #expect(isRight, "round \(round)")
    }
    try unit.check()
  }

  @Test func emptyListsAreLists() throws {
    let none = Matrix(Vector(count: 0), rows: 0, columns: 1)
    unit.gatherRows([], of: table, into: none)
    unit.clearRows([], of: table)
    #expect(table.vector.array == [10, 20, 30, 40, 50])
    try unit.check()
  }
}
