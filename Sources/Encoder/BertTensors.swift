import Arithmetic

/// A weight [outputs, inputs] and a bias [outputs].
struct Linear: Sendable {
  let weight: Matrix
  let bias: Vector
}

/// Gain and bias of a layer normalization.
struct Norm: Sendable {
  let gain: Vector
  let bias: Vector
}

/// The tensors of one encoder layer.
struct LayerTensors: Sendable {
  /// Query, key and value: [3C, C].
  let attention: Linear
  let attentionOutput: Linear
  let attentionNorm: Norm
  let intermediate: Linear
  let output: Linear
  let outputNorm: Norm
}

/// An arena seen as the tensors of a BERT classifier: parameters, or their gradients.
public struct BertTensors: Sendable {
  public let layout: ParameterLayout
  public let arena: Vector
  /// The table of word embeddings: [vocabulary, C].
  public let words: Matrix
  let positions: Matrix
  let types: Matrix
  let embeddingNorm: Norm
  let layers: [LayerTensors]
  let pooler: Linear
  let classifier: Linear

  /// The name of `words`.
  public static let wordsName = "embeddings.word_embeddings.weight"

  /// A zeroed set of tensors.
  ///
  /// - Parameter unit: what computes with them; without one they are in the processor's memory.
  public init(
    _ configuration: BertConfiguration, layout: ParameterLayout, on unit: ArithmeticUnit? = nil
  ) {
    let arena = unit?.makeVector(count: layout.floatCount) ?? Arena(count: layout.floatCount).all
    self.layout = layout
    self.arena = arena

    func matrix(_ name: String, groupOf count: Int = 1) -> Matrix {
      let tensor = layout[name]
      let (rows, columns) = (tensor.shape[0] * count, tensor.shape[1])
      return Matrix(
        arena[tensor.offset..<tensor.offset + rows * columns], rows: rows, columns: columns)
    }
    func vector(_ name: String, groupOf count: Int = 1) -> Vector {
      let tensor = layout[name]
      return arena[tensor.offset..<tensor.offset + tensor.count * count]
    }
    func linear(_ name: String) -> Linear {
      Linear(weight: matrix(name + ".weight"), bias: vector(name + ".bias"))
    }
    func norm(_ name: String) -> Norm {
      Norm(gain: vector(name + ".weight"), bias: vector(name + ".bias"))
    }
    words = matrix(BertTensors.wordsName)
    positions = matrix("embeddings.position_embeddings.weight")
    types = matrix("embeddings.token_type_embeddings.weight")
    embeddingNorm = norm("embeddings.LayerNorm")
    layers = (0..<configuration.layerCount).map { layer in
      let prefix = "encoder.layer.\(layer)."
      let query = prefix + "attention.self.query"
      return LayerTensors(
        attention: Linear(
          weight: matrix(query + ".weight", groupOf: 3), bias: vector(query + ".bias", groupOf: 3)),
        attentionOutput: linear(prefix + "attention.output.dense"),
        attentionNorm: norm(prefix + "attention.output.LayerNorm"),
        intermediate: linear(prefix + "intermediate.dense"),
        output: linear(prefix + "output.dense"),
        outputNorm: norm(prefix + "output.LayerNorm"))
    }
    pooler = linear("pooler.dense")
    classifier = linear("classifier")
  }

  /// The floats of the tensor of that name.
  public subscript(name: String) -> Vector { arena[layout[name].range] }
}
