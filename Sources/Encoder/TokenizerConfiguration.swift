import Files
import Foundation

/// What `tokenizer_config.json` may say: BERT's tokenization, lower-cased or not.
enum TokenizerConfiguration {
  /// `do_lower_case`; true where the key or the file is absent, as in `BertTokenizer`.
  ///
  /// - Throws: `InputError` naming each setting that would make other tokens.
  static func lowerCase(_ path: String) throws -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return true }
    let members = try ConfigurationMembers(
      InputFile(path, limit: ConfigurationMembers.byteLimit))
    let advice = "this program tokenizes as BertTokenizer does by default"
    _ = try members.word(
      "tokenizer_class", accepted: ["BertTokenizer", "BertTokenizerFast"], default: "",
      advice: advice)
    let lowerCase = try members.flag("do_lower_case", default: true)
    // Accents are stripped if and only if letters are lower-cased, unless this says otherwise.
    guard try members.flag("strip_accents", default: lowerCase) == lowerCase else {
      throw members.failure(
        "strip_accents", "'\(!lowerCase)' is not supported with do_lower_case '\(lowerCase)'",
        advice: advice)
    }
    for key in ["tokenize_chinese_chars", "do_basic_tokenize"] {
      guard try members.flag(key, default: true) else {
        throw members.failure(key, "'false' is not supported", advice: advice)
      }
    }
    for (key, token) in [
      ("unk_token", "[UNK]"), ("sep_token", "[SEP]"), ("pad_token", "[PAD]"),
      ("cls_token", "[CLS]"), ("mask_token", "[MASK]"),
    ] {
      guard let value = members[key] else { continue }
      guard (value["content"] ?? value).string == token else {
        throw members.failure(key, "is not \(token)", advice: advice)
      }
    }
    for key in ["additional_special_tokens", "extra_special_tokens", "never_split"] {
      guard let value = members[key], value != [], value != [:] else { continue }
      throw members.failure(key, "is not supported", advice: advice)
    }
    try checkAddedTokens(members, advice)
    return lowerCase
  }

  private static func checkAddedTokens(_ members: ConfigurationMembers, _ advice: String) throws {
    guard let value = members["added_tokens_decoder"] else { return }
    guard let tokens = value.object else {
      throw members.failure("added_tokens_decoder", "is not an object")
    }
    for (id, token) in tokens.sorted(by: { $0.key < $1.key }) {
      let isPlain =
        token["normalized"] == false && token["lstrip"] == false && token["rstrip"] == false
        && token["single_word"] == false
      guard let content = token["content"]?.string, isPlain,
        WordPieceTokenizer.specialTokens.contains(content)
      else {
        throw members.failure(
          "added_tokens_decoder", "token '\(id.prefix(20))' is not one of BERT's own",
          advice: advice)
      }
    }
  }
}
