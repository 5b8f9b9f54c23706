import Arithmetic

/// One parameter tensor: a run of an arena.
public struct ParameterTensor: Sendable, Equatable {
  /// The name in Hugging Face's layout, without the prefix `bert.`.
  public let name: String
  /// Sizes, outermost first.
  public let shape: [Int]
  /// Where it begins in the arena, in floats.
  public let offset: Int
  /// Whether weight decay applies: not to biases and LayerNorm.
  public let decays: Bool

  /// The number of floats.
  public var count: Int { shape.reduce(1, *) }
  /// Where it lies in the arena.
  public var range: Range<Int> { offset..<offset + count }
}

/// The canonical order of a classifier's parameters and their places in an arena.
///
/// Parameters, gradients and both moments are arenas of this one layout. Query, key and value of a layer
/// stand one after another, so that the three projections are one product with a [3C, C] weight.
public struct ParameterLayout: Sendable {
  public let tensors: [ParameterTensor]
  /// The arena's size in floats, padding included.
  public let floatCount: Int
  private let byName: [String: ParameterTensor]

  /// Tensors begin at multiples of 64 bytes; those of one group follow each other without a gap.
  static let alignment = 16

  public init(_ configuration: BertConfiguration, labelCount: Int) {
    let channels = configuration.hiddenSize
    let inner = configuration.intermediateSize
    var tensors: [ParameterTensor] = []
    var end = 0
    func group(_ names: [String], _ shape: [Int]) {
      end = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      for name in names {
        let decays = !name.hasSuffix(".bias") && !name.contains("LayerNorm")
        let tensor = ParameterTensor(name: name, shape: shape, offset: end, decays: decays)
        tensors.append(tensor)
        end += tensor.count
      }
    }
    /// The weight of a linear layer or the gain of a LayerNorm, and the bias.
    func weightAndBias(_ name: String, _ shape: Int...) {
      group([name + ".weight"], shape)
      group([name + ".bias"], [shape[0]])
    }
    group(["embeddings.word_embeddings.weight"], [configuration.vocabularySize, channels])
    group(["embeddings.position_embeddings.weight"], [configuration.maximumPositions, channels])
    group(
      ["embeddings.token_type_embeddings.weight"], [configuration.typeVocabularySize, channels])
    weightAndBias("embeddings.LayerNorm", channels)
    for layer in 0..<configuration.layerCount {
      let prefix = "encoder.layer.\(layer)."
      let parts = ["query", "key", "value"].map { prefix + "attention.self." + $0 }
      group(parts.map { $0 + ".weight" }, [channels, channels])
      group(parts.map { $0 + ".bias" }, [channels])
      weightAndBias(prefix + "attention.output.dense", channels, channels)
      weightAndBias(prefix + "attention.output.LayerNorm", channels)
      weightAndBias(prefix + "intermediate.dense", inner, channels)
      weightAndBias(prefix + "output.dense", channels, inner)
      weightAndBias(prefix + "output.LayerNorm", channels)
    }
    weightAndBias("pooler.dense", channels, channels)
    weightAndBias("classifier", labelCount, channels)
    self.tensors = tensors
    floatCount = end
    byName = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
  }

  /// The tensor of that name, which must exist.
  public subscript(name: String) -> ParameterTensor {
    guard let tensor = byName[name] else { preconditionFailure("no parameter named \(name)") }
    return tensor
  }
}
