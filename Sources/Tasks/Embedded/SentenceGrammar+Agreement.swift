/// Subject and verb: errors have the verb in the other number.
extension SentenceGrammar {
  /// `The king near the cars has slept.` `*The king near the cars have slept.`
  mutating func agreement(_ isAcceptable: Bool) -> Clause {
    var subject = nounPhrase()
    switch pick([0, 1, 1, 2, 2, 3]) {
    case 0: break
    case 1: subject.words += prepositional()
    case 2: subject.words += objectRelative()
    default: subject.words += subjectRelative(subject.number)
    }
    return predicate(subject.words, subject.number, isAcceptable)
  }

  /// `The king and the queen sleep.` `*The king and the queen sleeps.`
  mutating func coordination(_ isAcceptable: Bool) -> Clause {
    let words = nounPhrase(.singular).words + ["and"] + nounPhrase(.singular).words
    return predicate(words, .plural, isAcceptable)
  }

  /// The subject with a verb phrase that shows number.
  private mutating func predicate(
    _ subject: [String], _ number: Number, _ isAcceptable: Bool
  ) -> Clause {
    let shown = isAcceptable ? number : number.other
    let tense: Tense = pick([.present, .perfect])
    let verb = pick(chance(1, of: 4) ? Lexicon.intransitive : Lexicon.transitive)
    let (words, form) = finite(verb, shown, tense)
    let rest = Lexicon.transitive.contains(verb) ? object(of: verb) : []
    return Clause(words: subject + words + rest, subject: number, form: form)
  }

  /// `Does the king near the cars admire a book?` `*Do the king near the cars admire a book?`
  mutating func question(_ isAcceptable: Bool) -> Clause {
    var subject = nounPhrase()
    switch pick([0, 1, 2]) {
    case 0: break
    case 1: subject.words += prepositional()
    default: subject.words += objectRelative()
    }
    let shown = isAcceptable ? subject.number : subject.number.other
    let verb = pick(Lexicon.transitive)
    let isPerfect = chance(1, of: 2)
    let form: FiniteForm = isPerfect ? shown.of(.has, .have) : shown.of(.does, .do)
    let words =
      [form.rawValue] + subject.words + [isPerfect ? verb.participle : verb.base]
      + object(of: verb)
    return Clause(words: words, subject: subject.number, form: form, isQuestion: true)
  }

  /// `The kings near the car were praised by a pilot.` `*The kings near the car was praised by a pilot.`
  mutating func passive(_ isAcceptable: Bool) -> Clause {
    var subject = nounPhrase()
    if chance(1, of: 2) { subject.words += prepositional() }
    let shown = isAcceptable ? subject.number : subject.number.other
    let form: FiniteForm =
      chance(1, of: 2) ? shown.of(.was, .were) : shown.of(.is, .are)
    let words =
      subject.words + [form.rawValue, pick(Lexicon.transitive).participle, "by"]
      + nounPhrase().words
    return Clause(words: words, subject: subject.number, form: form)
  }
}
