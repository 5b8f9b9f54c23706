import Testing

@testable import Streams

@Suite struct PhiloxTests {
  @Test("Random123's known answers", arguments: KnownAnswer.all("philox"))
  func block(_ answer: KnownAnswer) throws {
    let word = answer.inputWord
    let block = Philox.block(
      counter: try (word(0), word(1), word(2), word(3)), key: try (word(4), word(5)))
    #expect([block.0, block.1, block.2, block.3].map(hexadecimal) == answer.values)
  }

  @Test("streams run through the blocks in order", arguments: KnownAnswer.all("words"))
  func words(_ answer: KnownAnswer) throws {
    var stream = WordStream(
      purpose: try #require(Purpose(rawValue: answer.input(0))), seed: try answer.input(1),
      sequence: try answer.input(2), site: try answer.input(3), step: try answer.input(4))
    let words = answer.values.map { _ in hexadecimal(stream.next()) }
    #expect(words == answer.values)
    #expect(stream.position == UInt64(words.count))
  }

  @Test("every part of a stream's name counts")
  func names() {
    let streams = [
      WordStream(purpose: .dataOrder, seed: 1), WordStream(purpose: .dropout, seed: 1),
      WordStream(purpose: .weightInitialisation, seed: 1),
      WordStream(purpose: .embeddedData, seed: 1), WordStream(purpose: .challenge, seed: 1),
      WordStream(purpose: .dataOrder, seed: 2),
      WordStream(purpose: .dataOrder, seed: 1, sequence: 1),
      WordStream(purpose: .dataOrder, seed: 1, site: 1),
      WordStream(purpose: .dataOrder, seed: 1, step: 1),
    ]
    let firsts = streams.map { stream in
      var words = stream
      return words.next()
    }
    #expect(Set(firsts).count == streams.count)
  }

  @Test("the numbers of the purposes and the profile's name are fixed")
  func profile() {
    #expect(Purpose.allCases.map(\.rawValue) == [1, 2, 3, 4, 5])
    #expect(StreamsProfile.philox.rawValue == "philox4x32-10/1")
  }

  /// An argument list that is empty runs no case.
  @Test(
    "all known answers are there",
    arguments: [
      ("philox", 3), ("words", 5), ("bounded", 10), ("mask", 4), ("normals", 5),
      ("normals-digest", 2),
      ("permutation", 7), ("permutation-digest", 3), ("quantile", 22), ("mt-words", 3),
      ("published-order", 120), ("published-draws", 24), ("published-digest", 3),
      ("published-lengths", 16), ("published-mask", 4), ("published-intel-mask", 4),
      ("published-weights", 8),
    ])
  func answersAreThere(_ name: String, _ count: Int) {
    #expect(KnownAnswer.all(name).count == count)
  }
}
