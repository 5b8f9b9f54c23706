import Testing

@testable import Arithmetic

/// The order of additions, seen from outside (FPRev, arXiv 2411.00442).
///
/// All products are 1 but two, which are M and -M with M so large that it swallows every unit added
/// while it is in the sum. What is left counts the units that met the sum after M and -M had met each
/// other; for one ascending chain, those are the ones after the later of the two.
@Suite struct SummationTreeTests {
  @Test(arguments: InstructionSet.available, [1, 3])
  func productIsOneAscendingChain(_ set: InstructionSet, _ threads: Int) throws {
    let unit = try ArithmeticUnit(instructionSet: set, threads: threads)
    let depth = 41
    let mask: Float = 0x1p60
    let pairs = (0..<depth).flatMap { i in (i + 1..<depth).map { (i, $0) } }
    // One row for each pair; the columns are all alike and cover vectors and tails.
    let a = Matrix(Vector(count: pairs.count * depth), rows: pairs.count, columns: depth)
    a.vector.fill(1)
    for (row, pair) in pairs.enumerated() {
      a[row, pair.0] = mask
      a[row, pair.1] = -mask
    }
    let b = Matrix(Vector(count: depth * 37), rows: depth, columns: 37)
    b.vector.fill(1)
    let c = Matrix(Vector(count: pairs.count * 37), rows: pairs.count, columns: 37)
    unit.multiply(a, b, into: c)
    for (row, pair) in pairs.enumerated() {
      for j in 0..<37 { #expect(c[row, j] == Float(depth - 1 - pair.1), "\(pair), column \(j)") }
    }
  }
}
