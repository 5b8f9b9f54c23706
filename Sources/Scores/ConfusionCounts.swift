/// How often each class was predicted for each true class: the integers that every score is made of.
public struct ConfusionCounts: Sendable, Equatable {
  public let labelCount: Int
  /// Gold-major: row g, column p counts examples of class g that were given class p.
  public private(set) var counts: [Int]

  /// No examples yet.
  ///
  /// - Precondition: `labels > 0`.
  public init(labels: Int) {
    precondition(labels > 0, "a confusion matrix of \(labels) labels")
    labelCount = labels
    counts = Array(repeating: 0, count: labels * labels)
  }

  /// Counts that were stored, gold-major; nil if they are not a square of whole numbers from 0, or if their
  /// sum is beyond 2^31.
  public init?(labels: Int, counts: [Int]) {
    guard labels > 0, counts.count == labels * labels,
      counts.allSatisfy((0...1 << 31).contains), counts.reduce(0, +) <= 1 << 31
    else { return nil }
    labelCount = labels
    self.counts = counts
  }

  public subscript(gold: Int, predicted: Int) -> Int { counts[place(gold, predicted)] }

  /// Counts one more example.
  public mutating func record(gold: Int, predicted: Int) { counts[place(gold, predicted)] += 1 }

  private func place(_ gold: Int, _ predicted: Int) -> Int {
    precondition(
      (0..<labelCount).contains(gold) && (0..<labelCount).contains(predicted),
      "class \(gold), predicted \(predicted), of \(labelCount)")
    return gold * labelCount + predicted
  }

  /// All examples.
  public var total: Int { counts.reduce(0, +) }
  /// Examples that were given their own class.
  public var correct: Int { (0..<labelCount).reduce(0) { $0 + self[$1, $1] } }

  /// Examples of class `label`.
  public func goldCount(_ label: Int) -> Int {
    (0..<labelCount).reduce(0) { $0 + self[label, $1] }
  }

  /// Examples that were given class `label`.
  public func predictedCount(_ label: Int) -> Int {
    (0..<labelCount).reduce(0) { $0 + self[$1, label] }
  }

  // Of two labels, class 1 is positive.
  public var truePositives: Int { self[1, 1] }
  public var falsePositives: Int { self[0, 1] }
  public var falseNegatives: Int { self[1, 0] }

  /// The counts of a classifier that always gives the commonest class of these examples.
  public var ofMajority: ConfusionCounts {
    let commonest = (0..<labelCount).max { goldCount($0) < goldCount($1) } ?? 0
    var majority = ConfusionCounts(labels: labelCount)
    for label in 0..<labelCount { majority.counts[place(label, commonest)] = goldCount(label) }
    return majority
  }
}
