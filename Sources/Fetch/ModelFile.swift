/// The files of a model's folder that the encoder looks at, in the order in which they are fetched.
///
/// Those that may be missing are asked for all the same: what they say is honoured or refused by the encoder, and would
/// be passed over if they were left out.
enum ModelFile: String, CaseIterable {
  case configuration = "config.json"
  case tokenizerSettings = "tokenizer_config.json"
  case vocabulary = "vocab.txt"
  case tokenizer = "tokenizer.json"
  case specialTokens = "special_tokens_map.json"
  case addedTokens = "added_tokens.json"
  case sentenceSettings = "sentence_bert_config.json"
  case weights = "model.safetensors"

  var isRequired: Bool { self == .configuration || self == .weights }

  /// The greatest size accepted, in bytes. BERT's large model has 1.3 GB.
  var byteLimit: Int {
    switch self {
    case .weights: 8 << 30
    case .vocabulary, .tokenizer: 64 << 20
    default: 8 << 20
    }
  }
}
