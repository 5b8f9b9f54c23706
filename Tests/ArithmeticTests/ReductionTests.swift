import Testing

@testable import Arithmetic

@Suite struct ReductionTests {
  @Test(arguments: Machine.all)
  func rowSums(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 11)
    for count in [0] + raggedWidths + [40_000] {
      let x = random.floats(count)
      #expect(unit.sum(Vector(x)).bitPattern == Profile.rowSum(x).bitPattern, "\(count)")
    }
  }

  /// Blocks of 16,384, their sums added ascending.
  @Test(arguments: Machine.all)
  func sumsOfSquares(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 12)
    for count in [0, 1, 15, 16, 17, 33, 67, 16_383, 16_384, 16_385, 70_001] {
      let x = random.floats(count)
      let parts = stride(from: 0, to: count, by: 16_384).map { start in
        Profile.rowSum(x[start..<min(start + 16_384, count)].map { Double($0) * Double($0) })
      }
      let expected = parts.reduce(0, +)
      #expect(unit.sumOfSquares(Vector(x)).bitPattern == expected.bitPattern, "\(count)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func nonFiniteSums(_ set: InstructionSet) throws {
    let unit = try ArithmeticUnit(instructionSet: set)
    for bad in [Float.nan, -.nan, .infinity, -.infinity] {
      var x = [Float](repeating: 1, count: 50)
      x[37] = bad
      x[3] = -bad
      #expect(unit.sum(Vector(x)).bitPattern == 0x7fc0_0000)
      let squares = unit.sumOfSquares(Vector(x))
      #expect(bad.isNaN ? squares.bitPattern == 0x7ff8_0000_0000_0000 : squares == .infinity)
    }
    // The largest square fits into binary64, and the least is not lost.
    #expect(unit.sumOfSquares(Vector([.greatestFiniteMagnitude])) < .infinity)
    #expect(unit.sumOfSquares(Vector([.leastNonzeroMagnitude])) == 0x1p-298)
  }

  @Test(arguments: Machine.all)
  func columnSums(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 13)
    for columns in [1, 2, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 300] {
      for rows in [0, 1, 2, 37] {
        let x = random.rows(rows, columns)
        let sums = Vector(count: columns)
        sums.fill(5)
        unit.columnSums(PaddedMatrix(x, columns: columns).matrix, into: sums)
        #expect(sums.bits == Profile.columnSums(x, columns: columns).bits, "\(rows) x \(columns)")
      }
    }
  }
}
