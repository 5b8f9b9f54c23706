import Testing

@testable import Arithmetic

@Suite struct CrossEntropyTests {
  @Test(arguments: Machine.single)
  func lossAndGradient(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 41)
    let tails = (1...67).map { (3, $0) }
    for (rows, columns) in tails + Array(repeating: (7, 3), count: 100) {
      let logits = random.awkwardRows(rows, columns)
      let labels = (0..<rows).map { _ in Int32(random.integer(columns)) }
      var total = 0.0
      var gradient: [[Float]] = []
      for (row, label) in zip(logits, labels) {
        let z = row.map { Double($0) - Double(row.max()!) }
        let e = z.map(Scalar64.exp)
        let sum = e.reduce(0, +)
        total += Scalar64.log(sum) - z[Int(label)]
        gradient.append(
          e.indices.map { Float((e[$0] / sum - ($0 == Int(label) ? 1 : 0)) / Double(rows)) })
      }
      let x = PaddedMatrix(logits, columns: columns, gap: machine.gap(3))
      let dx = PaddedMatrix(rows: rows, columns: columns, gap: machine.gap(3))
      let loss = unit.crossEntropy(x.matrix, labels: labels, gradient: dx.matrix)
      #expect(loss.bitPattern == Float(total / Double(rows)).bitPattern)
      #expect(dx.bits == gradient.bits && dx.isIntactAround)
      #expect(unit.crossEntropy(x.matrix, labels: labels, gradient: nil) == loss)
    }
  }

  @Test(arguments: Machine.single)
  func knownAndNonFiniteLosses(_ machine: Machine) throws {
    let unit = try machine.unit()
    let loss = { (logits: [Float], label: Int32) in
      unit.crossEntropy(
        Matrix(Vector(logits), rows: 1, columns: logits.count), labels: [label], gradient: nil)
    }
    #expect(loss([0, 0], 0) == 0x1.62e430p-1)  // log 2
    #expect(loss([5], 0).bitPattern == 0)
    #expect(loss([1000, 0], 0) == 0 && loss([1000, 0], 1) == 1000)
    #expect(loss([3e38, -3e38], 1) == .infinity)
    for bad in [Float.nan, -.nan, .infinity] {
      #expect(loss([bad, 0], 0).bitPattern == 0x7fc0_0000)
      #expect(loss([0, bad], 0).bitPattern == 0x7fc0_0000)
    }
    #expect(loss([0, -.infinity], 0) == 0 && loss([0, -.infinity], 1) == .infinity)
  }

  @Test func labelsOutsideTheClassesEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      let logits = Matrix(Vector(count: 2), rows: 1, columns: 2)
      _ = try ArithmeticUnit().crossEntropy(logits, labels: [2], gradient: nil)
    }
  }
}
