/// Grammatical number.
enum Number: Int, Sendable, CaseIterable {
  case singular, plural

  var other: Number { of(.plural, .singular) }

  /// The one that goes with this number.
  func of<Choice>(_ singular: Choice, _ plural: Choice) -> Choice {
    self == .singular ? singular : plural
  }
}

/// A noun and what its reflexive pronoun must agree with.
struct Noun: Sendable, Equatable {
  enum Gender: Sendable { case none, masculine, feminine }

  let singular: String
  let plural: String
  let gender: Gender

  init(_ singular: String, _ plural: String? = nil, _ gender: Gender = .none) {
    self.singular = singular
    self.plural = plural ?? singular + "s"
    self.gender = gender
  }

  func form(_ number: Number) -> String { number.of(singular, plural) }

  /// The reflexive that this noun binds; a person of no stated gender binds it in the plural only.
  func reflexive(_ number: Number) -> String {
    switch (number, gender) {
    case (.singular, .masculine): "himself"
    case (.singular, .feminine): "herself"
    default: "themselves"
    }
  }
}

/// A verb by its four forms.
struct Verb: Sendable, Equatable {
  let base: String
  let third: String
  let past: String
  let participle: String
  /// Whether its object must be a person.
  let isPersonal: Bool

  init(_ base: String, _ past: String, third: String? = nil, isPersonal: Bool = false) {
    self.base = base
    self.third = third ?? base + "s"
    self.past = past
    participle = past
    self.isPersonal = isPersonal
  }

  init(_ base: String, _ past: String, participle: String, isPersonal: Bool = false) {
    self.base = base
    third = base + "s"
    self.past = past
    self.participle = participle
    self.isPersonal = isPersonal
  }
}

/// The words of the embedded tasks.
///
/// Transitive verbs are those that cannot go without an object, so that a missing one is an error.
enum Lexicon {
  static let gendered = [
    Noun("king", nil, .masculine), Noun("boy", nil, .masculine), Noun("man", "men", .masculine),
    Noun("actor", nil, .masculine), Noun("queen", nil, .feminine), Noun("girl", nil, .feminine),
    Noun("woman", "women", .feminine), Noun("actress", "actresses", .feminine),
  ]
  static let persons =
    gendered + [
      Noun("artist"), Noun("senator"), Noun("doctor"), Noun("pilot"), Noun("lawyer"),
      Noun("teacher"), Noun("student"), Noun("child", "children"),
    ]
  static let things = [
    Noun("car"), Noun("book"), Noun("picture"), Noun("garden"), Noun("bridge"), Noun("letter"),
    Noun("house"), Noun("table"),
  ]

  static let transitive = [
    Verb("admire", "admired"), Verb("praise", "praised"), Verb("describe", "described"),
    Verb("mention", "mentioned"), Verb("avoid", "avoided"), Verb("protect", "protected"),
    Verb("find", "found"), Verb("blame", "blamed", isPersonal: true),
    Verb("thank", "thanked", isPersonal: true), Verb("greet", "greeted", isPersonal: true),
    Verb("invite", "invited", isPersonal: true),
    Verb("overthrow", "overthrew", participle: "overthrown", isPersonal: true),
  ]
  static let intransitive = [
    Verb("sleep", "slept"), Verb("laugh", "laughed"), Verb("smile", "smiled"),
    Verb("arrive", "arrived"), Verb("wait", "waited"), Verb("wander", "wandered"),
  ]
  /// Verbs that take a clause with `that`.
  static let saying = [
    Verb("think", "thought"), Verb("say", "said"), Verb("believe", "believed"),
  ]
  /// Verbs that take a clause with `that`, or a question.
  static let knowing = [
    Verb("know", "knew", participle: "known"), Verb("forget", "forgot", participle: "forgotten"),
    Verb("remember", "remembered"),
  ]

  /// In word pieces: some adjectives are made of two.
  static let adjectives: [[String]] = [
    ["old"], ["young"], ["tall"], ["clever"], ["famous"], ["quiet"], ["kind"], ["un", "##kind"],
    ["happy"], ["un", "##happy"], ["care", "##ful"], ["care", "##less"], ["fear", "##less"],
    ["thought", "##ful"],
  ]
  static let prepositions = ["near", "behind", "beside", "with"]

  static let singularDeterminers = ["this", "that", "every", "each"]
  static let pluralDeterminers = ["these", "those", "many", "few"]

  /// Words of the grammar itself, beyond the lists above.
  static let functionWords = [
    "the", "a", "an", "some", "no", "any", "ever", "and", "that", "by", "who", "what", "will",
    "has", "have", "do", "does", "did", "is", "are", "was", "were", "himself", "herself",
    "themselves", ".", "?",
  ]
}
