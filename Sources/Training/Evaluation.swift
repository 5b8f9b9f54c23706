import Arithmetic
import Encoder
import Scores
import Tasks

/// The development data in batches of similar length.
///
/// A row's logits do not depend on the rows beside it, so batches may be formed as memory allows.
struct EvaluationBatches {
  private let batches: [(examples: [Int], batch: Batch)]
  private let exampleCount: Int

  /// Rows a batch holds at most, unless one example has more: enough for packing weights to pay off.
  private static let rows = 2048

  /// What every batch fits in.
  static func capacity(lengths: [Int], headCount: Int) -> BatchCapacity {
    groups(lengths).reduce(into: BatchCapacity()) { capacity, group in
      capacity.formUnion(BatchCapacity(lengths: group.map { lengths[$0] }, headCount: headCount))
    }
  }

  init(_ texts: [EncodedText], labels: [Int32], headCount: Int) {
    exampleCount = texts.count
    batches = Self.groups(texts.map(\.ids.count)).map { group in
      let batch = Batch(
        group.map { texts[$0] }, labels: group.map { labels[$0] }, headCount: headCount)
      return (group, batch)
    }
  }

  /// Examples by length, in runs of at most `rows` tokens.
  private static func groups(_ lengths: [Int]) -> [[Int]] {
    var groups: [[Int]] = []
    var room = 0
    for example in lengths.indices.sorted(by: { (lengths[$0], $0) < (lengths[$1], $1) }) {
      if lengths[example] > room {
        groups.append([])
        room = rows
      }
      groups[groups.count - 1].append(example)
      room -= lengths[example]
    }
    return groups
  }

  /// Runs `model` on all of them: the class predicted for each, in the order of the file, and the
  /// logits, [examples, labels].
  func evaluate(
    _ model: BertClassifier
  ) -> (predictions: [UInt8], counts: ConfusionCounts, logits: [Float]) {
    let labelCount = model.labelCount
    var predictions = [UInt8](repeating: 0, count: exampleCount)
    var counts = ConfusionCounts(labels: labelCount)
    var allLogits = [Float](repeating: 0, count: exampleCount * labelCount)
    for (examples, batch) in batches {
      let logits = model.forward(batch, dropout: nil, keepsLayers: false)
      for (row, example) in examples.enumerated() {
        var best = 0
        for label in 0..<labelCount {
          let value = logits[row, label]
          allLogits[example * labelCount + label] = value
          if value > logits[row, best] { best = label }
        }
        predictions[example] = UInt8(best)
        counts.record(gold: Int(batch.labels[row]), predicted: best)
      }
    }
    return (predictions, counts, allLogits)
  }
}
