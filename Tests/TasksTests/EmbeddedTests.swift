import Files
import Testing

@testable import Tasks

@Suite struct EmbeddedTests {
  @Test("the sentences are these, on every machine")
  func digests() throws {
    let acceptability = try load(.embeddedAcceptability, dataFolder: nil)
    let syntax = try load(.embeddedSyntax, dataFolder: nil)
    #expect(acceptability.trainDigest.description == EmbeddedDigests.training)
    #expect(acceptability.developmentDigest.description == EmbeddedDigests.development)
    #expect(syntax.trainDigest.description == EmbeddedDigests.syntaxTraining)
    #expect(syntax.developmentDigest.description == EmbeddedDigests.syntaxDevelopment)
    #expect(Digest(of: EmbeddedVocabulary.text.utf8).description == EmbeddedDigests.vocabulary)
  }

  @Test("sizes, names and classes")
  func shape() throws {
    let acceptability = try load(.embeddedAcceptability, dataFolder: nil)
    #expect(acceptability.train.count == 1000 && acceptability.development.count == 250)
    #expect(acceptability.name == "embedded/acceptability" && acceptability.metric == .mcc)
    #expect(acceptability.labels == ["unacceptable", "acceptable"])
    let share = acceptability.train.count { $0.label == 1 }
    #expect((550...700).contains(share), "about 3 of 5 are acceptable")
    let syntax = try load(.embeddedSyntax, dataFolder: nil)
    #expect(syntax.train.count == 6000 && syntax.development.count == 500)
    #expect(syntax.labels.count == 26 && syntax.labels[13] == "plural/base")
    #expect(Set(syntax.train.map(\.label)).count == 26)
  }

  @Test("no sentence stands twice, in any of the sets")
  func duplicates() {
    let texts = EmbeddedTask.sentences(through: .syntaxTraining).joined().map(\.text)
    #expect(texts.count == 7750)
    #expect(Set(texts).count == texts.count)
  }

  @Test("every phenomenon has both classes", arguments: Phenomenon.allCases)
  func phenomena(_ phenomenon: Phenomenon) {
    let sentences = EmbeddedTask.sentences(through: .training)[1].filter {
      $0.phenomenon == phenomenon
    }
    let expected = 1000 * phenomenon.weight / Phenomenon.allCases.reduce(0) { $0 + $1.weight }
    #expect((expected / 2...expected * 2).contains(sentences.count))
    #expect(
      (0.4...0.8).contains(Double(sentences.count { $0.isAcceptable }) / Double(sentences.count)))
  }

  /// Agreement read back from the written sentence, not from the grammar's choices.
  @Test("verbs agree with the subject in acceptable sentences only")
  func agreement() {
    let singular: Set<FiniteForm> = [.third, .has, .does, .is, .was]
    let plural: Set<FiniteForm> = [.base, .have, .do, .are, .were]
    let subjectVerb: Set<Phenomenon> = [.agreement, .question, .passive, .coordination]
    for sentence in EmbeddedTask.sentences(through: .training).joined() {
      let clashes = (sentence.subject == .singular ? plural : singular).contains(sentence.form)
      if subjectVerb.contains(sentence.phenomenon) {
        #expect(clashes != sentence.isAcceptable, "\(sentence.text)")
      } else {
        #expect(!clashes, "\(sentence.text)")
      }
    }
  }

  @Test("a sentence is a function of its stream")
  func known() {
    let sentences = EmbeddedTask.sentences(through: .training)
    #expect(sentences[0][0].text == EmbeddedDigests.firstDevelopment)
    #expect(sentences[1][0].text == EmbeddedDigests.firstTraining)
  }

  @Test("the vocabulary spells every word, uses every piece, and fits 32 positions")
  func vocabulary() throws {
    let tokens = EmbeddedVocabulary.tokens
    #expect(Set(tokens).count == tokens.count)
    #expect(Array(tokens.prefix(5)) == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    let known = Set(tokens)
    var spelled: [String: [String]] = [:]
    var longest = 0
    var unspellable: [String] = []
    var ends: Set<Character> = []
    for sentence in EmbeddedTask.sentences(through: .syntaxTraining).joined() {
      var pieceCount = 3  // [CLS], the mark at the end, [SEP]
      if let end = sentence.text.last { ends.insert(end) }
      for word in sentence.text.lowercased().dropLast().split(separator: " ").map(String.init) {
        if spelled[word] == nil { spelled[word] = Self.pieces(word, known) }
        if spelled[word] == nil { unspellable.append(word) }
        pieceCount += spelled[word]?.count ?? 0
      }
      longest = max(longest, pieceCount)
    }
    #expect(unspellable.isEmpty)
    #expect(ends == [".", "?"])
    let used = Set(spelled.values.joined()).union([".", "?"])
    #expect(used == Set(tokens.dropFirst(5)))
    #expect(longest <= 32)
  }

  /// WordPiece: the longest piece first; nil if none fits.
  private static func pieces(_ word: String, _ vocabulary: Set<String>) -> [String]? {
    var pieces: [String] = []
    var rest = word[...]
    while !rest.isEmpty {
      let mark = pieces.isEmpty ? "" : "##"
      guard
        let length = (1...rest.count).last(where: { vocabulary.contains(mark + rest.prefix($0)) })
      else { return nil }
      pieces.append(mark + rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return pieces
  }
}
