/// The site of each weight tensor in the streams of initial weights.
///
/// A trial draws the classifier (and the pooler, where the checkpoint has none); the sites from 2 on are
/// drawn only when a whole encoder is made. Biases are 0 and LayerNorm gains 1: they have no site.
public enum WeightSite {
  /// classifier.weight, [labels, hidden]
  public static let classifier: UInt32 = 0
  /// bert.pooler.dense.weight, [hidden, hidden]
  public static let pooler: UInt32 = 1
  /// bert.embeddings.word_embeddings.weight, [vocabulary, hidden]; the others of an encoder follow it in
  /// canonical order: positions, token types, then six of each layer.
  public static let wordEmbeddings: UInt32 = 2
}
