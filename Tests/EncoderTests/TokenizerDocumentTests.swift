import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Encoder

/// `tokenizer.json`, beginning with the one in the fixtures, which transformers 5 saved.
@Suite struct TokenizerDocumentTests {
  let settings: TokenizerSettings
  let text: String

  init() throws {
    settings = try TokenizerSettings("none", configuration: ConfigurationMembers(path: "none"))
    let file = try InputFile("\(fixtures)/tokenizer.json", limit: 1 << 20)
    text = try file.text()
  }

  private func document(_ text: String) throws -> TokenizerDocument {
    try TokenizerDocument(InputFile(name: "tokenizer.json", content: Data(text.utf8)))
  }

  /// The vocabulary has lines that come twice: in the document, ids without a piece.
  @Test(arguments: TokenizerTests.forms.keys.sorted())
  func idsAreThoseOfTheVocabularysLines(_ form: String) throws {
    let document = try document(text)
    let vocabulary = try document.vocabulary(beside: nil)
    try document.check(vocabulary)
    #expect(try document.compare(settings) == [])
    #expect(vocabulary.size == 831)
    let tokenizer = try WordPieceTokenizer(
      vocabulary: vocabulary, normalization: #require(TokenizerTests.forms[form]))
    for sentence in TokenizerTests.sentences {
      let expected = try TokenizerTests.ids(sentence[form])
      #expect(try tokenizer.tokenIDs(#require(sentence["text"]?.string)) == expected)
    }
  }

  @Test func besideTheSameLinesTheirBytesCount() throws {
    let lines = try InputFile("\(fixtures)/vocab.txt", limit: 1 << 20)
    #expect(try document(text).vocabulary(beside: lines).digest == lines.digest)
    let other = Data(try lines.text().replacing("walk\n", with: "wolk\n").utf8)
    let error = try #require(throws: InputError.self) {
      try document(text).vocabulary(beside: InputFile(name: "vocab.txt", content: other))
    }
    #expect(error.reason.contains("has 'wolk', but tokenizer.json has"), "\(error)")
  }

  /// In the usual form the pieces alone give the digest of `vocab.txt`.
  @Test func theDigestIsThatOfThePieces() throws {
    let lines = try InputFile("\(fixtures)/two-labels/vocab.txt", limit: 1 << 20)
    let pieces = try lines.text().split(separator: "\n")
    let members = pieces.enumerated().map { "\(JSONValue.string(String($1)).canonical):\($0)" }
    let json = """
      {"added_tokens":[],"normalizer":{"type":"BertNormalizer","lowercase":true},
      "pre_tokenizer":{"type":"BertPreTokenizer"},
      "post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},
      "model":{"unk_token":"[UNK]","continuing_subword_prefix":"##",
      "vocab":{\(members.shuffled().joined(separator: ","))}}}
      """
    #expect(try document(json).vocabulary(beside: nil).digest == lines.digest)
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let old = try ModelFolder.open(folder.path)
    try folder.remove("vocab.txt")
    try folder.write(json.utf8, to: "tokenizer.json")
    let new = try ModelFolder.open(folder.path)
    #expect(new.digests.vocabulary == old.digests.vocabulary)
    #expect(new.normalization == old.normalization && new.remarks == old.remarks)
  }

  /// A change to the document, and what the error names.
  static let changes: [(old: String, new: String, expected: String)] = [
    (#""type":"WordPiece","unk_token""#, #""type":"BPE","unk_token""#, "model.type: 'BPE' is not"),
    (#""unk_token":"[UNK]""#, #""unk_token":"<unk>""#, "model.unk_token: is not \"[UNK]\""),
    (
      ###""continuing_subword_prefix":"##""###, #""continuing_subword_prefix":"@@""#,
      "model.continuing_subword_prefix"
    ),
    (
      #""max_input_chars_per_word":100"#, #""max_input_chars_per_word":50"#,
      "model.max_input_chars_per_word: is not 100"
    ),
    (#""clean_text":true"#, #""clean_text":false"#, "normalizer.clean_text: is not true"),
    (#""lowercase":true"#, #""lowercase":"yes""#, "normalizer.lowercase: is not true or false"),
    (#""type":"BertNormalizer""#, #""type":"NFKC""#, "normalizer: 'NFKC' is not"),
    (
      #""type":"BertPreTokenizer""#, #""type":"Whitespace""#, "pre_tokenizer: 'Whitespace' does not"
    ),
    (#""truncation":null"#, #""truncation":{"direction":"Left"}"#, "truncation.direction: is not"),
    (#""padding":null"#, #""padding":{"direction":"Left"}"#, "padding.direction: is not 'Right'"),
    (#""type_id":1"#, #""type_id":0"#, "post_processor: does not make [CLS] a [SEP]"),
    (#""ids":[3]"#, #""ids":[4]"#, "post_processor: does not make"),
    (#""post_processor":{"#, #""post_processor":null,"x":{"#, "post_processor: does not make"),
    (
      #""added_tokens":["#,
      #""added_tokens":[{"id":9,"content":"un","normalized":false,"single_word":false},"#,
      "added_tokens: the added token 'un' is not one of BERT's own"
    ),
    (
      #""normalized":false"#, #""normalized":true"#, "added_tokens: the added token '[PAD]' is not"
    ),
    (#"{"id":0,"content":"[PAD]""#, #"{"id":1,"content":"[PAD]""#, "gives [PAD] the id 1"),
    (#""[PAD]":0"#, #""[PAD]":"0""#, "model.vocab: the id of '[PAD]' is not an integer"),
    (#""[PAD]":0"#, #""[PAD]":-1"#, "model.vocab: the id of '[PAD]' is not an integer"),
    (#""[PAD]":0"#, #""[PAD]":99999999999"#, "is not an integer from 0 to"),
    (#""[PAD]":0"#, #""[PAD]":2"#, "model.vocab: two pieces have the id 2"),
    (#""[PAD]":0"#, #""[PAD]":0,"[PAD]":900"#, "model.vocab: holds a piece twice"),
    (#""[PAD]":0"#, #""[PAD]":0,"a\nb":900"#, "the piece of id 900 holds a line end"),
  ]

  @Test(arguments: changes.indices)
  func refuses(_ index: Int) throws {
    let change = TokenizerDocumentTests.changes[index]
    let range = try #require(text.range(of: change.old), "\(change.old)")
    let json = text.replacingCharacters(in: range, with: change.new)
    let error = #expect(throws: InputError.self) {
      let document = try document(json)
      try document.check(document.vocabulary(beside: nil))
    }
    #expect(error?.description.contains(change.expected) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("{}", "model: is missing"), ("[]", "is not a JSON object"),
    ("", "is not JSON: ends too early; the file is empty or cut short"),
    (#"{"model":{"type":"WordPiece"}}"#, "model.unk_token: is not"),
    (
      ###"{"model":{"unk_token":"[UNK]","continuing_subword_prefix":"##","vocab":[]}}"###,
      "normalizer: is missing"
    ),
    (
      ###"{"model":{"unk_token":"[UNK]","continuing_subword_prefix":"##","vocab":7}}"###,
      "model.vocab: is not an object"
    ),
  ])
  func refusesLess(_ json: String, _ expected: String) {
    let error = #expect(throws: InputError.self) { try document(json) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  /// A plain normalizer is overruled, with a remark; in a sequence it must agree.
  @Test func normalisersThatDisagree() throws {
    let cased = text.replacing(#""lowercase":true"#, with: #""lowercase":false"#)
    let remarks = try document(cased).compare(settings)
    #expect(remarks.count == 1 && remarks[0].contains("lowercase false is overruled by"))
    func sequence(_ text: String) -> String {
      text.replacing(#""normalizer":{"#, with: #""normalizer":{"type":"Sequence","normalizers":[{"#)
        .replacing(#"},"pre_tokenizer""#, with: #"}]},"pre_tokenizer""#)
    }
    #expect(try document(sequence(text)).compare(settings) == [])
    let error = try #require(throws: InputError.self) {
      try document(sequence(cased)).compare(settings)
    }
    #expect(error.reason.contains("is false, but do_lower_case in tokenizer_config.json true"))
  }

  @Test func aSpecialTokenThatTheVocabularyLacksIsNotText() throws {
    let vocabulary = try Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "a"])
    let tokenizer = try WordPieceTokenizer(
      vocabulary: vocabulary, normalization: TextNormalization(lowerCase: true))
    try tokenizer.check("a [mask] [PAD]")
    let error = try #require(throws: InputError.self) { try tokenizer.check("a[MASK]\u{301}") }
    #expect(error.reason == "a text holds [MASK], which the vocabulary lacks")
  }
}
