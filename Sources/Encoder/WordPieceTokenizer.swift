import Text

/// BERT's tokenizer: the ids of Hugging Face's `BertTokenizerFast`.
///
/// A special token that stands in the text as it is written ("[SEP]") becomes its id; the text between is split into
/// words (`WordSplitter`), and each word into the longest pieces from its start.
///
/// - Source: Wu et al. 2016 (arXiv:1609.08144), section 4.1; Devlin et al. 2018 (arXiv:1810.04805).
public struct WordPieceTokenizer: Sendable {
  /// Recognised in text where the vocabulary has them.
  public static let specialTokens = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"]
  /// A longer word is unknown as a whole.
  public static let wordLimit = 100

  public let vocabulary: Vocabulary
  public let normalization: TextNormalization
  private let start: Int32
  private let separator: Int32
  private let matcher: PieceMatcher
  private let specials: [(text: [UInt8], id: Int32)]

  /// - Throws: `InputError` if the vocabulary lacks [UNK], [CLS] or [SEP].
  public init(vocabulary: Vocabulary, normalization: TextNormalization) throws {
    func id(_ token: String) throws -> Int32 {
      guard let id = vocabulary.id(of: token) else {
        throw InputError(file: nil, "the vocabulary has no \(token)")
      }
      return id
    }
    self.vocabulary = vocabulary
    self.normalization = normalization
    matcher = try PieceMatcher(vocabulary: vocabulary, unknown: id("[UNK]"))
    start = try id("[CLS]")
    separator = try id("[SEP]")
    specials = WordPieceTokenizer.specialTokens.compactMap { token in
      vocabulary.id(of: token).map { (Array(token.utf8), $0) }
    }
  }

  /// Refuses a text that holds a special token which the vocabulary lacks: Hugging Face's tokenizer would append the
  /// token to the vocabulary, with an id for which nothing was trained.
  ///
  /// - Throws: `InputError` naming the token; the caller knows where the text stands.
  public func check(_ text: String) throws {
    guard specials.count < WordPieceTokenizer.specialTokens.count else { return }
    for token in WordPieceTokenizer.specialTokens
    where vocabulary.id(of: token) == nil && text.utf8.firstRange(of: token.utf8) != nil {
      throw InputError(
        "a text holds \(token), which the vocabulary lacks", advice: "write it another way")
    }
  }

  /// The ids of a text's pieces, without [CLS] and [SEP].
  public func tokenIDs(_ text: String) -> [Int32] {
    var ids: [Int32] = []
    var splitter = WordSplitter(normalization)
    var rest = text[...]
    while let (range, id) = firstSpecial(rest) {
      appendWords(rest[..<range.lowerBound], &splitter, &ids)
      ids.append(id)
      rest = rest[range.upperBound...]
    }
    appendWords(rest, &splitter, &ids)
    return ids
  }

  private func appendWords(
    _ text: Substring, _ splitter: inout WordSplitter, _ ids: inout [Int32]
  ) {
    let matcher = matcher
    splitter.split(text.unicodeScalars) { word, scalarCount in
      matcher.append(word, scalarCount, to: &ids)
    }
  }

  private func firstSpecial(_ text: Substring) -> (range: Range<Substring.Index>, id: Int32)? {
    var from = text.startIndex
    while let open = text.utf8[from...].firstIndex(of: UInt8(ascii: "[")) {
      let rest = text.utf8[open...]
      for (token, id) in specials where rest.starts(with: token) {
        return (open..<text.utf8.index(open, offsetBy: token.count), id)
      }
      from = text.utf8.index(after: open)
    }
    return nil
  }
}

// MARK: - Sequences for the encoder

/// What the encoder reads: `[CLS] first [SEP]`, or `[CLS] first [SEP] second [SEP]`.
public struct EncodedText: Sendable, Equatable {
  public var ids: [Int32]
  /// Token types: 0 up to the first [SEP], 1 after it.
  public var types: [Int32]
}

extension WordPieceTokenizer {
  /// Encodes a text or a pair, truncated as `truncation=True, max_length=maximumLength` does.
  ///
  /// - Precondition: `maximumLength` has room for [CLS] and each [SEP].
  public func encode(
    _ first: String, _ second: String? = nil, maximumLength: Int
  ) -> EncodedText {
    var a = tokenIDs(first)
    guard let second else {
      precondition(maximumLength >= 2, "maximum length \(maximumLength)")
      let ids = [start] + a.prefix(maximumLength - 2) + [separator]
      return EncodedText(ids: ids, types: Array(repeating: 0, count: ids.count))
    }
    precondition(maximumLength >= 3, "maximum length \(maximumLength) of a pair")
    var b = tokenIDs(second)
    let lengths = WordPieceTokenizer.longestFirst(a.count, b.count, room: maximumLength - 3)
    a.removeSubrange(lengths.first...)
    b.removeSubrange(lengths.second...)
    return EncodedText(
      ids: [start] + a + [separator] + b + [separator],
      types: Array(repeating: 0, count: a.count + 2) + Array(repeating: 1, count: b.count + 1))
  }

  /// How many tokens of each text are kept: the longer is cut first, down to the shorter; then both, and an odd
  /// token goes to the longer, or to the second where they are equal.
  ///
  /// - Source: `truncate_encodings`, strategy LongestFirst, of the tokenizers library.
  static func longestFirst(_ first: Int, _ second: Int, room: Int) -> (first: Int, second: Int) {
    if first + second <= room { return (first, second) }
    let shorter = min(first, second)
    if 2 * shorter <= room {
      return first > second ? (room - shorter, shorter) : (shorter, room - shorter)
    }
    let half = room / 2
    return first > second ? (half + room % 2, half) : (half, half + room % 2)
  }
}
