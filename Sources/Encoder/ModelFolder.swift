import Arithmetic
import Files

/// A pretrained encoder in Hugging Face's layout: `config.json`, `model.safetensors`, `vocab.txt`, and
/// `tokenizer_config.json` where there is one.
///
/// Once open, every parameter of the encoder is known to be there with the shape that the configuration asks for,
/// so that what a program allocates is bounded by the size of the file.
public struct ModelFolder: Sendable {
  public let path: String
  public let configuration: BertConfiguration
  /// The pretrained weights; nil for a model whose weights are all drawn.
  public let tensors: TensorFile?
  public let vocabulary: Vocabulary
  /// `do_lower_case` of `tokenizer_config.json`: without the file, as `BertTokenizer`, true.
  public let lowerCase: Bool
  /// SHA-256 of `config.json`, `model.safetensors` and `vocab.txt`.
  public let digests: (config: Digest, safetensors: Digest, vocabulary: Digest)

  /// `bert.` where the checkpoint's names have it.
  private let prefix: String

  /// Opens and checks the folder.
  ///
  /// - Throws: `InputError` naming the file and the key, tensor or line.
  public static func open(_ path: String) throws -> ModelFolder { try ModelFolder(path) }

  private init(_ path: String) throws {
    func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }
    let configurationFile = try InputFile(
      file("config.json"), limit: ConfigurationMembers.byteLimit)
    let vocabularyFile = try InputFile(file("vocab.txt"), limit: Vocabulary.byteLimit)
    try self.init(
      path, configurationFile, vocabularyFile,
      lowerCase: try TokenizerConfiguration.lowerCase(file("tokenizer_config.json")),
      tensors: try TensorFile(file("model.safetensors")))
  }

  /// A model that is put together of its parts.
  ///
  /// - Parameter tensors: nil if every weight is drawn when a trial begins.
  /// - Throws: `InputError` as `open` does.
  public init(
    _ path: String, _ configurationFile: InputFile, _ vocabularyFile: InputFile, lowerCase: Bool,
    tensors: TensorFile?
  ) throws {
    configuration = try BertConfiguration.read(configurationFile)
    self.lowerCase = lowerCase
    self.tensors = tensors
    vocabulary = try Vocabulary(vocabularyFile)
    guard vocabulary.size == configuration.vocabularySize else {
      throw InputError(
        file: vocabularyFile.path,
        "has \(vocabulary.size) lines, but vocab_size in config.json is \(configuration.vocabularySize)"
      )
    }
    prefix = try tensors.map(ModelFolder.prefix) ?? ""
    let weights = tensors?.file.digest ?? Digest(of: [])
    digests = (configurationFile.digest, weights, vocabularyFile.digest)
    self.path = path
    guard tensors != nil else { return }
    let hasPooler = contains("pooler.dense.weight") || contains("pooler.dense.bias")
    for tensor in ParameterLayout(configuration, labelCount: 2).tensors {
      let isOptional =
        tensor.name.hasPrefix("classifier.")
        || (tensor.name.hasPrefix("pooler.") && !hasPooler)
      if !isOptional { _ = try entry(for: tensor.name, shape: tensor.shape) }
    }
  }

  /// Whether the checkpoint has that parameter, named without `bert.`.
  public func contains(_ name: String) -> Bool { entry(named: name) != nil }

  /// Reads a parameter, named without `bert.`.
  ///
  /// - Throws: `InputError` naming the file and the tensor: it is missing, or its shape or type is another.
  /// - Precondition: `values.count` is the product of `shape`.
  public func read(_ name: String, shape: [Int], into values: Vector) throws {
    let entry = try entry(for: name, shape: shape)
    guard let tensors else { preconditionFailure("a model without weights") }
    try values.withMutableBytes {
      let numbers = $0.assumingMemoryBound(to: Float.self)
      try tensors.read(entry, into: numbers)
      if let index = numbers.firstIndex(where: { !$0.isFinite }) {
        throw InputError(
          file: tensors.file.path, place: entry.name,
          "element \(index) is \(numbers[index]), which no weight can be",
          advice: "is the file damaged, or was its training diverging?")
      }
    }
  }

  /// Hashes the weights again: those that were read are those that `digests` names.
  public func verifyUnchanged() throws { try tensors?.file.verifyUnchanged() }

  /// The tokenizer of this model.
  public func tokenizer() throws -> WordPieceTokenizer {
    try WordPieceTokenizer(vocabulary: vocabulary, lowerCase: lowerCase)
  }

  private func entry(for name: String, shape: [Int]) throws -> TensorEntry {
    guard let entry = entry(named: name) else {
      throw InputError(
        file: tensors?.file.path ?? path, place: prefix + name, "the tensor is missing")
    }
    guard entry.shape == shape else {
      throw InputError(
        file: tensors?.file.path ?? path, place: entry.name,
        "has shape \(entry.shape), but config.json asks for \(shape)")
    }
    guard entry.type.isReadable else {
      throw InputError(
        file: tensors?.file.path ?? path, place: entry.name, "has type \(entry.type.rawValue)",
        advice: TensorType.readableAdvice)
    }
    return entry
  }

  private func entry(named name: String) -> TensorEntry? {
    let full = name.hasPrefix("classifier.") ? name : prefix + name
    return tensors.flatMap { tensors in
      tensors.tensor(full) ?? ModelFolder.oldName(full).flatMap(tensors.tensor)
    }
  }

  /// Checkpoints converted from TensorFlow call a LayerNorm's weight gamma and its bias beta.
  private static func oldName(_ name: String) -> String? {
    if name.hasSuffix("LayerNorm.weight") { return name.dropLast(6) + "gamma" }
    if name.hasSuffix("LayerNorm.bias") { return name.dropLast(4) + "beta" }
    return nil
  }

  private static func prefix(_ tensors: TensorFile) throws -> String {
    let name = "embeddings.word_embeddings.weight"
    switch (tensors.tensor("bert." + name) != nil, tensors.tensor(name) != nil) {
    case (true, false): return "bert."
    case (false, true): return ""
    case (true, true):
      throw InputError(file: tensors.file.path, place: name, "stands with and without 'bert.'")
    case (false, false):
      throw InputError(
        file: tensors.file.path, place: name, "the tensor is missing",
        advice: "is this a BERT encoder?")
    }
  }
}
