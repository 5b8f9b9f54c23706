/// What `tokenizer_config.json` says; BERT's defaults where the key or the file is absent.
struct TokenizerSettings {
  let normalization: TextNormalization
  private let members: ConfigurationMembers

  private static let advice = "this program tokenizes as BertTokenizerFast does"
  private static let classes = ["BertTokenizer", "BertTokenizerFast"]

  /// - Throws: `InputError` naming each setting that would make other tokens.
  init(_ path: String, configuration: ConfigurationMembers) throws {
    try self.init(ConfigurationMembers(ifPresent: path), configuration: configuration)
  }

  init(_ members: ConfigurationMembers, configuration: ConfigurationMembers) throws {
    self.members = members
    let advice = TokenizerSettings.advice
    // The class in config.json counts where this file has none.
    let namesClass = members["tokenizer_class"] != nil
    _ = try (namesClass ? members : configuration).word(
      "tokenizer_class", accepted: TokenizerSettings.classes, default: "", advice: advice)
    let lowerCase = try members.flag("do_lower_case", default: true)
    normalization = TextNormalization(
      lowerCase: lowerCase, stripsAccents: try members.flag("strip_accents", default: lowerCase),
      separatesIdeographs: try members.flag("tokenize_chinese_chars", default: true))
    for key in ["truncation_side", "padding_side"] {
      _ = try members.word(
        key, accepted: ["right"], default: "right",
        advice: "this program cuts and fills texts at their end")
    }
    if try members.flag("split_special_tokens", default: false) {
      throw members.failure("split_special_tokens", "'true' is not supported", advice: advice)
    }
    try members.refuseOwnCode()
    if let names = members["model_input_names"]?.array {
      for name in ["token_type_ids", "attention_mask"] where !names.contains(.string(name)) {
        throw members.failure(
          "model_input_names", "lacks \(name)", advice: "BERT is trained here with it")
      }
    }
    try SpecialTokens.check(members)
  }

  /// Refuses added tokens that are not BERT's own.
  func check(_ vocabulary: Vocabulary) throws {
    let key = "added_tokens_decoder"
    guard let value = members[key] else { return }
    guard let tokens = value.object else { throw members.failure(key, "is not an object") }
    for (id, token) in tokens.sorted(by: { $0.key < $1.key }) {
      try SpecialTokens.checkAdded(
        token, "token '\(id.prefix(20))'", Int64(id), vocabulary, members, key)
    }
  }
}
