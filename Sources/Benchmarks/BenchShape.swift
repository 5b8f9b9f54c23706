import Encoder
import Files
import Foundation
import Streams
import Tasks
import Training

/// A well-known size of BERT, with random weights: what its arithmetic costs does not depend on them.
package enum BenchShape: String, CaseIterable, Sendable {
  /// all-MiniLM-L6-v2.
  case miniLM = "minilm"
  case base = "bert-base"
  case large = "bert-large"

  var configuration: BertConfiguration {
    let (size, layers, heads) =
      switch self {
      case .miniLM: (384, 6, 12)
      case .base: (768, 12, 12)
      case .large: (1024, 24, 16)
      }
    return BertConfiguration(
      vocabularySize: 30522, hiddenSize: size, layerCount: layers, headCount: heads,
      intermediateSize: 4 * size, maximumPositions: 512)
  }

  /// A model of this size without weights, and `count` texts of exactly `length` tokens of random words.
  func inputs(count: Int, length: Int) throws -> TrialInputs {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    let words = (special.count..<configuration.vocabularySize).map { "w\($0)" }
    let vocabulary = (special + words).map { $0 + "\n" }.joined()
    let model = try ModelFolder(
      rawValue,
      InputFile(
        name: "config.json", content: Data(configuration.json(labelCount: 2).utf8)),
      InputFile(name: "vocab.txt", content: Data(vocabulary.utf8)), lowerCase: true, tensors: nil)
    let order = Streams.permutation(count: words.count, seed: 0, epoch: 0)
    let examples = (0..<count).map { example in
      let text = (0..<length - 2).map {
        words[Int(order[(example * length + $0) % words.count])]
      }
      return Example(first: text.joined(separator: " "), label: Int32(example % 2))
    }
    return try TrialInputs(
      model: model,
      data: TaskData(
        name: "random", labels: ["0", "1"], metric: .accuracy, train: examples,
        development: Array(examples.prefix(1)), trainDigest: Digest(of: []),
        developmentDigest: Digest(of: [])),
      maximumLength: length)
  }
}
