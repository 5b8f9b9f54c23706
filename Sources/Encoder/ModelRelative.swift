/// Models that are BERT inside or beside, and what this program lacks for them.
enum ModelRelative {
  private static let lacking = [
    "roberta": "RoBERTa: byte-level pieces, positions that begin at 2, a head of two layers",
    "xlm-roberta":
      "XLM-RoBERTa: SentencePiece pieces, positions that begin at 2, a head of two layers",
    "camembert": "CamemBERT: SentencePiece pieces, positions that begin at 2, a head of two layers",
    "distilbert": "DistilBERT: no token types, no pooler, other names of tensors and settings",
    "electra": "ELECTRA: an embedding narrower than the encoder, no pooler, a head of two layers",
    "albert": "ALBERT: layers that share their weights, a narrower embedding, SentencePiece pieces",
    "mpnet": "MPNet: positions relative to each other, other special tokens",
    "deberta": "DeBERTa: attention to relative positions, byte-level pieces",
    "deberta-v2": "DeBERTa: attention to relative positions, SentencePiece pieces",
    "modernbert": "ModernBERT: rotary positions, gated layers without biases, byte-level pieces",
    "nomic_bert": "Nomic BERT: rotary positions, gated layers",
    "mobilebert": "MobileBERT: bottlenecks, no layer normalisation",
    "squeezebert": "SqueezeBERT: convolutions in place of products",
    "convbert": "ConvBERT: convolutions beside attention",
    "megatron-bert": "Megatron BERT: layer normalisation before each block",
    "rembert": "RemBERT: an embedding narrower than the encoder, SentencePiece pieces",
    "roformer": "RoFormer: rotary positions",
    "nezha": "NEZHA: positions relative to each other",
    "ernie": "ERNIE: task types beside token types, other names of tensors",
    "big_bird": "BigBird: sparse attention, SentencePiece pieces",
    "longformer": "Longformer: sparse attention, byte-level pieces",
    "bert-generation": "BERT for generation: no token types, SentencePiece pieces",
  ]

  /// Why a model of that type is refused.
  static func reason(_ type: String?) -> String {
    guard let type else { return "this value is not supported; this program trains BERT encoders" }
    let name = "'\(type.prefix(40))' is not supported; this program trains BERT encoders"
    return name + (lacking[type].map { " and has not what it takes for \($0)" } ?? "")
  }

  /// The relative whose names begin those of a file's tensors.
  static func of(tensors names: some Sequence<String>) -> String? {
    let prefixes = [
      "roberta.": "RoBERTa", "distilbert.": "DistilBERT", "electra.": "ELECTRA",
      "albert.": "ALBERT",
      "mpnet.": "MPNet", "deberta.": "DeBERTa", "mobilebert.": "MobileBERT", "ernie.": "ERNIE",
      "transformer.layer.": "DistilBERT", "model.layers.": "a decoder or ModernBERT",
      "base_model.model.": "an adapter (PEFT)",
    ]
    for name in names {
      for (prefix, model) in prefixes where name.hasPrefix(prefix) { return model }
    }
    return nil
  }
}
