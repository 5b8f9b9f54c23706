import Training

/// Which pretrained model an experiment starts from.
public enum ModelReference: Sendable, Equatable {
  /// `embedded/tiny` and `embedded/blank`: models that come with the program.
  case embedded(EmbeddedModel)
  /// A folder in Hugging Face layout: `config.json`, weights, vocabulary.
  case folder(String)

  /// Whether it comes with the program.
  public var isEmbedded: Bool { if case .embedded = self { true } else { false } }
}
