/// What an embedded sentence tests; `README.md` of this room shows each.
public enum Phenomenon: String, Sendable, CaseIterable {
  case agreement, question, passive, coordination, determiner, reflexive, polarity, gap, order

  /// How often it is drawn, beside the others.
  var weight: Int {
    switch self {
    case .agreement: 4
    case .question: 2
    case .passive, .coordination, .determiner, .reflexive, .polarity, .gap, .order: 1
    }
  }
}

/// The first word of the main verb: what shows tense, and in some forms number.
enum FiniteForm: String, Sendable, CaseIterable {
  case base, third, past, has, have, will, does, `do`, did, `is`, are, was, were
}

/// A generated sentence and all that is known of it.
struct EmbeddedSentence: Sendable, Equatable {
  let phenomenon: Phenomenon
  let isAcceptable: Bool
  /// Number of the subject of the main clause.
  let subject: Number
  let form: FiniteForm
  /// As written: `The king near the cars has slept.`
  let text: String

  /// The class of `embedded/syntax`, an index into `syntaxLabels`.
  var syntaxLabel: Int {
    subject.rawValue * FiniteForm.allCases.count + FiniteForm.allCases.firstIndex(of: form)!
  }

  /// `singular/base`, `singular/third`, ..., `plural/were`
  static let syntaxLabels = Number.allCases.flatMap { number in
    FiniteForm.allCases.map { "\(number)/\($0.rawValue)" }
  }
}
