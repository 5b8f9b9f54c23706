/// BERT's basic tokenization: text to words, as Hugging Face's BertNormalizer and BertPreTokenizer do it.
///
/// In order: control characters vanish; white space ends words; each ideograph is a word; where accents are stripped,
/// text is decomposed (NFD) and non-spacing marks vanish; where letters are lower-cased, each scalar is;
/// each punctuation mark is a word. What `TextNormalization` switches off is left out.
struct WordSplitter {
  /// Takes a word's UTF-8 and its number of scalars.
  typealias Receiver = (borrowing [UInt8], Int) -> Void

  private let data = UnicodeData.shared
  private let normalization: TextNormalization
  /// The traits that end a word before normalization.
  private let breaks: ScalarTraits
  /// UTF-8 of the word that is being read.
  private var word: [UInt8] = []
  private var scalarCount = 0
  /// Scalars of combining classes above 0 that wait to be put in order.
  private var waiting: [(order: UInt8, scalar: UInt32)] = []

  init(_ normalization: TextNormalization) {
    self.normalization = normalization
    breaks =
      normalization.separatesIdeographs ? [.removed, .space, .ideograph] : [.removed, .space]
  }

  /// Calls `body` with each word.
  mutating func split(_ text: Substring.UnicodeScalarView, _ body: Receiver) {
    for scalar in text {
      let code = scalar.value
      let traits = data.traits(code)
      if traits.isDisjoint(with: breaks) {
        normalize(code, traits, body)
        continue
      }
      if traits.contains(.removed) { continue }
      endWord(body)
      if traits.contains(.ideograph) {
        normalize(code, traits, body)
        endWord(body)
      }
    }
    endWord(body)
  }

  private mutating func normalize(_ code: UInt32, _ traits: ScalarTraits, _ body: Receiver) {
    guard normalization.stripsAccents else { return lower(code, traits, body) }
    guard traits.contains(.decomposes) else { return arrange(code, traits, body) }
    data.forEachDecomposed(code) { part in arrange(part, data.traits(part), body) }
  }

  /// Canonical order: runs of combining scalars are sorted by class, equal ones keep their order.
  private mutating func arrange(_ code: UInt32, _ traits: ScalarTraits, _ body: Receiver) {
    if traits.contains(.combining) {
      // A mark vanishes wherever it ends up.
      if traits.contains(.mark) { return }
      let order = data.combiningClass(code)
      let index = waiting.firstIndex { $0.order > order } ?? waiting.count
      waiting.insert((order, code), at: index)
      return
    }
    release(body)
    if !traits.contains(.mark) { lower(code, traits, body) }
  }

  private mutating func release(_ body: Receiver) {
    if waiting.isEmpty { return }
    let scalars = waiting
    waiting.removeAll(keepingCapacity: true)
    for (_, code) in scalars { lower(code, data.traits(code), body) }
  }

  private mutating func lower(_ code: UInt32, _ traits: ScalarTraits, _ body: Receiver) {
    guard normalization.lowerCase, traits.contains(.lowers) else {
      return append(code, traits, body)
    }
    data.forEachLowered(code) { part in append(part, data.traits(part), body) }
  }

  private mutating func append(_ code: UInt32, _ traits: ScalarTraits, _ body: Receiver) {
    if traits.contains(.punctuation) { flush(body) }
    if code < 0x80 {
      word.append(UInt8(code))
    } else {
      word.append(contentsOf: UTF8.encode(Unicode.Scalar(code)!)!)
    }
    scalarCount += 1
    if traits.contains(.punctuation) { flush(body) }
  }

  private mutating func endWord(_ body: Receiver) {
    release(body)
    flush(body)
  }

  private mutating func flush(_ body: Receiver) {
    if scalarCount == 0 { return }
    body(word, scalarCount)
    word.removeAll(keepingCapacity: true)
    scalarCount = 0
  }
}
