import Testing

@testable import Arithmetic

@Suite struct SoftmaxTests {
  private static let scale: Float = 0x1.6a09e6p-3

  @Test(arguments: Machine.single)
  func forward(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 31)
    for columns in raggedWidths where columns < 200 {
      let scores = random.awkwardRows(3, columns)
      let expected = try scores.map { try Profile.softmax($0, scale: Self.scale) }
      let s = PaddedMatrix(scores, columns: columns, gap: machine.gap(3))
      unit.softmaxSerially(s.matrix, scale: Self.scale)
      #expect(s.bits == expected.bits && s.isIntactAround, "\(columns) columns")
    }
  }

  @Test(arguments: Machine.single)
  func specialRows(_ machine: Machine) throws {
    let unit = try machine.unit()
    for columns in [1, 15, 16, 17, 40] {
      var rows = [[Float]](repeating: [Float](repeating: 0, count: columns), count: 5)
      rows[1][columns - 1] = .nan
      rows[2][0] = .infinity
      rows[3] = [Float](repeating: -.infinity, count: columns)
      // Far below the maximum there is nothing left.
      rows[4] = [Float](repeating: -1000, count: columns)
      rows[4][columns / 2] = 0
      let s = PaddedMatrix(rows, columns: columns, gap: machine.gap(3))
      unit.softmaxSerially(s.matrix, scale: 1)
      for c in 0..<columns {
        #expect(s.matrix[0, c] == 1 / Float(columns))
        #expect((1...3).allSatisfy { s.matrix[$0, c].isNaN })
        #expect(s.matrix[4, c].bitPattern == (c == columns / 2 ? Float(1) : 0).bitPattern)
      }
    }
  }

  @Test(arguments: Machine.single)
  func gradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 32)
    for columns in raggedWidths where columns < 200 {
      let (p, dp) = (random.awkwardRows(3, columns), random.awkwardRows(3, columns))
      let expected = zip(p, dp).map { Profile.softmaxGradient($0, $1, scale: Self.scale) }
      let result = PaddedMatrix(dp, columns: columns, gap: machine.gap(3))
      unit.softmaxGradientSerially(
        PaddedMatrix(p, columns: columns, gap: machine.gap(1)).matrix, result.matrix,
        scale: Self.scale)
      #expect(result.bits == expected.bits && result.isIntactAround, "\(columns) columns")
    }
  }

  /// Against differences of the formula in binary64.
  @Test func gradientIsTheSlope() throws {
    let unit = try ArithmeticUnit()
    let x: [Float] = [0.5, -1.25, 2, 0.75, -0.5]
    let weights: [Float] = [1, -2, 0.5, 3, -1]
    func loss(_ x: [Double]) -> Double {
      let e = x.map { Scalar64.exp($0 * 0.5) }
      return zip(e, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / e.reduce(0, +)
    }
    let p = Matrix(Vector(x), rows: 1, columns: 5)
    let dp = Matrix(Vector(weights), rows: 1, columns: 5)
    unit.softmaxSerially(p, scale: 0.5)
    unit.softmaxGradientSerially(p, dp, scale: 0.5)
    for c in 0..<5 {
      var (above, below) = (x.map(Double.init), x.map(Double.init))
      above[c] += 0x1p-20
      below[c] -= 0x1p-20
      #expect(abs(Double(dp[0, c]) - (loss(above) - loss(below)) * 0x1p19) < 1e-6)
    }
  }
}
