import Files
import Scores
import Streams

/// The tasks that need no files: sentences from a grammar, the same on every machine.
///
/// Sentence `attempt` of a set is drawn from the stream (embedded data, `seed`, sequence: attempt, site: set).
/// Attempts run from 0; one whose text was seen before, in this set or an earlier one, is passed over.
public enum EmbeddedTask {
  /// The seed of the sentences.
  public static let seed: UInt32 = 2020

  /// The sets in the order in which they are drawn; raw values are sites of the stream.
  public enum Subset: UInt32, Sendable, CaseIterable {
    case development, training, syntaxDevelopment, syntaxTraining

    public var count: Int {
      switch self {
      case .development: 250
      case .training: 1000
      case .syntaxDevelopment: 500
      case .syntaxTraining: 6000
      }
    }
  }

  /// `embedded/acceptability`: is the sentence acceptable (class 1)?
  public static func acceptability() -> TaskData {
    let sets = sentences(through: .training)
    return data(
      "embedded/acceptability", labels: ["unacceptable", "acceptable"], metric: .mcc,
      train: sets[1], development: sets[0]
    ) { $0.isAcceptable ? 1 : 0 }
  }

  /// `embedded/syntax`: number of the main subject and form of the main verb, acceptable or not.
  public static func syntax() -> TaskData {
    let sets = sentences(through: .syntaxTraining)
    return data(
      "embedded/syntax", labels: EmbeddedSentence.syntaxLabels, metric: .accuracy,
      train: sets[3], development: sets[2]
    ) { $0.syntaxLabel }
  }

  /// Every set up to `last`, in order.
  static func sentences(through last: Subset) -> [[EmbeddedSentence]] {
    var seen: Set<String> = []
    return Subset.allCases.filter { $0.rawValue <= last.rawValue }.map { subset in
      var sentences: [EmbeddedSentence] = []
      var attempt: UInt32 = 0
      while sentences.count < subset.count {
        let sentence = SentenceGrammar.sentence(
          from: WordStream(
            purpose: .embeddedData, seed: seed, sequence: attempt, site: subset.rawValue))
        if seen.insert(sentence.text).inserted { sentences.append(sentence) }
        attempt += 1
      }
      return sentences
    }
  }

  /// The canonical text of a set: class, tab, sentence, line feed.
  static func canonicalText(_ examples: [Example], labels: [String]) -> String {
    examples.map { "\(labels[Int($0.label)])\t\($0.first)\n" }.joined()
  }

  private static func data(
    _ name: String, labels: [String], metric: Metric, train: [EmbeddedSentence],
    development: [EmbeddedSentence], label: (EmbeddedSentence) -> Int
  ) -> TaskData {
    func examples(_ sentences: [EmbeddedSentence]) -> [Example] {
      sentences.map { Example(first: $0.text, label: Int32(label($0))) }
    }
    func digest(_ examples: [Example]) -> Digest {
      Digest(of: canonicalText(examples, labels: labels).utf8)
    }
    let (train, development) = (examples(train), examples(development))
    return TaskData(
      name: name, labels: labels, metric: metric, train: train, development: development,
      trainDigest: digest(train), developmentDigest: digest(development))
  }
}
