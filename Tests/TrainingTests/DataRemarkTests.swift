import Files
import Scores
import Tasks
import Testing

@testable import Encoder
@testable import Training

/// What is told of data before anything is trained on them.
@Suite struct DataRemarkTests {
  private static func example(_ text: String, _ label: Int32 = 0, _ second: String? = nil)
    -> Example
  {
    Example(first: text, second: second, label: label)
  }

  private static func data(_ train: [Example], _ development: [Example]) -> TaskData {
    TaskData(
      name: "tsv", labels: ["a", "b"], metric: .accuracy, train: train, development: development,
      trainDigest: Digest(of: [0]), developmentDigest: Digest(of: [1]))
  }

  @Test func mistakesInTexts() {
    let good = Self.data(
      [Self.example("one"), Self.example("two", 1)], [Self.example("three"), Self.example("four")])
    #expect(DataRemarks(good).lines.isEmpty)
    let leak = DataRemarks(
      Self.data(
        [Self.example("one"), Self.example("two", 1)],
        [Self.example("two", 1), Self.example("one", 1), Self.example("six")])
    ).lines
    #expect(leak.count == 1 && leak[0].hasPrefix("2 of 3 development texts stand in the training"))
    // Another second text is another pair, and another spelling of a letter another text.
    let pairs = Self.data(
      [Self.example("one", 0, "x"), Self.example("\u{e9}")],
      [Self.example("one", 0, "y"), Self.example("e\u{301}")])
    #expect(DataRemarks(pairs).lines.isEmpty)
    let empty = DataRemarks(
      Self.data(
        [Self.example("one"), Self.example(" "), Self.example("", 1)],
        [Self.example("two", 0, "")])
    ).lines
    #expect(
      empty == [
        "2 training examples have an empty text: the first is number 2",
        "1 development example has an empty text: number 1",
      ])
    let twice = DataRemarks(
      Self.data([Self.example("one"), Self.example("one", 1)], [Self.example("two")])
    ).lines
    #expect(
      twice == ["1 training text stands there more than once, under different classes"])
  }

  @Test func mistakesInPieces() {
    func text(_ ids: [Int32]) -> EncodedText {
      EncodedText(ids: ids, types: ids.map { _ in 0 })
    }
    let train = [text([1, 5, 6, 2]), text([1, 5, 2]), text([1, 7, 7, 2])]
    let found = DataRemarks.lines(
      [("training", train), ("development", [text([1, 0, 5, 2])])], maximumLength: 4, unknown: 0
    ) { set, place in set == 0 && place == 2 }
    #expect(found.count == 2)
    #expect(found[0] == "1 of 3 training examples (33.3%) are cut at max_length 4")
    #expect(found[1].hasPrefix("25.0% of the pieces of the development set are unknown"))
    // Less than one in a hundred is not told.
    let many = Array(repeating: text([1, 5, 2]), count: 200) + [text([1, 5, 6, 2])]
    #expect(
      DataRemarks.lines([("training", many)], maximumLength: 4, unknown: 0) { _, _ in true }.isEmpty
    )
  }

  /// A text is cut where one token more is kept with a longer limit.
  @Test func cutTexts() throws {
    func remarks(_ text: String) throws -> [String] {
      try TrialInputs(
        model: EmbeddedModel.tiny.open(),
        data: Self.data([Self.example(text)], [Self.example("the dog")]), maximumLength: 8
      ).remarks
    }
    let words = Array(repeating: "the", count: 7)
    let whole = try remarks(words.prefix(6).joined(separator: " "))
    #expect(!whole.contains { $0.contains("cut at") }, "\(whole)")
    #expect(
      try remarks(words.joined(separator: " ")).contains { $0.contains("cut at max_length 8") })
  }
}
