import Files
import Testing

@testable import Streams

@Suite struct NormalTests {
  @Test("quantiles in the centre, the tails and far out", arguments: KnownAnswer.all("quantile"))
  func quantile(_ answer: KnownAnswer) throws {
    let p = Double(bitPattern: try #require(UInt64(answer.inputs[0], radix: 16)))
    let expected = Double(bitPattern: try #require(UInt64(answer.values[0], radix: 16)))
    // The fixture's logarithm is correctly rounded; ours may be an ulp beside it, halved by the square root.
    #expect((NormalQuantile.value(p) - expected).magnitude <= 2 * expected.ulp)
  }

  @Test("weights, row by row", arguments: KnownAnswer.all("normals"))
  func weights(_ answer: KnownAnswer) throws {
    let weights = Streams.normals(
      count: answer.values.count, seed: try answer.input(0), site: try answer.input(1))
    #expect(weights.map { hexadecimal($0.bitPattern) } == answer.values)
  }

  @Test("weights of whole tensors", arguments: KnownAnswer.all("normals-digest"))
  func wholeTensor(_ answer: KnownAnswer) throws {
    let weights = Streams.normals(
      count: Int(try answer.input(0)), seed: try answer.input(1), site: try answer.input(2))
    let bytes = weights.flatMap { weight in
      withUnsafeBytes(of: weight.bitPattern.littleEndian, Array.init)
    }
    #expect([Digest(of: bytes).description] == answer.values)
  }

  @Test("a longer draw starts with the shorter one")
  func prefix() {
    let long = Streams.normals(count: 101, seed: 4, site: 2)
    for count in [0, 1, 2, 3, 50] {
      #expect(Streams.normals(count: count, seed: 4, site: 2) == Array(long[..<count]))
    }
    #expect(Streams.normals(count: 8, seed: 4, site: 3) != Array(long[..<8]))
    #expect(Streams.normals(count: 8, seed: 5, site: 2) != Array(long[..<8]))
  }

  @Test("mean, deviation and scale")
  func moments() {
    let count = 40_000
    let values = Streams.normals(count: count, seed: 6, site: 0, scale: 1).map(Double.init)
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    #expect(mean.magnitude < 0.02)
    #expect((variance - 1).magnitude < 0.03)
    #expect(
      Streams.normals(count: 3, seed: 6, site: 0, scale: 0.5)
        == Streams.normals(count: 3, seed: 6, site: 0, scale: 1).map { $0 / 2 })
  }

  @Test("the ends of the unit interval stay finite, and mirror each other")
  func ends() {
    #expect(NormalQuantile.value(0x1p-53).isFinite)
    #expect(NormalQuantile.value(1 - 0x1p-53) == -NormalQuantile.value(0x1p-53))
    #expect(NormalQuantile.value(0.25) == -NormalQuantile.value(0.75))
  }

  @Test("dropout masks", arguments: KnownAnswer.all("mask"))
  func mask(_ answer: KnownAnswer) throws {
    let threshold = UInt32(try #require(Double(answer.inputs[0])) * 0x1p32)
    var words = WordStream(
      purpose: .dropout, seed: try answer.input(1), sequence: try answer.input(2),
      site: try answer.input(3), step: try answer.input(4))
    let mask = answer.values[0].map { _ in words.next() >= threshold ? "1" : "0" }
    #expect(mask.joined() == answer.values[0])
  }
}
