import Text

/// BERT's special tokens as the files of a folder name them. Any other makes other tokens of texts that hold it.
enum SpecialTokens {
  static let advice =
    "this program tokenizes as BertTokenizerFast does with BERT's own special tokens"
  /// The roles and their tokens.
  static let roles = [
    "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]",
    "mask_token": "[MASK]",
  ]
  /// Keys under which further special tokens stand.
  private static let lists = [
    "additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens",
  ]

  /// Refuses another token in a role, and a token that is not one of BERT's.
  ///
  /// - Throws: `InputError` naming the key.
  static func check(_ members: ConfigurationMembers) throws {
    for key in members.keys.sorted() {
      guard let value = members[key] else { continue }
      if lists.contains(key) {
        let tokens = value.array ?? value.object.map { $0.values.map { $0 } } ?? [value]
        guard tokens.allSatisfy({ isOwn($0) }) else {
          throw members.failure(key, "names tokens that are not BERT's", advice: advice)
        }
      } else if key.hasSuffix("_token"), value.string != nil || value.object != nil {
        if let token = roles[key] {
          guard isOwn(value), text(value) == token else {
            throw members.failure(key, "is not \(token)", advice: advice)
          }
        } else if !isOwn(value) {
          throw members.failure(key, "is not one of BERT's tokens", advice: advice)
        }
      }
    }
  }

  /// `added_tokens.json`, which may be absent: texts and their ids.
  static func checkAdded(_ path: String, _ vocabulary: Vocabulary) throws {
    let members = try ConfigurationMembers(ifPresent: path)
    for token in members.keys.sorted() {
      try checkAdded(token, members[token]?.integer, vocabulary, members, token)
    }
  }

  /// Refuses the description of an added token that is not one of BERT's; `name` is the token's in messages.
  static func checkAdded(
    _ token: JSONValue, _ name: String, _ id: Int64?, _ vocabulary: Vocabulary,
    _ members: ConfigurationMembers, _ place: String
  ) throws {
    guard isOwn(token), token["normalized"] == false, let content = token["content"]?.string else {
      throw members.failure(place, "\(name) is not one of BERT's own", advice: advice)
    }
    try checkAdded(content, id, vocabulary, members, place)
  }

  /// Refuses an added token that is not one of BERT's with the id that the vocabulary gives it.
  static func checkAdded(
    _ token: String, _ id: Int64?, _ vocabulary: Vocabulary, _ members: ConfigurationMembers,
    _ place: String
  ) throws {
    guard WordPieceTokenizer.specialTokens.contains(token) else {
      throw members.failure(
        place, "the added token '\(token.prefix(40))' is not one of BERT's own", advice: advice)
    }
    let own = vocabulary.id(of: token)
    guard own.map(Int64.init) == id else {
      throw members.failure(
        place,
        "gives \(token) the id \(id.map(String.init) ?? "that is none"), the vocabulary "
          + (own.map { "\($0)" } ?? "none"), advice: advice)
    }
  }

  /// Whether a token, or the description of one, is one of BERT's, found in texts as they are written.
  ///
  /// White space beside a token is no part of any piece: `lstrip` and `rstrip` change nothing.
  static func isOwn(_ value: JSONValue) -> Bool {
    guard let text = text(value), WordPieceTokenizer.specialTokens.contains(text) else {
      return false
    }
    return ["normalized", "single_word"].allSatisfy {
      value[$0] == nil || value[$0] == false || value[$0] == .null
    }
  }

  private static func text(_ value: JSONValue) -> String? { (value["content"] ?? value).string }
}
