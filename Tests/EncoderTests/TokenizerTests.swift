import Files
import TestSupport
import Testing
import Text

@testable import Encoder

/// Against the ids of Hugging Face's fast tokenizer in `tokens.jsonl`.
@Suite struct TokenizerTests {
  static let lines: [JSONValue] = {
    let file = try? InputFile("\(fixtures)/tokens.jsonl", limit: 1 << 20)
    return (file?.data ?? .init()).split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONParser.parse($0)
    }
  }()
  static let sentences = lines.filter { $0["text"] != nil }
  static let truncations = lines.filter { $0["length"] != nil }

  let vocabulary: Vocabulary

  init() throws { vocabulary = try Vocabulary(InputFile("\(fixtures)/vocab.txt", limit: 1 << 20)) }

  static func ids(_ value: JSONValue?) throws -> [Int32] {
    try #require(value?.array).map { try Int32(#require($0.integer)) }
  }

  @Test func theFixtureIsWhole() {
    #expect(TokenizerTests.sentences.count == 184)
    #expect(TokenizerTests.truncations.count == 175)
    #expect(vocabulary.size == 831)
  }

  static let forms = [
    "lower": TextNormalization(lowerCase: true), "cased": TextNormalization(lowerCase: false),
    "accented": TextNormalization(lowerCase: true, stripsAccents: false),
    "bare": TextNormalization(lowerCase: false, stripsAccents: true),
    "joined": TextNormalization(lowerCase: true, separatesIdeographs: false),
  ]

  @Test(arguments: forms.keys.sorted())
  func idsAreHuggingFaces(_ form: String) throws {
    let tokenizer = try WordPieceTokenizer(
      vocabulary: vocabulary, normalization: #require(TokenizerTests.forms[form]))
    for sentence in TokenizerTests.sentences {
      let text = try #require(sentence["text"]?.string)
      let expected = try TokenizerTests.ids(sentence[form])
      #expect(tokenizer.tokenIDs(text) == expected, "\(text.printable)")
    }
  }

  @Test func truncationIsHuggingFaces() throws {
    let tokenizer = try WordPieceTokenizer(
      vocabulary: vocabulary, normalization: TextNormalization(lowerCase: true))
    for line in TokenizerTests.truncations {
      let length = try Int(#require(line["length"]?.integer))
      let encoded = try tokenizer.encode(
        #require(line["first"]?.string), line["second"]?.string, maximumLength: length)
      #expect(try encoded.ids == TokenizerTests.ids(line["ids"]), "\(line.canonical)")
      #expect(try encoded.types == TokenizerTests.ids(line["types"]), "\(line.canonical)")
    }
  }

  @Test func truncationFillsTheRoom() {
    for room in 0...9 {
      for first in 0...12 {
        for second in 0...12 {
          let kept = WordPieceTokenizer.longestFirst(first, second, room: room)
          #expect(kept.first <= first && kept.second <= second && min(kept.first, kept.second) >= 0)
          #expect(kept.first + kept.second == min(room, first + second))
        }
      }
    }
  }

  @Test func ofEqualLinesTheLastCounts() throws {
    let zebra = try #require(vocabulary.id(of: "zebra"))
    #expect(zebra == 826)
    #expect(vocabulary.id(of: "##ing") == 827)
  }

  /// Swift takes these for equal strings; a vocabulary does not.
  @Test func spellingsOfOneLetterAreDifferentPieces() throws {
    let pieces = try Vocabulary(["[UNK]", "[CLS]", "[SEP]", "\u{e9}", "e\u{301}", "e"])
    #expect(pieces.id(of: "\u{e9}") == 3)
    #expect(pieces.id(of: "e\u{301}") == 4)
    let cased = try WordPieceTokenizer(
      vocabulary: pieces, normalization: TextNormalization(lowerCase: false))
    #expect(cased.tokenIDs("\u{e9} e\u{301}") == [3, 4])
    let lower = try WordPieceTokenizer(
      vocabulary: pieces, normalization: TextNormalization(lowerCase: true))
    #expect(lower.tokenIDs("\u{e9} E\u{301}") == [5, 5])
  }

  @Test func absentSpecialTokensAreText() throws {
    let pieces = try Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[", "]", "mask"])
    let tokenizer = try WordPieceTokenizer(
      vocabulary: pieces, normalization: TextNormalization(lowerCase: true))
    #expect(tokenizer.tokenIDs("[MASK][CLS]") == [3, 5, 4, 1])
  }

  @Test func linesMayEndInCarriageReturns() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("[UNK]\r\n[CLS]\r\n[SEP]\r\n\r\nlast".utf8, to: "vocab.txt")
    let vocabulary = try Vocabulary(InputFile(file, limit: 100))
    #expect(vocabulary.size == 5)
    #expect(vocabulary.id(of: "last") == 4)
    #expect(vocabulary.id(of: "[CLS]") == 1)
  }

  @Test func anOverlongPieceIsRefusedByLine() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      ("[UNK]\n" + String(repeating: "a", count: 2000)).utf8, to: "vocab.txt")
    let error = #expect(throws: InputError.self) { try Vocabulary(InputFile(file, limit: 9999)) }
    #expect(error?.place == "2")
  }

  @Test func tooShortALengthStops() async {
    await #expect(processExitsWith: .failure) {
      let vocabulary = try Vocabulary(["[UNK]", "[CLS]", "[SEP]"])
      let tokenizer = try WordPieceTokenizer(
        vocabulary: vocabulary, normalization: TextNormalization(lowerCase: true))
      _ = tokenizer.encode("a", "b", maximumLength: 2)
    }
  }
}
