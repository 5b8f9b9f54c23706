/// The site of each weight tensor in the streams of initial weights.
///
/// A trial draws the classifier (and the pooler, where the checkpoint has none); the sites from 2 on are
/// drawn only when a whole encoder is made. Biases are 0 and LayerNorm gains 1: they have no site.
public enum WeightSite {
  /// classifier.weight, [labels, hidden]
  public static let classifier: UInt32 = 0
  /// bert.pooler.dense.weight, [hidden, hidden]
  public static let pooler: UInt32 = 1
  /// bert.embeddings.word_embeddings.weight, [vocabulary, hidden]
  public static let wordEmbeddings: UInt32 = 2
  /// bert.embeddings.position_embeddings.weight, [positions, hidden]
  public static let positionEmbeddings: UInt32 = 3
  /// bert.embeddings.token_type_embeddings.weight, [types, hidden]
  public static let typeEmbeddings: UInt32 = 4

  /// A weight of an encoder layer, in the order in which the layer uses them.
  public enum LayerWeight: UInt32, Sendable, CaseIterable {
    case query, key, value, attentionOutput, intermediate, output
  }

  /// 5 + 6 layer + weight
  public static func layer(_ layer: Int, _ weight: LayerWeight) -> UInt32 {
    5 + 6 * UInt32(layer) + weight.rawValue
  }
}
