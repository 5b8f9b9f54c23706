import Foundation
import TestSupport
import Testing
import Text

@testable import Encoder

/// What the files beside the pieces say of the tokenizer.
@Suite struct TokenizerSettingsTests {
  /// A tokenizer_config.json, whether letters are lower-cased, or what the error says.
  @Test(arguments: [
    (#"{}"#, true, ""), (#"{"do_lower_case":false}"#, false, ""),
    (#"{"strip_accents":true,"tokenizer_class":"BertTokenizerFast"}"#, true, ""),
    (#"{"strip_accents":null,"unk_token":{"content":"[UNK]"},"never_split":null}"#, true, ""),
    (
      #"{"added_tokens_decoder":{"0":{"content":"[PAD]","lstrip":false,"normalized":false,"#
        + #""rstrip":false,"single_word":false,"special":true}}}"#, true, ""
    ),
    (#"{"do_lower_case":"yes"}"#, nil, "do_lower_case: is not true or false"),
    (#"{"never_split":["x"],"do_basic_tokenize":false,"model_max_length":1e30}"#, true, ""),
    (#"{"mask_token":{"content":"[MASK]","lstrip":true,"normalized":false}}"#, true, ""),
    (#"{"strip_accents":0}"#, nil, "strip_accents: is not true or false"),
    (#"{"truncation_side":"left"}"#, nil, "truncation_side: 'left' is not supported"),
    (#"{"padding_side":"left"}"#, nil, "padding_side: 'left' is not supported"),
    (#"{"split_special_tokens":true}"#, nil, "split_special_tokens: 'true' is not supported"),
    (#"{"model_input_names":["input_ids","attention_mask"]}"#, nil, "lacks token_type_ids"),
    (#"{"bos_token":"<s>"}"#, nil, "bos_token: is not one of BERT's tokens"),
    (#"{"mask_token":{"content":"[MASK]","normalized":true}}"#, nil, "mask_token: is not [MASK]"),
    (#"{"extra_special_tokens":{"image":"<x>"}}"#, nil, "extra_special_tokens: names tokens"),
    (
      #"{"added_tokens_decoder":{"7":{"content":"[PAD]","normalized":false}}}"#, nil,
      "gives [PAD] the id 7, the vocabulary 0"
    ),
    (#"{"tokenizer_class":"AlbertTokenizer"}"#, nil, "tokenizer_class: 'AlbertTokenizer' is not"),
    (#"{"unk_token":"<unk>"}"#, nil, "unk_token: is not [UNK]"),
    (#"{"additional_special_tokens":["<x>"]}"#, nil, "additional_special_tokens: names"),
    (#"{"added_tokens_decoder":{"9":{"content":"<x>"}}}"#, nil, "token '9' is not one of BERT's"),
  ])
  func tokenizerConfiguration(_ json: String, _ lowerCase: Bool?, _ expected: String) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let file = try folder.write(json.utf8, to: "tokenizer_config.json")
    if let lowerCase {
      #expect(try ModelFolder.open(folder.path).normalization.lowerCase == lowerCase)
    } else {
      let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
      let text = try #require(error).description
      #expect(text.hasPrefix(file + ":") && text.contains(expected), "\(text)")
    }
  }

  @Test(arguments: [
    (#"{"strip_accents":false}"#, true, false, true),
    (#"{"do_lower_case":false,"strip_accents":true}"#, false, true, true),
    (#"{"tokenize_chinese_chars":false}"#, true, true, false),
    (#"{"do_lower_case":false}"#, false, false, true),
  ])
  func normalisationIsThatOfTheConfiguration(
    _ json: String, _ lower: Bool, _ strips: Bool, _ separates: Bool
  ) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let file = try folder.write(json.utf8, to: "tokenizer_config.json")
    let expected = TextNormalization(
      lowerCase: lower, stripsAccents: strips, separatesIdeographs: separates)
    #expect(try ModelFolder.open(folder.path).normalization == expected)
    // What is written for a saved model says the same.
    try Data(expected.tokenizerConfiguration.utf8).write(to: URL(filePath: file))
    #expect(try ModelFolder.open(folder.path).normalization == expected)
  }

  /// Other files of the tokenizer's state.
  @Test(arguments: [
    ("added_tokens.json", #"{"word9":96}"#, "added_tokens.json:word9: the added token 'word9'"),
    ("added_tokens.json", #"{"[PAD]":5}"#, "gives [PAD] the id 5, the vocabulary 0"),
    ("added_tokens.json", #"{"[PAD]":0}"#, nil), ("added_tokens.json", "{}", nil),
    (
      "special_tokens_map.json", #"{"additional_special_tokens":["[unused1]"]}"#,
      "special_tokens_map.json:additional_special_tokens: names tokens"
    ), ("special_tokens_map.json", #"{"cls_token":"<s>"}"#, "cls_token: is not [CLS]"),
    ("special_tokens_map.json", #"{"cls_token":{"content":"[CLS]"},"sep_token":"[SEP]"}"#, nil),
    ("sentence_bert_config.json", #"{"max_seq_length":5,"do_lower_case":true}"#, nil),
    ("tokenizer_config.json", "<!DOCTYPE html><html>", "is a web page, not the file"),
  ])
  func otherFilesOfTheState(_ name: String, _ json: String, _ expected: String?) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.write(json.utf8, to: name)
    guard let expected else {
      #expect(try ModelFolder.open(folder.path).vocabulary.size == 97)
      return
    }
    let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    #expect(try #require(error).description.contains(expected), "\(String(describing: error))")
  }

  @Test func lowerCasingThatOnlySentenceTransformersDoesIsRefused() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.write(#"{"do_lower_case":false}"#.utf8, to: "tokenizer_config.json")
    try folder.write(#"{"do_lower_case":true}"#.utf8, to: "sentence_bert_config.json")
    let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    #expect(error?.file?.hasSuffix("sentence_bert_config.json") == true)
  }
}
