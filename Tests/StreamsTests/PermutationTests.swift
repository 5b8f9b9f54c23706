import Files
import Testing

@testable import Streams

@Suite struct PermutationTests {
  @Test(
    "bounded integers, with the words that rejection costs", arguments: KnownAnswer.all("bounded"))
  func bounded(_ answer: KnownAnswer) throws {
    var words = WordStream(
      purpose: .dataOrder, seed: try answer.input(0), step: try answer.input(1))
    let n = try answer.input(2)
    let drawn = try #require(answer.values.firstIndex(of: "drawn"))
    let values = answer.values[..<drawn].map { _ in String(words.bounded(n)) }
    #expect(values == Array(answer.values[..<drawn]))
    #expect(String(words.position) == answer.values[drawn + 1])
  }

  @Test("rejection happens where it must, and never for a power of two")
  func rejection() {
    var words = WordStream(purpose: .dataOrder, seed: 8)
    for _ in 0..<1000 { _ = words.bounded(1 << 20) }
    #expect(words.position == 1000)
    for _ in 0..<1000 { _ = words.bounded(1 << 31 | 1) }
    #expect((2800...3200).contains(words.position), "half of the words of 2^31 + 1 are refused")
  }

  @Test("bounded(0) is our bug")
  func nothing() async {
    await #expect(processExitsWith: .failure) {
      var words = WordStream(purpose: .dataOrder, seed: 8)
      _ = words.bounded(0)
    }
  }

  @Test("known orders", arguments: KnownAnswer.all("permutation"))
  func order(_ answer: KnownAnswer) throws {
    let order = Streams.permutation(
      count: Int(try answer.input(0)), seed: try answer.input(1), epoch: try answer.input(2))
    #expect(order.map(String.init) == answer.values)
  }

  @Test("known orders of whole tasks", arguments: KnownAnswer.all("permutation-digest"))
  func wholeOrder(_ answer: KnownAnswer) throws {
    let order = Streams.permutation(
      count: Int(try answer.input(0)), seed: try answer.input(1), epoch: try answer.input(2))
    let text = order.map(String.init).joined(separator: " ")
    let digest = Digest(of: text.utf8).description
    #expect([digest] == answer.values)
  }

  @Test("each example stands once", arguments: [0, 1, 2, 3, 5, 67, 1000])
  func isPermutation(_ count: Int) {
    for epoch: UInt32 in 0..<5 {
      let order = Streams.permutation(count: count, seed: 3, epoch: epoch)
      #expect(order.sorted() == (0..<Int32(count)).map(\.self))
    }
    if count > 3 {
      #expect(
        Streams.permutation(count: count, seed: 3, epoch: 0)
          != Streams.permutation(count: count, seed: 3, epoch: 1))
    }
  }

  @Test("the 24 orders of four are equally likely")
  func uniform() {
    let trials = 24_000
    var counts: [[Int32]: Int] = [:]
    for seed in 0..<UInt32(trials) {
      counts[Streams.permutation(count: 4, seed: seed, epoch: 0), default: 0] += 1
    }
    let expected = Double(trials) / 24
    let chiSquare = counts.values.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(counts.count == 24)
    #expect(chiSquare < 49.7, "23 degrees of freedom: 0.1% lie above 49.7")
  }
}
