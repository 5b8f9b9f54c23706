/// Other pairs of words that must suit each other.
extension SentenceGrammar {
  /// `The king praised these artists.` `*The king praised this artists.`
  mutating func determiner(_ isAcceptable: Bool) -> Clause {
    let number = number()
    let shown = isAcceptable ? number : number.other
    let word = pick(shown.of(Lexicon.singularDeterminers, Lexicon.pluralDeterminers))
    let marked = nounPhrase(number, determiner: word)
    let verb = pick(Lexicon.transitive)
    let tense: Tense = pick([.past, .future])
    if chance(1, of: 2) {
      let modifier = chance(1, of: 3) ? prepositional() : []
      let (words, form) = finite(verb, number, tense)
      return Clause(
        words: marked.words + modifier + words + object(of: verb), subject: number, form: form)
    }
    let subject = nounPhrase()
    let (words, form) = finite(verb, subject.number, tense)
    return Clause(
      words: subject.words + words + marked.words, subject: subject.number, form: form)
  }

  /// `The king near the girls blamed himself.` `*The king near the girls blamed themselves.`
  /// `The girls said that the king blamed himself.` `*The girls said that the king blamed themselves.`
  ///
  /// In an error the pronoun agrees with the other noun.
  mutating func reflexive(_ isAcceptable: Bool) -> Clause {
    let binder = nounPhrase(of: Lexicon.gendered)
    let bound = binder.noun.reflexive(binder.number)
    var other = nounPhrase(of: Lexicon.gendered)
    while other.noun.reflexive(other.number) == bound {
      other = nounPhrase(of: Lexicon.gendered)
    }
    let pronoun = isAcceptable ? bound : other.noun.reflexive(other.number)
    let (predicate, form) = finite(pick(Lexicon.transitive), binder.number, tense())
    let rest = predicate + [pronoun]
    switch pick([0, 1, 2]) {
    case 0:
      return Clause(
        words: binder.words + [pick(Lexicon.prepositions)] + other.words + rest,
        subject: binder.number, form: form)
    case 1:
      return Clause(
        words: binder.words + objectRelative(other) + rest, subject: binder.number, form: form)
    default:
      let (lead, leadForm) = finite(pick(Lexicon.saying), other.number, tense())
      return Clause(
        words: other.words + lead + ["that"] + binder.words + rest, subject: other.number,
        form: leadForm)
    }
  }

  /// `No king has ever praised a book.` `Few kings praised any books.`: `ever` and `any` need a negation above.
  ///
  /// In an error there is none, or only inside a relative clause:
  /// `*The king that no pilot admired praised any artists.`
  mutating func polarity(_ isAcceptable: Bool) -> Clause {
    let number = number()
    var subject: NounPhrase
    if chance(1, of: 2) {
      let plain = number.of(["the", "a"], ["the", "some"])
      let licensing = number.of(["no"], ["no", "few"])
      subject = nounPhrase(number, determiner: pick(isAcceptable ? licensing : plain))
    } else {
      subject = nounPhrase(number, determiner: isAcceptable ? "no" : "the")
      subject.words += objectRelative(nounPhrase(determiner: isAcceptable ? "the" : "no"))
    }
    let verb = pick(Lexicon.transitive)
    var (words, form) = finite(verb, number, pick([.past, .perfect]))
    if chance(1, of: 2) {
      words.insert("ever", at: words.count - 1)
      words += object(of: verb)
    } else {
      let nouns = verb.isPersonal ? Lexicon.persons : Lexicon.persons + Lexicon.things
      words += ["any", pick(nouns).form(self.number())]
    }
    return Clause(words: subject.words + words, subject: number, form: form)
  }

  /// `The king knows what the pilots found.` `*The king knows that the pilots found.`
  /// `Did the king find the car?` `*What did the king find the car?`
  ///
  /// A question word needs a gap, and a gap a question word.
  mutating func gap(_ isAcceptable: Bool) -> Clause {
    let hasQuestionWord = chance(1, of: 2)
    let hasObject = hasQuestionWord != isAcceptable
    let subject = nounPhrase()
    let verb = pick(Lexicon.transitive)
    let questionWord = pick(verb.isPersonal ? ["who"] : ["who", "what"])
    if chance(1, of: 2) {
      let (lead, form) = finite(pick(Lexicon.knowing), subject.number, tense())
      let inner = nounPhrase()
      let predicate = finite(verb, inner.number, pick([.past, .perfect, .future])).words
      return Clause(
        words: subject.words + lead + [hasQuestionWord ? questionWord : "that"] + inner.words
          + predicate + (hasObject ? object(of: verb) : []),
        subject: subject.number, form: form)
    }
    let form: FiniteForm = pick([.did, .will])
    let modifier = chance(1, of: 3) ? prepositional() : []
    return Clause(
      words: (hasQuestionWord ? [questionWord] : []) + [form.rawValue] + subject.words + modifier
        + [verb.base] + (hasObject ? object(of: verb) : []),
      subject: subject.number, form: form, isQuestion: true)
  }

  /// `The king praised the queen.` `*King the praised the queen.`
  mutating func order(_ isAcceptable: Bool) -> Clause {
    let subject = nounPhrase()
    let (verb, form) = finite(pick(Lexicon.transitive), subject.number, tense())
    let object = nounPhrase().words
    let words =
      if isAcceptable {
        subject.words + verb + object
      } else {
        switch pick([0, 1, 2, 3]) {
        case 0: subject.words.suffix(1) + subject.words.dropLast() + verb + object
        case 1: subject.words + verb + object.suffix(1) + object.dropLast()
        case 2: subject.words + object + verb
        default: verb + subject.words + object
        }
      }
    return Clause(words: words, subject: subject.number, form: form)
  }
}
