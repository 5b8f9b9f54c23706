import Files
import Foundation
import Text

/// `tokenizer.json`, the whole state of a tokenizer as the tokenizers library writes it, where that is BERT's.
struct TokenizerDocument {
  /// Largest file accepted: the longest vocabularies of BERT, with half a million pieces, take 13 MB.
  static let byteLimit = 32 << 20

  private let members: ConfigurationMembers
  private let pieces: [[UInt8]]
  /// What the file's own normalizer says, and whether it stands in a sequence.
  private let normalization: TextNormalization
  private let isSequence: Bool

  private static let advice = "this program tokenizes as BertTokenizerFast does"

  /// The document; nil where there is none.
  ///
  /// - Throws: `InputError` naming the first part that is not BERT's.
  static func read(_ path: String) throws -> TokenizerDocument? {
    guard FileEntry.exists(path) else { return nil }
    return try TokenizerDocument(InputFile(path, limit: byteLimit))
  }

  init(_ file: InputFile) throws {
    members = try ConfigurationMembers(file, listing: ["model", "vocab"])
    try TokenizerDocument.checkModel(members)
    pieces = try TokenizerDocument.pieces(members)
    (normalization, isSequence) = try TokenizerDocument.normalizer(members)
    try TokenizerDocument.checkSplitter(members)
    for (key, side) in [("truncation", "direction"), ("padding", "direction")] {
      guard let value = members[key]?[side], value != .null, value != "Right" else { continue }
      throw members.failure(
        "\(key).\(side)", "is not 'Right'", advice: "this program cuts and fills texts at their end"
      )
    }
  }

  // MARK: Pieces

  private static func checkModel(_ members: ConfigurationMembers) throws {
    guard let model = members["model"] else { throw members.failure("model", "is missing") }
    // The oldest files do not name the type.
    let isWordPiece =
      model["type"].map { $0 == "WordPiece" } ?? (model["continuing_subword_prefix"] != nil)
    guard isWordPiece else {
      let name = model["type"]?.string.map { "'\($0.prefix(40))'" } ?? "another model"
      throw members.failure(
        "model.type", "\(name) is not BERT's 'WordPiece'",
        advice: "use a BERT with its own tokenizer")
    }
    for (key, value, isOptional) in [
      ("unk_token", JSONValue.string("[UNK]"), false), ("continuing_subword_prefix", "##", false),
      ("max_input_chars_per_word", .integer(Int64(WordPieceTokenizer.wordLimit)), true),
    ] {
      guard let found = model[key] ?? (isOptional ? value : nil), found == value else {
        throw members.failure("model.\(key)", "is not \(value.canonical)", advice: advice)
      }
    }
  }

  /// The pieces in the order of their ids. An id that no piece has gets one that never matches.
  private static func pieces(_ members: ConfigurationMembers) throws -> [[UInt8]] {
    func failure(_ reason: String) -> InputError { members.failure("model.vocab", reason) }
    guard let pairs = members["model"]?["vocab"]?.array else { throw failure("is not an object") }
    let limit = BertConfiguration.Limit.vocabularySize
    var found: [(id: Int, piece: [UInt8])] = []
    found.reserveCapacity(pairs.count)
    for pair in pairs {
      guard let entry = pair.array, entry.count == 2, let piece = entry[0].string else {
        throw failure("is not an object of pieces and ids")
      }
      guard let id = entry[1].integer, id >= 0, id < Int64(limit) else {
        throw failure("the id of '\(piece.prefix(40))' is not an integer from 0 to \(limit - 1)")
      }
      let bytes = Array(piece.utf8)
      guard !bytes.contains(0x0a) else { throw failure("the piece of id \(id) holds a line end") }
      found.append((Int(id), bytes))
    }
    var pieces = [[UInt8]](repeating: [], count: (found.map(\.id).max() ?? -1) + 1)
    var isTaken = [Bool](repeating: false, count: pieces.count)
    for (id, piece) in found {
      guard !isTaken[id] else { throw failure("two pieces have the id \(id)") }
      isTaken[id] = true
      pieces[id] = piece
    }
    guard Set(found.map(\.piece)).count == found.count else { throw failure("holds a piece twice") }
    return pieces
  }

  /// The vocabulary, with the bytes of `vocab.txt` where it lies beside and says the same.
  ///
  /// - Throws: `InputError` naming the line where the two files differ.
  func vocabulary(beside file: InputFile?) throws -> Vocabulary {
    guard let file else { return try Vocabulary(pieces, text: nil, path: members.path) }
    let lines = TokenizerDocument.effective(try Vocabulary.pieces(file))
    let same = zip(lines, pieces).prefix { $0 == $1 }.count
    guard same == lines.count, same == pieces.count else {
      func shown(_ list: [[UInt8]]) -> String {
        same < list.count
          ? "'\(String(decoding: list[same].prefix(40), as: UTF8.self))'" : "nothing"
      }
      throw InputError(
        file: file.path, place: "\(same + 1)",
        "has \(shown(lines)), but tokenizer.json has \(shown(pieces)) with the id \(same)",
        advice: "transformers goes by tokenizer.json: remove the file that is wrong")
    }
    return try Vocabulary(lines, text: file.data, path: file.path)
  }

  /// Of equal lines only the last counts; the others are as an id that no piece has.
  private static func effective(_ lines: [[UInt8]]) -> [[UInt8]] {
    var last: [[UInt8]: Int] = [:]
    for (index, line) in lines.enumerated() { last[line] = index }
    return lines.enumerated().map { last[$1] == $0 ? $1 : [] }
  }

  // MARK: Normalization and words

  private static func normalizer(
    _ members: ConfigurationMembers
  ) throws -> (TextNormalization, isSequence: Bool) {
    guard var value = members["normalizer"] else {
      throw members.failure("normalizer", "is missing", advice: advice)
    }
    let isSequence = value["type"] == "Sequence"
    if isSequence, let parts = value["normalizers"]?.array, parts.count == 1 { value = parts[0] }
    guard value["type"] == "BertNormalizer" else {
      let name = value["type"]?.string ?? "none"
      throw members.failure(
        "normalizer", "'\(name.prefix(40))' is not 'BertNormalizer'", advice: advice)
    }
    guard value["clean_text"] ?? true == true else {
      throw members.failure("normalizer.clean_text", "is not true", advice: advice)
    }
    func flag(_ key: String, _ standard: Bool) throws -> Bool {
      guard let value = value[key], value != .null else { return standard }
      guard let flag = value.bool else {
        throw members.failure("normalizer.\(key)", "is not true or false")
      }
      return flag
    }
    let lowerCase = try flag("lowercase", true)
    return (
      TextNormalization(
        lowerCase: lowerCase, stripsAccents: try flag("strip_accents", lowerCase),
        separatesIdeographs: try flag("handle_chinese_chars", true)), isSequence
    )
  }

  private static func checkSplitter(_ members: ConfigurationMembers) throws {
    let bert: JSONValue = ["type": "BertPreTokenizer"]
    let space: JSONValue = ["type": "WhitespaceSplit"]
    let marks: JSONValue = ["type": "Punctuation", "behavior": "Isolated"]
    guard let value = members["pre_tokenizer"] else {
      throw members.failure("pre_tokenizer", "is missing", advice: advice)
    }
    let parts = value["type"] == "Sequence" ? value["pretokenizers"]?.array : nil
    guard value == bert || parts == [bert] || parts == [space, marks] else {
      let name = value["type"]?.string ?? "none"
      throw members.failure(
        "pre_tokenizer", "'\(name.prefix(40))' does not split words as 'BertPreTokenizer' does",
        advice: advice)
    }
  }

  /// Compares what both files say of normalization, and tells what is overruled.
  ///
  /// transformers sets a plain `BertNormalizer` to what `tokenizer_config.json` says or leaves to its defaults;
  /// one in a sequence is left alone by version 4 and set by version 5.
  func compare(_ settings: TokenizerSettings) throws -> [String] {
    let other = settings.normalization
    let switches = [
      ("lowercase", "do_lower_case", normalization.lowerCase, other.lowerCase),
      ("strip_accents", "strip_accents", normalization.stripsAccents, other.stripsAccents),
      (
        "handle_chinese_chars", "tokenize_chinese_chars", normalization.separatesIdeographs,
        other.separatesIdeographs
      ),
    ]
    guard let (key, name, here, there) = switches.first(where: { $0.2 != $0.3 }) else { return [] }
    guard !isSequence else {
      throw members.failure(
        "normalizer.\(key)", "is \(here), but \(name) in tokenizer_config.json \(there)",
        advice: "transformers 4 and 5 make other tokens of this: set both to the same")
    }
    return [
      "\(members.path): normalizer.\(key) \(here) is overruled by \(name) \(there) in "
        + "tokenizer_config.json or its default, as in transformers"
    ]
  }

  // MARK: Special tokens

  /// Checks added tokens and what is put around texts.
  func check(_ vocabulary: Vocabulary) throws {
    for token in members["added_tokens"]?.array ?? [] {
      let name = token["content"]?.string ?? "without content"
      try SpecialTokens.checkAdded(
        token, "the added token '\(name.prefix(40))'", token["id"]?.integer, vocabulary, members,
        "added_tokens")
    }
    let processor = members["post_processor"] ?? .null
    guard isBert(processor, vocabulary) else {
      throw members.failure(
        "post_processor", "does not make [CLS] a [SEP] and [CLS] a [SEP] b [SEP] of texts",
        advice: TokenizerDocument.advice)
    }
  }

  private func isBert(_ processor: JSONValue, _ vocabulary: Vocabulary) -> Bool {
    func id(_ token: String) -> JSONValue { .integer(Int64(vocabulary.id(of: token) ?? -1)) }
    switch processor["type"]?.string {
    case "BertProcessing":
      return processor["cls"] == ["[CLS]", id("[CLS]")]
        && processor["sep"] == ["[SEP]", id("[SEP]")]
    case "TemplateProcessing":
      func token(_ name: String, _ type: Int64) -> JSONValue {
        ["SpecialToken": ["id": .string(name), "type_id": .integer(type)]]
      }
      func text(_ name: String, _ type: Int64) -> JSONValue {
        ["Sequence": ["id": .string(name), "type_id": .integer(type)]]
      }
      let single = [token("[CLS]", 0), text("A", 0), token("[SEP]", 0)]
      return processor["single"] == .array(single)
        && processor["pair"] == .array(single + [text("B", 1), token("[SEP]", 1)])
        && ["[CLS]", "[SEP]"].allSatisfy {
          processor["special_tokens"]?[$0]?["ids"] == .array([id($0)])
        }
    default: return false
    }
  }
}
