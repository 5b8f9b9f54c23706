import Files
import Foundation
import Testing
import Text

@testable import Encoder

/// Damaged and hostile text of the files of a model's folder: read or refused, without a crash.
@Suite struct ReaderMutationTests {
  /// What a stranger would put in: deep, long, wide and half.
  static let fragments = [
    "[", "{", "}", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "-", "1e999", "NaN",
    "99999999999999999999", "-1", "4194303", "\"##\"", "\"[CLS]\"", "\"vocab\":", "\"model\":",
    "\u{feff}", "\n", String(repeating: "[", count: 300), String(repeating: "9", count: 300),
  ]

  /// `SEEDPROOF_FUZZ` sets the number of tries and `SEEDPROOF_FUZZ_SEED` the seed.
  private func damaged(_ text: Data, _ body: (InputFile) throws -> Void) {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["SEEDPROOF_FUZZ"].flatMap { Int($0) }.map { $0 / 100 } ?? 150
    let seed = environment["SEEDPROOF_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    func draw(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(limit, 1)))
    }
    for number in 0..<count {
      var bytes = [UInt8](text)
      for _ in 0...draw(3) {
        let place = draw(bytes.count)
        switch draw(4) {
        case 0: bytes[place] = UInt8(draw(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + draw(40)))
        case 2: bytes.insert(contentsOf: Self.fragments[draw(Self.fragments.count)].utf8, at: place)
        default:
          let from = draw(bytes.count)
          let copy = Array(bytes[from..<min(bytes.count, from + draw(60))])
          bytes.insert(contentsOf: copy, at: place)
        }
        if bytes.isEmpty { bytes = [0x7b] }
      }
      do {
        try body(InputFile(name: "fuzz", content: Data(bytes)))
      } catch let error as InputError {
        #expect(error.description.utf8.count < 2000, "seed \(seed), try \(number)")
      } catch {
        Issue.record("seed \(seed), try \(number): \(error)")
      }
    }
  }

  private func fixture(_ name: String) throws -> Data {
    try InputFile("\(fixtures)/\(name)", limit: 1 << 20).data
  }

  /// A document that is accepted makes ids of its own vocabulary only.
  @Test func tokenizerDocuments() throws {
    damaged(try fixture("tokenizer.json")) { file in
      let document = try TokenizerDocument(file)
      let vocabulary = try document.vocabulary(beside: nil)
      try document.check(vocabulary)
      let tokenizer = try WordPieceTokenizer(
        vocabulary: vocabulary, normalization: TextNormalization(lowerCase: true))
      let ids = tokenizer.encode("the seed [SEP] Café 東京 zzz", "a", maximumLength: 20).ids
      #expect(ids.allSatisfy { 0 <= $0 && $0 < vocabulary.size })
    }
  }

  @Test func configurations() throws {
    damaged(try fixture("two-labels/config.json")) { file in
      let members = try ConfigurationMembers(file)
      let configuration = try BertConfiguration.read(members)
      #expect(configuration.hiddenSize % configuration.headCount == 0)
      _ = try TokenizerSettings("none", configuration: members)
    }
  }

  @Test func indices() throws {
    let map = (0..<30).map { "\"bert.layer.\($0)\":\"model-0000\($0 % 3).safetensors\"" }
    let text = "{\"metadata\":{\"total_size\":9},\"weight_map\":{\(map.joined(separator: ","))}}"
    damaged(Data(text.utf8)) { file in
      let shards = try WeightFiles.shards(file)
      #expect(shards.values.allSatisfy { !$0.contains("/") && $0.hasSuffix(".safetensors") })
    }
  }

  @Test func settings() throws {
    let text = #"""
      {"added_tokens_decoder":{"0":{"content":"[PAD]","normalized":false,"special":true}},
      "cls_token":"[CLS]","do_lower_case":true,"extra_special_tokens":{},"strip_accents":null,
      "model_max_length":1000000000000000019884624838656,"tokenizer_class":"BertTokenizer"}
      """#
    let vocabulary = try Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    damaged(Data(text.utf8)) { file in
      try TokenizerSettings(ConfigurationMembers(file), configuration: .init(path: "none"))
        .check(vocabulary)
    }
  }
}
