/// What is done to a text before it is split into words: the settings of Hugging Face's `BertNormalizer`.
public struct TextNormalization: Sendable, Equatable {
  /// Letters are lower-cased (`do_lower_case`).
  public var lowerCase: Bool
  /// Text is decomposed and non-spacing marks vanish (`strip_accents`).
  public var stripsAccents: Bool
  /// Each ideograph is a word (`tokenize_chinese_chars`).
  public var separatesIdeographs: Bool

  /// - Parameter stripsAccents: nil to strip accents where letters are lower-cased, as `strip_accents: null`.
  public init(lowerCase: Bool, stripsAccents: Bool? = nil, separatesIdeographs: Bool = true) {
    self.lowerCase = lowerCase
    self.stripsAccents = stripsAccents ?? lowerCase
    self.separatesIdeographs = separatesIdeographs
  }

  /// `tokenizer_config.json` that says the same to transformers.
  public var tokenizerConfiguration: String {
    let standard = TextNormalization(lowerCase: lowerCase)
    var text = "{\"do_lower_case\": \(lowerCase)"
    if stripsAccents != standard.stripsAccents { text += ", \"strip_accents\": \(stripsAccents)" }
    if separatesIdeographs != standard.separatesIdeographs {
      text += ", \"tokenize_chinese_chars\": \(separatesIdeographs)"
    }
    return text + "}\n"
  }
}
