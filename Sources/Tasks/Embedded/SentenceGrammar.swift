import Streams

/// Makes one sentence from the words of one stream.
///
/// Each choice takes one bounded integer, in the order in which the code makes the choices: a change of that
/// order changes every sentence, and with them the digests of the embedded tasks.
struct SentenceGrammar {
  enum Tense: Sendable { case present, past, perfect, future }

  /// A noun phrase: its words, and what agrees with it.
  struct NounPhrase {
    var words: [String]
    let number: Number
    let noun: Noun
  }

  /// A main clause before it is written out.
  struct Clause {
    let words: [String]
    let subject: Number
    let form: FiniteForm
    var isQuestion = false
  }

  private var stream: WordStream

  init(stream: WordStream) { self.stream = stream }

  /// The sentence of this stream: its phenomenon, whether it is acceptable (3 of 5), then its words.
  static func sentence(from stream: WordStream) -> EmbeddedSentence {
    var grammar = SentenceGrammar(stream: stream)
    let phenomenon = grammar.phenomenon()
    let isAcceptable = grammar.chance(3, of: 5)
    let clause = grammar.clause(phenomenon, isAcceptable)
    return EmbeddedSentence(
      phenomenon: phenomenon, isAcceptable: isAcceptable, subject: clause.subject,
      form: clause.form, text: written(clause))
  }

  // MARK: Choices

  mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[Int(stream.bounded(UInt32(choices.count)))]
  }

  /// True in `count` of `total` cases.
  mutating func chance(_ count: UInt32, of total: UInt32) -> Bool { stream.bounded(total) < count }

  mutating func number() -> Number { pick(Number.allCases) }

  private mutating func phenomenon() -> Phenomenon {
    pick(Phenomenon.allCases.flatMap { Array(repeating: $0, count: $0.weight) })
  }

  private mutating func clause(_ phenomenon: Phenomenon, _ isAcceptable: Bool) -> Clause {
    switch phenomenon {
    case .agreement: agreement(isAcceptable)
    case .question: question(isAcceptable)
    case .passive: passive(isAcceptable)
    case .coordination: coordination(isAcceptable)
    case .determiner: determiner(isAcceptable)
    case .reflexive: reflexive(isAcceptable)
    case .polarity: polarity(isAcceptable)
    case .gap: gap(isAcceptable)
    case .order: order(isAcceptable)
    }
  }

  // MARK: Phrases

  /// Determiner, perhaps an adjective, noun.
  mutating func nounPhrase(
    _ number: Number? = nil, of nouns: [Noun] = Lexicon.persons, determiner: String? = nil
  ) -> NounPhrase {
    let number = number ?? self.number()
    let noun = pick(nouns)
    let usual = ["the", "the", "the", number.of("a", "some")]
    var words = [determiner ?? pick(usual)]
    if chance(1, of: 5) { words.append(adjective()) }
    words.append(noun.form(number))
    return NounPhrase(words: words, number: number, noun: noun)
  }

  private mutating func adjective() -> String {
    pick(Lexicon.adjectives).map { $0.hasPrefix("##") ? String($0.dropFirst(2)) : $0 }.joined()
  }

  /// An object that suits the verb.
  mutating func object(of verb: Verb) -> [String] {
    let nouns = verb.isPersonal || chance(1, of: 2) ? Lexicon.persons : Lexicon.things
    return nounPhrase(of: nouns).words
  }

  /// The verb in a tense, agreeing with `number`, and the form of its first word.
  func finite(_ verb: Verb, _ number: Number, _ tense: Tense) -> (words: [String], form: FiniteForm)
  {
    switch (tense, number) {
    case (.present, .singular): ([verb.third], .third)
    case (.present, .plural): ([verb.base], .base)
    case (.past, _): ([verb.past], .past)
    case (.perfect, .singular): (["has", verb.participle], .has)
    case (.perfect, .plural): (["have", verb.participle], .have)
    case (.future, _): (["will", verb.base], .will)
    }
  }

  mutating func tense() -> Tense { pick([.present, .past, .perfect, .future]) }

  /// `near the cars`
  mutating func prepositional(_ nouns: [Noun] = Lexicon.persons) -> [String] {
    [pick(Lexicon.prepositions)] + nounPhrase(of: nouns).words
  }

  /// `that the pilots admire`: the noun before it is the object.
  mutating func objectRelative(_ phrase: NounPhrase? = nil) -> [String] {
    let phrase = phrase ?? nounPhrase()
    return ["that"] + phrase.words
      + finite(pick(Lexicon.transitive), phrase.number, tense()).words
  }

  /// `that admires the pilots`: the noun before it is the subject, of `number`.
  mutating func subjectRelative(_ number: Number) -> [String] {
    let verb = pick(Lexicon.transitive)
    return ["that"] + finite(verb, number, pick([.past, .present])).words + object(of: verb)
  }

  // MARK: Writing

  /// `a` before a vowel is `an`; the first letter is a capital; the end has its mark.
  private static func written(_ clause: Clause) -> String {
    var words = clause.words
    for index in words.indices.dropLast() where words[index] == "a" {
      if let first = words[index + 1].first, "aeiou".contains(first) { words[index] = "an" }
    }
    let text = words.joined(separator: " ") + (clause.isQuestion ? "?" : ".")
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}
