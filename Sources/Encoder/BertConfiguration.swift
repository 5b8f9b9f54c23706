import Files
import Text

/// The sizes of a BERT encoder, from `config.json` in Hugging Face's layout.
public struct BertConfiguration: Sendable, Equatable {
  public let vocabularySize: Int
  public let hiddenSize: Int
  public let layerCount: Int
  public let headCount: Int
  public let intermediateSize: Int
  public let maximumPositions: Int
  public let typeVocabularySize: Int
  /// The file's decimal text, rounded to binary64 and then to binary32.
  public let layerNormEpsilon: Float
  public let padTokenID: Int
  /// As the file says; a trial's protocol decides.
  public let hiddenDropout: Double
  /// As the file says; a trial's protocol decides.
  public let attentionDropout: Double

  /// Columns of one head.
  public var headSize: Int { hiddenSize / headCount }

  /// Greatest sizes accepted: no product of two of them, times 4 bytes, comes near 2^63.
  public enum Limit {
    public static let vocabularySize = 1 << 22
    public static let hiddenSize = 1 << 14
    public static let layerCount = 1 << 8
    public static let intermediateSize = 1 << 16
    public static let maximumPositions = 1 << 16
    public static let typeVocabularySize = 1 << 10
  }

  public init(
    vocabularySize: Int, hiddenSize: Int, layerCount: Int, headCount: Int, intermediateSize: Int,
    maximumPositions: Int, typeVocabularySize: Int = 2, layerNormEpsilon: Float = 1e-12,
    padTokenID: Int = 0, hiddenDropout: Double = 0.1, attentionDropout: Double = 0.1
  ) {
    precondition(headCount > 0 && hiddenSize % headCount == 0, "\(hiddenSize) / \(headCount) heads")
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.intermediateSize = intermediateSize
    self.maximumPositions = maximumPositions
    self.typeVocabularySize = typeVocabularySize
    self.layerNormEpsilon = layerNormEpsilon
    self.padTokenID = padTokenID
    self.hiddenDropout = hiddenDropout
    self.attentionDropout = attentionDropout
  }

  /// Reads and checks `config.json`.
  ///
  /// - Throws: `InputError` naming the file and the key, for anything that is not a plain BERT encoder.
  public static func read(_ file: InputFile) throws -> BertConfiguration {
    try read(ConfigurationMembers(file))
  }

  static func read(_ members: ConfigurationMembers) throws -> BertConfiguration {
    try members.requireBert()
    let hiddenSize = try members.integer("hidden_size", in: 1...Limit.hiddenSize)
    let headCount = try members.integer("num_attention_heads", in: 1...hiddenSize)
    guard hiddenSize % headCount == 0 else {
      throw members.failure(
        "num_attention_heads", "\(headCount) heads do not divide hidden_size \(hiddenSize)")
    }
    let vocabularySize = try members.integer("vocab_size", in: 1...Limit.vocabularySize)
    return BertConfiguration(
      vocabularySize: vocabularySize, hiddenSize: hiddenSize,
      layerCount: try members.integer("num_hidden_layers", in: 1...Limit.layerCount),
      headCount: headCount,
      intermediateSize: try members.integer("intermediate_size", in: 1...Limit.intermediateSize),
      maximumPositions: try members.integer(
        "max_position_embeddings", in: 1...Limit.maximumPositions),
      typeVocabularySize: try members.integer(
        "type_vocab_size", in: 1...Limit.typeVocabularySize, default: 2),
      layerNormEpsilon: try members.epsilon("layer_norm_eps", default: 1e-12),
      padTokenID: try members.integer("pad_token_id", in: 0...vocabularySize - 1, default: 0),
      hiddenDropout: try members.probability("hidden_dropout_prob", default: 0.1),
      attentionDropout: try members.probability("attention_probs_dropout_prob", default: 0.1))
  }

  /// `config.json` of a sequence classifier with this encoder, as transformers reads it.
  public func json(labelCount: Int) -> String {
    json(labels: (0..<labelCount).map { "LABEL_\($0)" })
  }

  /// `config.json` of a sequence classifier with this encoder and these classes, as transformers reads it.
  public func json(labels: [String]) -> String {
    let names = labels.map { JSONValue.string($0).canonical }
    let members: [(String, String)] = [
      ("architectures", #"["BertForSequenceClassification"]"#),
      ("attention_probs_dropout_prob", "\(attentionDropout)"),
      ("hidden_act", #""gelu""#),
      ("hidden_dropout_prob", "\(hiddenDropout)"),
      ("hidden_size", "\(hiddenSize)"),
      (
        "id2label",
        "{" + names.indices.map { "\"\($0)\": \(names[$0])" }.joined(separator: ", ") + "}"
      ),
      ("initializer_range", "0.02"),
      ("intermediate_size", "\(intermediateSize)"),
      (
        "label2id",
        "{" + names.indices.map { "\(names[$0]): \($0)" }.joined(separator: ", ") + "}"
      ),
      ("layer_norm_eps", epsilonText),
      ("max_position_embeddings", "\(maximumPositions)"),
      ("model_type", #""bert""#),
      ("num_attention_heads", "\(headCount)"),
      ("num_hidden_layers", "\(layerCount)"),
      ("pad_token_id", "\(padTokenID)"),
      ("position_embedding_type", #""absolute""#),
      ("type_vocab_size", "\(typeVocabularySize)"),
      ("vocab_size", "\(vocabularySize)"),
    ]
    return "{\n" + members.map { "  \"\($0)\": \($1)" }.joined(separator: ",\n") + "\n}\n"
  }

  /// A decimal text that reads back as the same number: the short one where it does.
  private var epsilonText: String {
    let short = layerNormEpsilon.description
    return Double(short).map(Float.init) == layerNormEpsilon ? short : "\(Double(layerNormEpsilon))"
  }
}
