import Files
import Testing

@testable import Streams

@Suite struct PublishedOrderTests {
  @Test("words of MT19937, and those passed over", arguments: KnownAnswer.all("mt-words"))
  func words(_ answer: KnownAnswer) throws {
    var twister = MersenneTwister(seed: try answer.input(0))
    let words = (0..<1250).map { _ in hexadecimal(twister.next()) }
    #expect(Array(words[..<4] + words[622..<626] + words[1246...]) == answer.values)
    for count in [0, 1, 623, 624, 625, 1248] {
      var skipping = MersenneTwister(seed: try answer.input(0))
      skipping.skip(UInt64(count))
      #expect(hexadecimal(skipping.next()) == words[count])
    }
  }

  @Test("orders of every profile", arguments: KnownAnswer.all("published-order"))
  func order(_ answer: KnownAnswer) throws {
    let profile = try #require(PublishedProfile(name: answer.inputs[0]))
    let order = profile.permutation(
      count: Int(try answer.input(2)), seed: UInt64(try answer.input(1)),
      epoch: try answer.input(3))
    #expect(order.map(String.init) == answer.values)
  }

  /// As PyTorch 2.13.0 and transformers gave them themselves.
  @Test(
    "orders that were recorded",
    arguments: [
      ("trainer/5.24", 0, "2 6 1 8 4 5 0 9 3 7"), ("trainer/5.24", 1, "8 4 9 0 5 1 6 7 2 3"),
      ("trainer/5.24", 2, "2 6 3 8 7 9 1 4 5 0"), ("trainer/4.30", 0, "4 2 8 9 1 7 0 3 5 6"),
      ("trainer/4.30", 1, "6 2 3 8 5 4 7 9 1 0"), ("trainer/4.30", 2, "3 4 9 0 1 8 7 6 2 5"),
      ("torch/2.13", 0, "8 0 9 1 4 5 6 3 2 7"), ("torch/2.13", 1, "4 6 9 3 7 5 2 0 1 8"),
      ("torch/2.13+generator", 1, "3 6 5 8 9 4 2 0 7 1"),
    ])
  func recorded(_ name: String, _ epoch: UInt32, _ wanted: String) throws {
    let profile = try #require(PublishedProfile(name: name))
    let order = profile.permutation(count: 10, seed: 42, epoch: epoch)
    #expect(order.map(String.init).joined(separator: " ") == wanted)
  }

  @Test("orders after other draws", arguments: KnownAnswer.all("published-draws"))
  func draws(_ answer: KnownAnswer) throws {
    let profile = try #require(PublishedProfile(name: answer.inputs[0]))
    let draws = OtherDraws(
      before: UInt64(try answer.input(4)), perEpoch: UInt64(try answer.input(5)))
    let order = profile.permutation(
      count: Int(try answer.input(2)), seed: UInt64(try answer.input(1)),
      epoch: try answer.input(3), draws: draws)
    #expect(order.map(String.init) == answer.values)
  }

  @Test("orders of a whole task", arguments: KnownAnswer.all("published-digest"))
  func wholeOrder(_ answer: KnownAnswer) throws {
    let profile = try #require(StreamsProfile(rawValue: answer.inputs[0]))
    let order = profile.permutation(
      count: Int(try answer.input(2)), seed: try answer.input(1), epoch: try answer.input(3))
    #expect(order.sorted() == (0..<2490).map(\.self))
    let text = order.map(String.init).joined(separator: " ")
    #expect([Digest(of: text.utf8).description] == answer.values)
  }

  @Test("orders by length", arguments: KnownAnswer.all("published-lengths"))
  func lengths(_ answer: KnownAnswer) throws {
    let profile = try #require(PublishedProfile(name: answer.inputs[0] + "+group_by_length"))
    let lengths = try answer.inputs[5...].map { try #require(Int($0)) }
    let order = profile.permutation(
      lengths: lengths, updateSize: Int(try answer.input(2)), seed: UInt64(try answer.input(1)),
      epoch: try answer.input(3), draws: OtherDraws(perEpoch: UInt64(try answer.input(4))))
    #expect(order.map(String.init) == answer.values)
  }

  @Test("of a seed's 64 bits the low 32 count, and sums with an epoch come round")
  func longSeeds() throws {
    let profile = try #require(PublishedProfile(name: "trainer/5.24"))
    let order = profile.permutation(count: 20, seed: 3, epoch: 0)
    #expect(profile.permutation(count: 20, seed: 1 << 32 + 3, epoch: 0) == order)
    #expect(profile.permutation(count: 20, seed: UInt64(UInt32.max), epoch: 4) == order)
    #expect(profile.permutation(count: 20, seed: 3, epoch: 1) != order)
  }

  @Test("data_seed stands in the seed's place, where it is heeded")
  func dataSeed() throws {
    func order(_ name: String, _ seed: UInt64, _ dataSeed: UInt64?, _ epoch: UInt32) throws
      -> [Int32]
    {
      let profile = try #require(PublishedProfile(name: name))
      return profile.permutation(count: 12, seed: seed, epoch: epoch, dataSeed: dataSeed)
    }
    #expect(try order("trainer/4.57", 1, 9, 2) == order("trainer/4.57", 9, nil, 2))
    #expect(try order("trainer/4.45", 1, 9, 2) == order("trainer/4.45", 1, nil, 2))
    var generator = TorchGenerator(seed: 9)
    generator.skip(2 * 11)
    let second = generator.permutation(count: 12)
    #expect(try order("trainer/4.30", 1, 9, 1) == second)
  }

  @Test("no examples and one", arguments: PublishedProfile.all)
  func smallest(_ profile: PublishedProfile) {
    for (count, wanted) in [(0, []), (1, [Int32(0)])] {
      let order =
        profile.variant == .groupedByLength
        ? profile.permutation(
          lengths: Array(repeating: 3, count: count), updateSize: 2, seed: 5, epoch: 1)
        : profile.permutation(count: count, seed: 5, epoch: 1)
      #expect(order == wanted)
    }
  }
}
