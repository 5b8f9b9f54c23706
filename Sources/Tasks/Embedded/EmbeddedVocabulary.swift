/// The word pieces of `embedded/tiny`: every word of the grammar, in lower case.
///
/// A token's id is its place. Some adjectives are made of two pieces; all other words are whole.
public enum EmbeddedVocabulary {
  /// Special tokens, with the ids 0 to 4.
  public static let specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  /// The special tokens, then all pieces in the order of their UTF-8 bytes.
  public static let tokens: [String] = {
    var pieces = Set(Lexicon.functionWords)
    for noun in Lexicon.persons + Lexicon.things {
      pieces.formUnion([noun.singular, noun.plural])
    }
    let verbs = [
      Lexicon.transitive, Lexicon.intransitive, Lexicon.saying, Lexicon.knowing,
    ]
    for verb in verbs.joined() {
      pieces.formUnion([verb.base, verb.third, verb.past, verb.participle])
    }
    pieces.formUnion(Lexicon.adjectives.joined())
    pieces.formUnion(Lexicon.prepositions)
    pieces.formUnion(Lexicon.singularDeterminers + Lexicon.pluralDeterminers)
    let sorted = pieces.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return specialTokens + sorted
  }()

  /// The content of `vocab.txt`: one token a line.
  public static var text: String { tokens.map { $0 + "\n" }.joined() }
}
