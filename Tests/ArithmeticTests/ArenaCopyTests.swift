import Testing

@testable import Arithmetic

/// Whoever uses an arena, the processor or a device, sees what the other wrote last.
@Suite(.enabled(if: TestDevices.areHere, "no OpenCL device fits"))
struct ArenaCopyTests {
  private let unit: ArithmeticUnit
  private let ones = Vector([Float](repeating: 1, count: 40))

  init() throws { unit = try #require(Machine.devices.first).unit() }

  private static let values = (0..<40).map(Float.init)

  /// Each way in which the processor writes, and what becomes of the elements.
  private static let writes:
    [(name: String, write: @Sendable (Vector) -> Void, then: @Sendable ([Float]) -> [Float])] = [
      ("an element", { $0[3] = 500 }, { $0.with(500, in: 3..<4) }),
      ("an element of a slice", { $0[10..<20][2] = 500 }, { $0.with(500, in: 12..<13) }),
      ("a fill", { $0[5..<9].fill(500) }, { $0.with(500, in: 5..<9) }),
      (
        "a copy of a vector", { $0[5..<7].copy(from: Vector([500, 500])) },
        { $0.with(500, in: 5..<7) }
      ),
      ("a copy of values", { $0[38..<40].copy(from: [500, 500]) }, { $0.with(500, in: 38..<40) }),
      (
        "a copy within", { $0[0..<2].copy(from: $0[8..<10]) },
        { [$0[8], $0[9]] + $0[2...] }
      ),
      (
        "bytes",
        { $0[4..<5].withMutableBytes { $0.copyBytes(from: [0, 0, 0xfa, 0x43]) } },
        { $0.with(500, in: 4..<5) }
      ),
      (
        "an element of a matrix", { Matrix($0, rows: 4, columns: 10).transposed[9, 3] = 500 },
        { $0.with(500, in: 39..<40) }
      ),
      (
        "rows of a matrix",
        {
          Matrix($0, rows: 4, columns: 10).rows(1..<2)
            .copyRows(
              from: Matrix(Vector([Float](repeating: 500, count: 10)), rows: 1, columns: 10))
        }, { $0.with(500, in: 10..<20) }
      ),
    ]

  @Test(arguments: writes.indices)
  func theDeviceSeesWhatTheProcessorWrote(_ index: Int) {
    let (name, write, then) = Self.writes[index]
    let x = Vector(Self.values)
    var expected = Self.values
    for round in 0..<3 {
      unit.add(ones, to: x)
      write(x)
      expected = then(expected.map { $0 + 1 })
      // Now and then the device goes on before the processor reads.
      if round != 1 { #expect(x.array == expected, "\(name)") }
    }
    unit.add(ones, to: x)
    #expect(x.array == expected.map { $0 + 1 }, "\(name)")
  }

  /// Each way in which the processor reads.
  private static let reads: [(name: String, read: @Sendable (Vector) -> [Float])] = [
    ("elements", { x in (0..<40).map { x[$0] } }),
    ("an array", { $0.array }),
    ("arrays of slices", { $0[0..<17].array + $0[17..<40].array }),
    ("a span", { $0.withSpan { span in span.indices.map { span[$0] } } }),
    ("bytes", { $0.withBytes { Array($0.bindMemory(to: Float.self)) } }),
    ("a matrix", { Matrix($0, rows: 4, columns: 10).elements }),
    (
      "a matrix with gaps",
      {
        let x = Matrix($0, rows: 4, columns: 10)
        return (0..<4).flatMap { r in
          x.rows(r..<r + 1).columns(0..<7).elements + x.columns(7..<10).rows(r..<r + 1).elements
        }
      }
    ),
    (
      "a column after another",
      {
        let columns = Matrix($0, rows: 4, columns: 10).transposed.elements
        return (0..<40).map { columns[$0 % 10 * 4 + $0 / 10] }
      }
    ),
    (
      "an element of a matrix",
      {
        let x = Matrix($0, rows: 4, columns: 10)
        return (0..<40).map { x[$0 / 10, $0 % 10] }
      }
    ),
    (
      "a copy",
      {
        let copy = Vector(count: 40)
        copy.copy(from: $0)
        return copy.array
      }
    ),
    (
      "a copy of rows",
      {
        let copy = Matrix(Vector(count: 40), rows: 4, columns: 10)
        copy.copyRows(from: Matrix($0, rows: 4, columns: 10))
        return copy.vector.array
      }
    ),
  ]

  @Test(arguments: reads.indices)
  func theProcessorSeesWhatTheDeviceWrote(_ index: Int) {
    let (name, read) = Self.reads[index]
    let x = Vector(Self.values)
    for round in 1...3 {
      unit.add(ones, to: x)
      #expect(read(x) == Self.values.map { $0 + Float(round) }, "\(name)")
    }
  }

  /// All of them find the device's values, whoever comes first.
  @Test func severalThreadsRead() throws {
    let pool = try ArithmeticUnit(threads: 5)
    let (x, more) = (Vector(count: 50_000), Vector([Float](repeating: 1, count: 50_000)))
    for round in 1...20 {
      unit.add(more, to: x)
      let counts = pool.parallelMap(Array(0..<50)) { block in
        x[block * 1000..<(block + 1) * 1000].withBytes { bytes in
          bytes.bindMemory(to: Float.self).count { $0 == Float(round) }
        }
      }
      #expect(counts == [Int](repeating: 1000, count: 50), "round \(round)")
    }
  }

  /// What lies around a view stays as it is.
  @Test(arguments: Machine.devices)
  func viewsBeginAnywhere(_ machine: Machine) throws {
    let unit = try machine.unit()
    let arena = Vector(Self.values)
    let other = Vector(Self.values.map { $0 * 100 })
    unit.add(other[7..<12], to: arena[3..<8])
    var expected = Self.values
    for i in 0..<5 { expected[3 + i] += other[7 + i] }
    #expect(arena.array == expected)
    // Two views of one arena.
    unit.add(arena[20..<29], to: arena[30..<39])
    for i in 0..<9 { expected[30 + i] += expected[20 + i] }
    #expect(arena.array == expected)
    unit.fill(arena[39..<40], -1)
    expected[39] = -1
    unit.fill(arena[0..<0], -1)
    #expect(arena.array == expected)
    let block = Matrix(arena, rows: 4, columns: 10).block(1..<3, 2..<5)
    let sums = Vector(count: 3)
    unit.columnSums(block, into: sums)
    let twoRows: [Float] = (2..<5).map { c in expected[10 + c] + expected[20 + c] }
    #expect(sums.array == twoRows)
    try unit.check()
  }

  // MARK: From one unit to another

  @Test func anArenaGoesFromUnitToUnit() throws {
    let second = try #require(Machine.devices.last).unit()
    let x = Vector(Self.values)
    unit.add(ones, to: x)
    second.add(ones, to: x)
    second.add(ones, to: x)
    unit.add(ones, to: x)
    #expect(x.array == Self.values.map { $0 + 4 })
    x[0] = -1
    second.add(ones, to: x)
    x[1] = -1
    unit.add(ones, to: x)
    #expect(x.array == [1, 0] + Self.values[2...].map { $0 + 6 })
    try unit.check()
    try second.check()
  }

  /// The unit is gone, and what it wrote was never read.
  @Test func whatAUnitLeftIsThere() throws {
    let x = Vector(Self.values)
    do {
      let second = try #require(Machine.devices.last).unit()
      second.add(ones, to: x)
    }
    #expect(x.array == Self.values.map { $0 + 1 })
    unit.add(ones, to: x)
    #expect(x.array == Self.values.map { $0 + 2 })
  }

  /// Once the processor has read them, a unit without a device goes on with the values.
  @Test func anArenaComesHome() throws {
    let x = Vector(Self.values)
    unit.add(ones, to: x)
    #expect(x[7] == 8)
    let home = Vector(count: 40)
    home.copy(from: x)
    try ArithmeticUnit().add(ones, to: home)
    #expect(home.array == Self.values.map { $0 + 2 })
  }

  // MARK: Allocation

  @Test func aVectorTakesItsMemoryWhenItIsMade() throws {
    let queue = try #require(unit.device).queue
    let before = queue.allocationCount
    let x = unit.makeVector(count: 40)
    #expect(queue.allocationCount == before + 1)
    #expect(x.array == [Float](repeating: 0, count: 40))
    unit.fill(x[3..<5], 2)
    unit.exp(x, into: x)
    #expect(x[0] == 1 && x[3] == x[4])
    #expect(queue.allocationCount == before + 1)
  }
}

extension [Float] {
  fileprivate func with(_ value: Float, in range: Range<Int>) -> [Float] {
    var copy = self
    for index in range { copy[index] = value }
    return copy
  }
}
