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
  private let indices: [String: Int]

  /// Tensors begin at multiples of 64 bytes; those of one group follow each other without a gap.
  static let alignment = 16

  public init(_ configuration: BertConfiguration, labelCount: Int) {
    let channels = configuration.hiddenSize
    let inner = configuration.intermediateSize
    var builder = Builder()
    builder.group(("embeddings.word_embeddings.weight", [configuration.vocabularySize, channels]))
    builder.group(
      ("embeddings.position_embeddings.weight", [configuration.maximumPositions, channels]))
    builder.group(
      ("embeddings.token_type_embeddings.weight", [configuration.typeVocabularySize, channels]))
    builder.norm("embeddings.LayerNorm", channels)
    for layer in 0..<configuration.layerCount {
      let prefix = "encoder.layer.\(layer)."
      let parts = ["query", "key", "value"].map { prefix + "attention.self." + $0 }
      builder.group(parts.map { ($0 + ".weight", [channels, channels]) })
      builder.group(parts.map { ($0 + ".bias", [channels]) })
      builder.linear(prefix + "attention.output.dense", channels, channels)
      builder.norm(prefix + "attention.output.LayerNorm", channels)
      builder.linear(prefix + "intermediate.dense", inner, channels)
      builder.linear(prefix + "output.dense", channels, inner)
      builder.norm(prefix + "output.LayerNorm", channels)
    }
    builder.linear("pooler.dense", channels, channels)
    builder.linear("classifier", labelCount, channels)
    tensors = builder.tensors
    floatCount = builder.end
    indices = Dictionary(
      uniqueKeysWithValues: tensors.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// The tensor of that name, which must exist.
  public subscript(name: String) -> ParameterTensor {
    guard let index = indices[name] else { preconditionFailure("no parameter named \(name)") }
    return tensors[index]
  }

  private struct Builder {
    var tensors: [ParameterTensor] = []
    var end = 0

    mutating func group(_ members: (String, [Int])...) { group(members) }

    mutating func group(_ members: [(String, [Int])]) {
      end = (end + alignment - 1) / alignment * alignment
      for (name, shape) in members {
        let decays = !name.hasSuffix(".bias") && !name.contains("LayerNorm")
        let tensor = ParameterTensor(name: name, shape: shape, offset: end, decays: decays)
        tensors.append(tensor)
        end += tensor.count
      }
    }

    mutating func linear(_ name: String, _ outputs: Int, _ inputs: Int) {
      group((name + ".weight", [outputs, inputs]))
      group((name + ".bias", [outputs]))
    }

    mutating func norm(_ name: String, _ channels: Int) {
      group((name + ".weight", [channels]))
      group((name + ".bias", [channels]))
    }
  }
}
