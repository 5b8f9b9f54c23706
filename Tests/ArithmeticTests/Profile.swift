@testable import Arithmetic

/// The profile's reductions and layers, one plain operation after another: what the kernels must equal.
enum Profile {
  /// 16 lanes from +0, folded 8-4-2-1.
  static func rowSum<T: BinaryFloatingPoint>(_ x: some Sequence<T>) -> T {
    var lanes = [T](repeating: 0, count: 16)
    for (i, value) in x.enumerated() { lanes[i % 16] += value }
    for width in [8, 4, 2, 1] {
      for lane in 0..<width { lanes[lane] += lanes[lane + width] }
    }
    return lanes[0]
  }

  /// One accumulator per column, rows ascending.
  static func columnSums(_ rows: [[Float]], columns: Int) -> [Float] {
    rows.reduce(into: [Float](repeating: 0, count: columns)) { sums, row in
      for c in 0..<columns { sums[c] += row[c] }
    }
  }

  struct NormalisedRow {
    var y: [Float]
    var mean: Float
    var rstd: Float
  }

  static func layerNorm(
    _ x: [Float], gain: [Float], bias: [Float], epsilon: Float
  ) -> NormalisedRow {
    let count = Float(x.count)
    let mean = rowSum(x) / count
    let variance = rowSum(x.map { ($0 - mean) * ($0 - mean) }) / count
    let rstd = 1 / (variance + epsilon).squareRoot()
    let y = x.indices.map { ((x[$0] - mean) * rstd) * gain[$0] + bias[$0] }
    return NormalisedRow(y: y, mean: mean, rstd: rstd)
  }

  static func layerNormGradient(
    _ x: [Float], _ dy: [Float], gain: [Float], mean: Float, rstd: Float
  ) -> [Float] {
    let count = Float(x.count)
    let xhat = x.map { ($0 - mean) * rstd }
    let g = zip(dy, gain).map { $0 * $1 }
    let s1 = rowSum(g) / count
    let s2 = rowSum(zip(g, xhat).map { $0 * $1 }) / count
    return x.indices.map { ((g[$0] - s1) - xhat[$0] * s2) * rstd }
  }

  /// `exp` by the generic kernels, which tests of their own compare with the true values.
  static func softmax(_ scores: [Float], scale: Float) throws -> [Float] {
    let t = scores.map { $0 * scale }
    var most = -Float.infinity
    for value in t where value > most { most = value }
    let e = ElementaryFunction.exp(
      t.map { $0 - most }, try ArithmeticUnit(instructionSet: .generic))
    let sum = rowSum(e)
    return e.map { $0 / sum }
  }

  static func softmaxGradient(_ p: [Float], _ dp: [Float], scale: Float) -> [Float] {
    let sum = rowSum(zip(dp, p).map { $0 * $1 })
    return zip(dp, p).map { (($0 - sum) * $1) * scale }
  }

  /// Philox4x32-10, on its own: word `element` of a stream.
  static func word(
    _ element: Int, purpose: UInt32, seed: UInt32, sequence: UInt32, site: UInt32, step: UInt32
  ) -> UInt32 {
    var c = [UInt32(element / 4), sequence, site, step]
    var k = [purpose, seed]
    for _ in 0..<10 {
      let a = UInt64(c[0]) * 0xd251_1f53
      let b = UInt64(c[2]) * 0xcd9e_8d57
      c = [
        UInt32(b >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: b),
        UInt32(a >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: a),
      ]
      k = [k[0] &+ 0x9e37_79b9, k[1] &+ 0xbb67_ae85]
    }
    return c[element % 4]
  }
}
