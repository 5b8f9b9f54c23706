import Testing

@testable import Streams

@Suite struct PublishedDrawTests {
  @Test("masks of two words an element", arguments: KnownAnswer.all("published-mask"))
  func mask(_ answer: KnownAnswer) throws {
    for name in ["torch/2.13", "torch/1.13", "torch/1.2"] {
      #expect(try mask(answer, name, .amd) == answer.values[0])
    }
    #expect(try mask(answer, "torch/2.13", nil) == answer.values[0])
    #expect(try mask(answer, "torch/2.13", .intel) == answer.values[0])
  }

  @Test("masks of Intel's library", arguments: KnownAnswer.all("published-intel-mask"))
  func intelMask(_ answer: KnownAnswer) throws {
    #expect(try mask(answer, "torch/1.13", .intel) == answer.values[0])
  }

  private func mask(
    _ answer: KnownAnswer, _ name: String, _ maker: ProcessorMaker?
  ) throws -> String {
    let profile = try #require(PublishedProfile(name: name))
    return profile.mask(
      count: 100, probability: try #require(Double(answer.inputs[1])),
      seed: UInt64(try answer.input(0)), by: maker
    ).map { $0 ? "1" : "0" }.joined()
  }

  @Test("nothing and everything is dropped")
  func ends() throws {
    let profile = try #require(PublishedProfile(name: "torch/2.13"))
    #expect(profile.mask(count: 50, probability: 0, seed: 1, by: nil).allSatisfy { $0 })
    #expect(!profile.mask(count: 50, probability: 1, seed: 1, by: nil).contains(true))
  }

  @Test("weights, in blocks and fewer", arguments: KnownAnswer.all("published-weights"))
  func weights(_ answer: KnownAnswer) throws {
    let profile = try #require(PublishedProfile(name: "torch/2.13"))
    let weights = profile.weights(
      count: Int(try answer.input(1)), seed: UInt64(try answer.input(0)),
      drawsBefore: UInt64(try answer.input(2)))
    #expect(weights.map { hexadecimal($0.bitPattern) } == answer.values)
  }

  /// As PyTorch 2.13.0 gave it, seed 42.
  @Test("a head that was recorded")
  func head() throws {
    let profile = try #require(PublishedProfile(name: "trainer/5.24"))
    let weights = profile.weights(count: 768, seed: 42)
    #expect(
      weights[..<4].map { hexadecimal($0.bitPattern) }
        == ["3d1dda57", "3cf3ad37", "3c9392d1", "bd2c7bf9"])
    // 768 is 48 blocks: a head of one element more shares all but the last block, which is drawn anew.
    #expect(profile.weights(count: 769, seed: 42)[..<753] == weights[..<753])
  }

  @Test("sums that are rounded once, also where two roundings give another one")
  func fused() {
    let tie: Float = 1 + 0x1p-12
    // (1 + 2^-12)^2 is 1 + 2^-11 + 2^-24, a tie to even but for the term, which binary64 cannot hold beside it.
    #expect(FusedFloat.multiplyAdd(tie, tie, 0x1p-80) == 1 + 0x1p-11 + 0x1p-23)
    #expect(FusedFloat.multiplyAdd(tie, tie, -0x1p-80) == 1 + 0x1p-11)
    #expect(FusedFloat.multiplyAdd(tie, -tie, -0x1p-80) == -(1 + 0x1p-11 + 0x1p-23))
    #expect(FusedFloat.multiplyAdd(tie, tie, 0) == 1 + 0x1p-11)
    #expect(FusedFloat.multiplyAdd(3, 5, -15) == 0)
  }

  @Test("sines and cosines of integers, at the quarters and between")
  func circle() {
    for (angle, sine, cosine) in [
      (0, 0, 1), (1, 0x1.aed548f090ceep-1, 0x1.14a280fb5068cp-1),
      (Double.pi / 2, 1, 0x1.1a62633145c07p-54), (Double.pi, 0x1.1a62633145c07p-53, -1),
      (4, -0x1.837b9dddc1eaep-1, -0x1.4eaa606db24c1p-1),
      (6, -0x1.1e1f18ab0a2c0p-2, 0x1.eb9b7097822f5p-1),
    ] {
      let found = FixedPointCircle.sineAndCosine(angle)
      #expect(found.sine == sine && found.cosine == cosine, "\(angle): \(found)")
    }
  }
}
