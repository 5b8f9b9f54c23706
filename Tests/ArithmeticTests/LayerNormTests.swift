import Testing

@testable import Arithmetic

@Suite struct LayerNormTests {
  private static let epsilon: Float = 1e-12

  @Test(arguments: Machine.all)
  func forward(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 21)
    for columns in raggedWidths {
      let x = random.awkwardRows(5, columns)
      let (gain, bias) = (random.floats(columns), random.floats(columns))
      let expected = x.map {
        Profile.layerNorm($0, gain: gain, bias: bias, epsilon: Self.epsilon)
      }
      let y = PaddedMatrix(rows: 5, columns: columns, gap: machine.gap(3))
      let (mean, rstd) = (Vector(count: 5), Vector(count: 5))
      unit.layerNorm(
        PaddedMatrix(x, columns: columns, gap: machine.gap(1)).matrix, gain: Vector(gain),
        bias: Vector(bias), epsilon: Self.epsilon, into: y.matrix, mean: mean, rstd: rstd)
      #expect(y.bits == expected.map(\.y).bits, "\(columns) columns")
      #expect(mean.bits == expected.map(\.mean).bits && rstd.bits == expected.map(\.rstd).bits)
      #expect(y.isIntactAround)
    }
  }

  @Test(arguments: Machine.all)
  func residualAndDropout(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 22)
    let site = DropoutSite(purpose: 3, seed: 9, site: 2, step: 77, probability: 0.25)
    let positions = RowPositions(sequence: [0, 0, 1, 1, 1], row: [0, 1, 0, 1, 2])
    for columns in raggedWidths where columns < 400 {
      let (x, residual) = (random.awkwardRows(5, columns), random.awkwardRows(5, columns))
      let (gain, bias) = (random.floats(columns), random.floats(columns))
      for dropout in [nil, site] {
        let sums = (0..<5).map { r in
          (0..<columns).map { c in
            let kept =
              dropout.map {
                $0.dropping(x[r][c], Int(positions.row[r]) * columns + c, positions.sequence[r])
              } ?? x[r][c]
            return kept + residual[r][c]
          }
        }
        let expected = sums.map {
          Profile.layerNorm($0, gain: gain, bias: bias, epsilon: Self.epsilon)
        }
        let s = PaddedMatrix(x, columns: columns, gap: machine.gap(3))
        let y = PaddedMatrix(rows: 5, columns: columns, gap: machine.gap(2))
        let (mean, rstd) = (Vector(count: 5), Vector(count: 5))
        unit.residualLayerNorm(
          s.matrix,
          residual: PaddedMatrix(residual, columns: columns, gap: machine.gap(3)).matrix,
          dropout: dropout, rows: positions, gain: Vector(gain), bias: Vector(bias),
          epsilon: Self.epsilon,
          sum: s.matrix, into: y.matrix, mean: mean, rstd: rstd)
        #expect(s.bits == sums.bits && y.bits == expected.map(\.y).bits, "\(columns) columns")
        #expect(mean.bits == expected.map(\.mean).bits && rstd.bits == expected.map(\.rstd).bits)
        #expect(s.isIntactAround && y.isIntactAround)
      }
    }
  }

  @Test(arguments: Machine.all)
  func gradients(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 23)
    for columns in raggedWidths {
      let (x, dy) = (random.awkwardRows(5, columns), random.awkwardRows(5, columns))
      let gain = random.floats(columns)
      let statistics = x.map {
        Profile.layerNorm($0, gain: gain, bias: gain, epsilon: Self.epsilon)
      }
      let expected = (0..<5).map {
        Profile.layerNormGradient(
          x[$0], dy[$0], gain: gain, mean: statistics[$0].mean, rstd: statistics[$0].rstd)
      }
      let products = (0..<5).map { r in
        zip(x[r], dy[r]).map { x, dy in dy * ((x - statistics[r].mean) * statistics[r].rstd) }
      }
      let dx = PaddedMatrix(dy, columns: columns, gap: machine.gap(3))
      let (dgain, dbias) = (Vector(count: columns), Vector(count: columns))
      unit.layerNormGradient(
        PaddedMatrix(x, columns: columns, gap: machine.gap(1)).matrix, dx.matrix,
        gain: Vector(gain),
        mean: Vector(statistics.map(\.mean)), rstd: Vector(statistics.map(\.rstd)), dx: dx.matrix,
        dgain: dgain, dbias: dbias)
      #expect(dx.bits == expected.bits && dx.isIntactAround, "\(columns) columns")
      #expect(dgain.bits == Profile.columnSums(products, columns: columns).bits)
      #expect(dbias.bits == Profile.columnSums(dy, columns: columns).bits)
    }
  }

  /// Against differences of the formula in binary64.
  @Test func gradientIsTheSlope() throws {
    var random = RandomValues(seed: 24)
    let columns = 20
    let x = (0..<columns).map { _ in Float(random.integer(2000) - 1000) / 500 }
    let dy = (0..<columns).map { _ in Float(random.integer(2000) - 1000) / 500 }
    let gain = (0..<columns).map { _ in Float(random.integer(1000)) / 500 }
    func loss(_ x: [Double]) -> Double {
      let mean = x.reduce(0, +) / Double(columns)
      let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
      return x.indices.reduce(0) {
        $0 + Double(dy[$1]) * Double(gain[$1]) * (x[$1] - mean) / variance.squareRoot()
      }
    }
    let unit = try ArithmeticUnit()
    let row = { (values: [Float]) in Matrix(Vector(values), rows: 1, columns: columns) }
    let (y, dx) = (row(x), row(dy))
    let (mean, rstd, spare) = (Vector(count: 1), Vector(count: 1), Vector(count: columns))
    unit.layerNorm(
      row(x), gain: Vector(gain), bias: Vector(gain), epsilon: 0, into: y, mean: mean, rstd: rstd)
    unit.layerNormGradient(
      row(x), row(dy), gain: Vector(gain), mean: mean, rstd: rstd, dx: dx, dgain: spare,
      dbias: Vector(count: columns))
    for c in 0..<columns {
      var (above, below) = (x.map(Double.init), x.map(Double.init))
      above[c] += 0x1p-20
      below[c] -= 0x1p-20
      let slope = (loss(above) - loss(below)) * 0x1p19
      #expect(abs(Double(dx[0, c]) - slope) < 1e-5, "element \(c)")
    }
  }

  @Test(arguments: Machine.single)
  func constantRowsAndNaN(_ machine: Machine) throws {
    let unit = try machine.unit()
    var x = [[Float]](repeating: [Float](repeating: 3, count: 20), count: 3)
    x[1][19] = .nan
    let y = PaddedMatrix(x, columns: 20, gap: machine.gap(3))
    let (mean, rstd) = (Vector(count: 3), Vector(count: 3))
    let ones = Vector([Float](repeating: 1, count: 20))
    unit.layerNorm(
      y.matrix, gain: ones, bias: ones, epsilon: 0.25, into: y.matrix, mean: mean, rstd: rstd)
    #expect(y.bits[0].allSatisfy { $0 == Float(1).bitPattern } && y.bits[2] == y.bits[0])
    #expect((0..<20).allSatisfy { y.matrix[1, $0].isNaN })
    #expect(mean[0] == 3 && rstd[0] == 2 && rstd[2] == 2)
  }

  @Test func wrongShapesEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let x = Matrix(Vector(count: 6), rows: 2, columns: 3)
      let three = Vector(count: 3)
      try ArithmeticUnit().layerNorm(
        x, gain: three, bias: three, epsilon: 1, into: x, mean: three, rstd: Vector(count: 2))
    }
  }
}

extension DropoutSite {
  /// Dropout of one value, from the words of the test's own Philox.
  func dropping(_ x: Float, _ element: Int, _ sequence: Int32) -> Float {
    let word = Profile.word(
      element, purpose: kernel.purpose, seed: kernel.seed, sequence: UInt32(sequence),
      site: kernel.site, step: kernel.step)
    return word >= threshold ? x * scale : 0
  }
}
