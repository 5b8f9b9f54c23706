import Testing

@testable import Arithmetic

/// The sums inside layers and losses add in the documented order, as masks show from outside.
@Suite struct LayerSummationTreeTests {
  static let counts = [2, 15, 16, 17, 33, 50]

  /// e^-17 is lost when it is added to 1, but not twice that.
  @Test(arguments: Machine.single)
  func softmax(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in [15, 16, 17, 37] {
      let masks = TripleMasks(chosen: Array(0..<count))
      let scores = Matrix(
        Vector(count: masks.triples.count * count), rows: masks.triples.count, columns: count)
      scores.vector.fill(-1000)
      for (row, triple) in masks.triples.enumerated() {
        scores[row, triple.large] = 0
        scores[row, triple.small.0] = -17
        scores[row, triple.small.1] = -17
      }
      unit.softmaxSerially(scores, scale: 1)
      let survives = masks.triples.indices.map { scores[$0, masks.triples[$0].large] < 1 }
      #expect(
        masks.differences(survives, from: .lanes(0..<count), count: count) == [], "\(count) columns"
      )
    }
  }

  /// With p = 1, the gradient is dp less its sum.
  @Test(arguments: Machine.single)
  func softmaxGradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in Self.counts where count > 2 {
      let masks = UnitMasks(count: count)
      let dp = masks.rows
      let p = Matrix(Vector(count: dp.vector.count), rows: dp.rows, columns: count)
      p.vector.fill(1)
      unit.softmaxGradientSerially(p, dp, scale: 1)
      let sums = masks.pairs.enumerated().map { 1 - dp[$0, masks.unit($1)] }
      #expect(
        masks.differences(sums, from: masks.sums(.lanes(0..<count))) == [], "\(count) columns")
    }
  }

  @Test(arguments: Machine.all)
  func layerNormMean(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in Self.counts {
      let masks = UnitMasks(count: count)
      let (x, ones) = (masks.rows, Vector([Float](repeating: 1, count: count)))
      let (mean, rstd) = (Vector(count: x.rows), Vector(count: x.rows))
      unit.layerNorm(
        x, gain: ones, bias: ones, epsilon: 1, into: x, mean: mean, rstd: rstd)
      let expected = masks.sums(.lanes(0..<count)).map { $0 / Float(count) }
      #expect(masks.differences(mean.array, from: expected) == [], "\(count) columns")
    }
  }

  /// A mean of 0, and squares of about 1 beside one of 2^24 and four of 2^20.
  @Test(arguments: Machine.all)
  func layerNormVariance(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in [16, 17, 33, 50, 66] {
      let x = Matrix(Vector(count: count * count), rows: count, columns: count)
      for row in 0..<count {
        for c in 0..<count { x[row, c] = c % 2 == 0 ? 0.875 : -0.875 }
        x[row, row] = 0x1p12
        for k in 1...4 { x[row, (row + 3 * k) % count] = -0x1p10 }
        let rest = (0..<count).filter { x[row, $0].magnitude < 1 }
        for (index, c) in rest.enumerated() { x[row, c] = index % 2 == 0 ? 0.875 : -0.875 }
        if rest.count % 2 == 1 { x[row, rest.last!] = 0 }
      }
      let squares = (0..<count).map { row in (0..<count).map { x[row, $0] * x[row, $0] } }
      let expected = squares.map {
        1 / (SummationTree.lanes(0..<count).sum($0) / Float(count) + 1).squareRoot()
      }
      // The masks tell the documented order from a plain chain.
      let chains = squares.map {
        1 / (SummationTree.chain(0..<count).sum($0) / Float(count) + 1).squareRoot()
      }
      #expect(count == 16 || expected != chains)
      let ones = Vector([Float](repeating: 1, count: count))
      let (mean, rstd) = (Vector(count: count), Vector(count: count))
      unit.layerNorm(x, gain: ones, bias: ones, epsilon: 1, into: x, mean: mean, rstd: rstd)
      #expect(mean.array.allSatisfy { $0 == 0 })
      #expect(rstd.bits == expected.bits, "\(count) columns")
    }
  }

  /// With a mean of 0, rstd and gain of 1, xhat is x and g is dy: dx = (dy - s1) - x s2.
  @Test(arguments: Machine.all)
  func layerNormGradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in Self.counts where count > 2 {
      let masks = UnitMasks(count: count)
      let expected = masks.sums(.lanes(0..<count)).map { $0 / Float(count) }
      let ones = Vector([Float](repeating: 1, count: count))
      let rows = masks.pairs.count
      let (zero, one) = (Vector(count: rows), Vector([Float](repeating: 1, count: rows)))
      let gradient = { (x: Matrix, dy: Matrix) in
        unit.layerNormGradient(
          x, dy, gain: ones, mean: zero, rstd: one, dx: dy, dgain: Vector(count: count),
          dbias: Vector(count: count))
        return masks.pairs.enumerated().map { dy[$0, masks.unit($1)] }
      }
      let constant = { (value: Float) in
        let matrix = Matrix(Vector(count: rows * count), rows: rows, columns: count)
        matrix.vector.fill(value)
        return matrix
      }
      // s1 from the masks, s2 = 0; then s1 = 1, which takes g away, and s2 from the masks.
      let first = gradient(constant(0), masks.rows)
      let second = gradient(masks.rows, constant(1))
      #expect(masks.differences(first, from: expected.map { 1 - $0 }) == [], "\(count) columns")
      #expect(masks.differences(second, from: expected.map { 0 - $0 }) == [], "\(count) columns")
    }
  }

  /// dgain and dbias add rows ascending, one pair of masks in each column.
  @Test(arguments: Machine.all)
  func layerNormParameterGradients(_ machine: Machine) throws {
    let unit = try machine.unit()
    let masks = UnitMasks(count: 13)
    let dy = masks.rows.turned.transposed
    let x = Matrix(Vector(count: dy.vector.count), rows: 13, columns: dy.columns)
    x.vector.fill(1)
    let gain = Vector([Float](repeating: 1, count: dy.columns))
    let (dgain, dbias) = (Vector(count: dy.columns), Vector(count: dy.columns))
    unit.layerNormGradient(
      x, dy, gain: gain, mean: Vector(count: 13), rstd: Vector([Float](repeating: 1, count: 13)),
      dx: dy, dgain: dgain, dbias: dbias)
    let expected = masks.sums(.chain(0..<13))
    #expect(masks.differences(dgain.array, from: expected) == [])
    #expect(masks.differences(dbias.array, from: expected) == [])
  }

  /// The rows of one word, with other words' rows between them.
  @Test(arguments: Machine.all)
  func embeddingGradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    let masks = UnitMasks(count: 11)
    let own = masks.rows.turned.transposed
    let dy = Matrix(Vector(count: 3 * own.vector.count), rows: 33, columns: own.columns)
    dy.vector.fill(UnitMasks.mask)
    for r in 0..<11 {
      for c in 0..<own.columns { dy[3 * r + 1, c] = own[r, c] }
    }
    let table = Matrix(Vector(count: 3 * own.columns), rows: 3, columns: own.columns)
    _ = unit.embeddingGradient(ids: (0..<33).map { $0 % 3 }, dy, into: table)
    let sums = table.rows(1..<2).vector.array
    #expect(masks.differences(sums, from: masks.sums(.chain(0..<11))) == [])
  }

  /// Inside an example: e^-37 is lost in binary64 when it is added to 1, but not twice that.
  @Test(arguments: Machine.single)
  func crossEntropyOverClasses(_ machine: Machine) throws {
    let unit = try machine.unit()
    let masks = TripleMasks(chosen: machine.places(17))
    let survives = masks.triples.map { triple in
      let logits = Matrix(Vector(count: 17), rows: 1, columns: 17)
      logits.vector.fill(-1000)
      logits[0, triple.large] = 0
      logits[0, triple.small.0] = -37
      logits[0, triple.small.1] = -37
      return unit.crossEntropy(logits, labels: [Int32(triple.large)], gradient: nil) > 0
    }
    #expect(masks.differences(survives, from: .chain(0..<17), count: 17) == [])
  }

  /// Over examples: a loss of 2^40 + 2^16 lies in the middle between two neighbours of binary32, and
  /// losses of e^-9.3 move it off only if two of them were added before.
  @Test(arguments: Machine.single)
  func crossEntropyOverExamples(_ machine: Machine) throws {
    let unit = try machine.unit()
    let masks = TripleMasks(chosen: machine.places(16))
    let survives = masks.triples.map { triple in
      let logits = Matrix(Vector(count: 32), rows: 16, columns: 2)
      for row in 0..<16 { logits[row, 1] = -1000 }
      (logits[triple.large, 0], logits[triple.large, 1]) = (-0x1p40, 0x1p16)
      logits[triple.small.0, 1] = -9.3
      logits[triple.small.1, 1] = -9.3
      let loss = unit.crossEntropy(
        logits, labels: [Int32](repeating: 0, count: 16), gradient: nil)
      #expect(loss == 0x1p36 || loss == 0x1p36 + 0x1p13)
      return loss > 0x1p36
    }
    #expect(masks.differences(survives, from: .chain(0..<16), count: 16) == [])
  }
}

extension UnitMasks {
  /// One row for each pair.
  fileprivate var rows: Matrix {
    Matrix(Vector(pairs.flatMap(summands)), rows: pairs.count, columns: count)
  }

  /// A place that holds a unit.
  fileprivate func unit(_ pair: (plus: Int, minus: Int)) -> Int {
    (0...2).first { $0 != pair.plus && $0 != pair.minus }!
  }
}
