import Testing

@testable import Arithmetic

@Suite struct ReductionTests {
  @Test(arguments: Machine.all)
  func rowSums(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 11)
    for count in [0] + raggedWidths + [40_000] {
      for x in [random.floats(count), random.awkwardFloats(count)] {
        #expect(unit.sum(Vector(x)).bitPattern == Profile.rowSum(x).bitPattern, "\(count)")
      }
    }
  }

  /// Blocks of 16,384, their sums added ascending.
  @Test(arguments: Machine.all)
  func sumsOfSquares(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 12)
    for count in Array(0...67) + [16_383, 16_384, 16_385, 70_001] {
      let x = random.awkwardFloats(count)
      #expect(unit.sumOfSquares(Vector(x)).bitPattern == reference(x).bitPattern, "\(count)")
    }
  }

  /// Many runs at once, of one memory and of several: each has its own blocks, and an empty one is +0.
  @Test(arguments: Machine.single)
  func sumsOfSquaresOfManyRuns(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 14)
    let counts = [16_384, 0, 1, 33_001, 17, 16_385, 0, 5]
    let whole = Vector(random.awkwardFloats(counts.reduce(0, +)))
    var start = 0
    var runs = counts.map { count in
      defer { start += count }
      return whole[start..<start + count]
    }
    runs.append(Vector(random.floats(40_000)))
    runs += [Vector([1, .nan]), Vector([1, -.infinity])]
    let sums = unit.sumsOfSquares(runs)
    #expect(sums.map(\.bitPattern) == runs.map { reference($0.array).bitPattern })
    #expect(unit.sumsOfSquares([]).isEmpty)
    // A shorter list after a longer one, in the same room.
    #expect(unit.sumsOfSquares([runs[4]]) == [sums[4]])
  }

  private func reference(_ x: [Float]) -> Double {
    let parts = stride(from: 0, to: x.count, by: 16_384).map { start in
      Profile.rowSum(x[start..<min(start + 16_384, x.count)].map { Double($0) * Double($0) })
    }
    let sum = parts.reduce(0, +)
    return sum.isNaN ? .nan : sum
  }

  /// Lanes and columns start at +0: a sum of nothing but -0 is +0. Subnormals add exactly.
  @Test(arguments: Machine.all)
  func signedZerosAndSubnormals(_ machine: Machine) throws {
    let unit = try machine.unit()
    let least = Float.leastNonzeroMagnitude
    for count in 0...67 {
      let negativeZeros = Vector([Float](repeating: -0.0, count: count))
      #expect(unit.sum(negativeZeros).bitPattern == 0)
      let subnormals = Vector([Float](repeating: -least, count: count))
      let expected = count == 0 ? 0 : -Float(count) * least
      #expect(unit.sum(subnormals).bitPattern == expected.bitPattern)
      #expect(unit.sumOfSquares(subnormals) == Double(count) * 0x1p-298)
      let column = Matrix(negativeZeros, rows: 1, columns: count)
      let sums = Vector([Float](repeating: 1, count: count))
      unit.columnSums(column, into: sums)
      #expect(sums.bits.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: Machine.single)
  func nonFiniteSums(_ machine: Machine) throws {
    let unit = try machine.unit()
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
    for columns in Array(1...67) + [127, 128, 129, 300] {
      for rows in [0, 1, 2, 37] {
        let x = random.awkwardRows(rows, columns)
        let sums = Vector(count: columns)
        sums.fill(5)
        unit.columnSums(PaddedMatrix(x, columns: columns).matrix, into: sums)
        #expect(sums.bits == Profile.columnSums(x, columns: columns).bits, "\(rows) x \(columns)")
      }
    }
  }
}
