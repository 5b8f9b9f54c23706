import Arithmetic
import Encoder
import Streams

/// The weights with which a trial begins: the encoder's are read, the final layer's drawn by the WI seed.
enum WeightInitialisation {
  /// Standard deviation of drawn weights.
  static let scale = 0.02

  /// Fills `parameters`: the encoder and, where it has one, the pooler from `model`; the final layer,
  /// and a pooler that is missing, row by row from normal(0, 0.02), their biases +0.
  ///
  /// A classifier in the model's file is not read. A model without weights has all of them drawn.
  static func fill(_ parameters: BertTensors, from model: ModelFolder, seed: UInt32) throws {
    guard model.tensors != nil else { return draw(parameters, seed: seed) }
    let hasPooler = model.contains("pooler.dense.weight")
    for tensor in parameters.layout.tensors {
      let values = parameters[tensor.name]
      switch tensor.name {
      case "classifier.weight": draw(values, seed: seed, site: WeightSite.classifier)
      case "pooler.dense.weight" where !hasPooler: draw(values, seed: seed, site: WeightSite.pooler)
      case "classifier.bias": values.fill(0)
      case "pooler.dense.bias" where !hasPooler: values.fill(0)
      default: try model.read(tensor.name, shape: tensor.shape, into: values)
      }
    }
  }

  /// Fills `parameters` without a pretrained model: every weight drawn, LayerNorm gains 1, biases +0.
  ///
  /// The sites of the encoder's weights follow each other in canonical order, from the word embeddings on: these are
  /// those of `WeightSite`.
  static func draw(_ parameters: BertTensors, seed: UInt32) {
    var site = WeightSite.wordEmbeddings
    for tensor in parameters.layout.tensors {
      let values = parameters[tensor.name]
      switch tensor.name {
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
