import Files
import Text

/// How a model's texts become ids, wherever in its folder that is written.
///
/// Six files can hold a part of it. As in transformers 4.30 to 5.24, the pieces are those of `tokenizer.json`, else of
/// `vocab.txt`; normalization is that of `tokenizer_config.json`, whose settings have defaults, whatever a plain
/// normalizer in `tokenizer.json` says. What would make other tokens than BERT's is refused by name.
struct TokenizerState {
  let vocabulary: Vocabulary
  /// The file that the pieces come from.
  let path: String
  let normalization: TextNormalization
  /// What the user should know: a file that is overruled by another.
  let remarks: [String]

  /// Reads the files of a folder.
  ///
  /// - Parameters:
  ///   - file: the path of a file of the folder.
  ///   - configuration: the members of `config.json`, which may name the tokenizer's class.
  /// - Throws: `InputError` naming the file and the setting.
  init(_ file: (String) -> String, configuration: ConfigurationMembers) throws {
    let settings = try TokenizerSettings(
      file("tokenizer_config.json"), configuration: configuration)
    try SpecialTokens.check(ConfigurationMembers(ifPresent: file("special_tokens_map.json")))
    try TokenizerState.checkSentences(file("sentence_bert_config.json"), settings.normalization)
    if let document = try TokenizerDocument.read(file("tokenizer.json")) {
      path = file("tokenizer.json")
      let lines = file("vocab.txt")
      vocabulary = try document.vocabulary(
        beside: FileEntry.exists(lines) ? InputFile(lines, limit: Vocabulary.byteLimit) : nil)
      try document.check(vocabulary)
      remarks = try document.compare(settings)
    } else {
      path = file("vocab.txt")
      vocabulary = try Vocabulary(TokenizerState.lines(path, file))
      remarks = []
    }
    normalization = settings.normalization
    try settings.check(vocabulary)
    try SpecialTokens.checkAdded(file("added_tokens.json"), vocabulary)
  }

  /// `vocab.txt`, where there is no `tokenizer.json`.
  private static func lines(_ path: String, _ file: (String) -> String) throws -> InputFile {
    guard !FileEntry.exists(path) else { return try InputFile(path, limit: Vocabulary.byteLimit) }
    let others = [
      ("vocab.json", "RoBERTa's byte-level pieces"), ("merges.txt", "RoBERTa's byte-level pieces"),
      ("spiece.model", "a SentencePiece model"),
      ("sentencepiece.bpe.model", "a SentencePiece model"),
      ("tokenizer.model", "a SentencePiece model"),
    ]
    let other = others.first { FileEntry.exists(file($0.0)) }
    throw InputError(
      file: path, "no such file, and no tokenizer.json",
      advice: other.map { "\($0.0) is there: \($0.1), not BERT's" }
        ?? "BERT's pieces are in one of the two")
  }

  /// `sentence_bert_config.json`, which sentence-transformers reads and transformers does not.
  ///
  /// - Throws: `InputError` where it lower-cases texts that the tokenizer would not.
  private static func checkSentences(_ path: String, _ normalization: TextNormalization) throws {
    let members = try ConfigurationMembers(ifPresent: path)
    guard try members.flag("do_lower_case", default: false), !normalization.lowerCase else {
      return
    }
    throw members.failure(
      "do_lower_case", "'true', but the tokenizer keeps capitals",
      advice: "sentence-transformers lower-cases here and transformers does not: "
        + "set do_lower_case to the same in tokenizer_config.json")
  }
}
