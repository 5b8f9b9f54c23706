import Arithmetic
import Encoder
import Streams

/// The weights with which a trial begins: the encoder's are the model's, the final layer's drawn by the WI seed.
enum WeightInitialisation {
  /// Standard deviation of drawn weights.
  static let scale = 0.02

  /// Fills `parameters`: the encoder and, where it has one, the pooler from `model`; the final layer, and what else
  /// the model has not, row by row from normal(0, 0.02), LayerNorm gains 1, biases +0.
  ///
  /// A classifier in the model's file is not read. The sites of an encoder's weights that are drawn follow each other
  /// in canonical order, from the word embeddings on: these are those of `WeightSite`.
  static func fill(_ parameters: BertTensors, from model: ModelFolder, seed: UInt32) throws {
    let hasPooler = model.contains("pooler.dense.weight")
    var site = WeightSite.wordEmbeddings
    for tensor in parameters.layout.tensors {
      let values = parameters[tensor.name]
      let isRead =
        model.tensors != nil && !tensor.name.hasPrefix("classifier.")
        && (hasPooler || !tensor.name.hasPrefix("pooler."))
      switch tensor.name {
      case _ where isRead: try model.read(tensor.name, into: values)
      case "classifier.weight": draw(values, seed: seed, site: WeightSite.classifier)
      case "pooler.dense.weight": draw(values, seed: seed, site: WeightSite.pooler)
      case let name where name.hasSuffix(".bias"): values.fill(0)
      case let name where name.contains("LayerNorm"): values.fill(1)
      default:
        draw(values, seed: seed, site: site)
        site += 1
      }
    }
  }

  private static func draw(_ values: Vector, seed: UInt32, site: UInt32) {
    values.copy(
      from: Streams.normals(count: values.count, seed: seed, site: site, scale: scale))
  }
}
