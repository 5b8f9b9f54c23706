import Encoder
import Tasks
import Text

/// What looks like a mistake in the data of a task: it can be trained on, and its scores would mislead.
struct DataRemarks {
  /// Shares that are told from here on.
  static let leastShare = 0.01

  private let data: TaskData

  init(_ data: TaskData) { self.data = data }

  /// Of the texts alone.
  var lines: [String] {
    [leak, empty(data.train, "training"), empty(data.development, "development"), contradictions]
      .compactMap(\.self)
  }

  /// One text, or a pair, as a key; texts are compared byte for byte, as Swift's strings take other spellings for
  /// equal.
  private struct Key: Hashable {
    let first: [UInt8]
    let second: [UInt8]?

    init(_ example: Example) {
      first = Array(example.first.utf8)
      second = example.second.map { Array($0.utf8) }
    }
  }

  /// Development texts that were trained on.
  private var leak: String? {
    let trained = Set(data.train.map(Key.init))
    let count = data.development.count { trained.contains(Key($0)) }
    guard count > 0 else { return nil }
    return
      "\(count.grouped) of \(data.development.count.counted("development text")) stand in the training set too: "
      + "what a trial learns by heart counts as a right answer"
  }

  private func empty(_ examples: [Example], _ set: String) -> String? {
    func isEmpty(_ text: String?) -> Bool { text?.allSatisfy(\.isWhitespace) == true }
    let places = examples.indices.filter {
      isEmpty(examples[$0].first) || isEmpty(examples[$0].second)
    }
    guard let first = places.first else { return nil }
    return
      "\(places.count.counted("\(set) example")) \(places.count == 1 ? "has" : "have") an empty text: "
      + (places.count == 1 ? "number \(first + 1)" : "the first is number \(first + 1)")
  }

  /// Training texts that stand there again under another class.
  private var contradictions: String? {
    var labels: [Key: Set<Int32>] = [:]
    for example in data.train { labels[Key(example), default: []].insert(example.label) }
    let count = labels.values.count { $0.count > 1 }
    guard count > 0 else { return nil }
    return
      "\(count.counted("training text")) \(count == 1 ? "stands" : "stand") there more than once, under different classes"
  }

  /// Of the pieces that texts became.
  ///
  /// - Parameters:
  ///   - encoded: the training and the development set.
  ///   - isCut: whether an example, by its place, was longer.
  static func lines(
    _ encoded: [(set: String, texts: [EncodedText])], maximumLength: Int, unknown: Int32?,
    isCut: (_ set: Int, _ place: Int) -> Bool
  ) -> [String] {
    encoded.enumerated().flatMap { number, one -> [String] in
      let cut = one.texts.indices.count {
        one.texts[$0].ids.count == maximumLength && isCut(number, $0)
      }
      let pieces = one.texts.reduce(0) { $0 + $1.ids.count }
      let strange = one.texts.reduce(0) { $0 + $1.ids.count { $0 == unknown } }
      var lines: [String] = []
      if Double(cut) >= leastShare * Double(max(1, one.texts.count)) {
        lines.append(
          "\(cut.grouped) of \(one.texts.count.counted("\(one.set) example")) "
            + "(\(share(cut, one.texts.count))) are cut at max_length \(maximumLength)")
      }
      if Double(strange) >= leastShare * Double(max(1, pieces)) {
        lines.append(
          "\(share(strange, pieces)) of the pieces of the \(one.set) set are unknown to the model's vocabulary: "
            + "another language or alphabet?")
      }
      return lines
    }
  }

  private static func share(_ part: Int, _ whole: Int) -> String {
    (100 * Double(part) / Double(max(1, whole))).decimals(1) + "%"
  }
}
