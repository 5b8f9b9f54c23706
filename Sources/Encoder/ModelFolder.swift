import Arithmetic
import Files
import Text

/// A pretrained encoder in Hugging Face's layout: `config.json`, weights (`WeightFiles`) and the tokenizer's files
/// (`TokenizerState`).
///
/// Once open, every parameter of the encoder is known to be there with the shape that the configuration asks for,
/// so that what a program allocates is bounded by the size of the file.
public struct ModelFolder: Sendable {
  public let path: String
  public let configuration: BertConfiguration
  /// The pretrained weights; nil for a model whose weights are all drawn.
  public let tensors: WeightFiles?
  public let vocabulary: Vocabulary
  /// What is done to texts before they are split.
  public let normalization: TextNormalization
  /// SHA-256 of `config.json`, of the weights and of the vocabulary.
  public let digests: (config: Digest, safetensors: Digest, vocabulary: Digest)
  /// What the user should know of the folder though it can be used.
  public let remarks: [String]

  /// `bert.` where the checkpoint's names have it.
  private let prefix: String
  /// The numbers of the encoder's parameters; all copies of this value share them. Nil as `tensors`.
  private let held: HeldWeights?

  /// Opens and checks the folder; of the top of a Hugging Face cache, its snapshot.
  ///
  /// - Throws: `InputError` naming the file and the key, tensor or line.
  public static func open(_ path: String) throws -> ModelFolder {
    let path = try ModelPlace.resolve(path)
    func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }
    let configurationFile = try InputFile(
      file("config.json"), limit: ConfigurationMembers.byteLimit)
    let members = try ConfigurationMembers(configurationFile)
    let configuration = try BertConfiguration.read(members)
    let state = try TokenizerState(file, configuration: members)
    let weights = try WeightFiles(folder: path, file)
    var remarks = state.remarks
    let unused = configuration.vocabularySize - state.vocabulary.size
    if unused > 0 {
      remarks.append(
        "\(state.path): has \(state.vocabulary.size) pieces, the model \(configuration.vocabularySize) "
          + "embeddings: the last \(unused == 1 ? "one is" : "\(unused) are") not used")
    }
    if weights.tensor("classifier.weight") != nil {
      remarks.append(
        "\(weights.path): its classifier is not used: each trial draws its own by the WI seed")
    }
    return try ModelFolder(
      path, configuration, configurationFile.digest, state.vocabulary, vocabularyPath: state.path,
      state.normalization, remarks: remarks, tensors: weights)
  }

  /// A model that is put together of its parts.
  ///
  /// - Parameter tensors: nil if every weight is drawn when a trial begins.
  /// - Throws: `InputError` as `open` does.
  public init(
    _ path: String, _ configurationFile: InputFile, _ vocabularyFile: InputFile, lowerCase: Bool,
    tensors: TensorFile?
  ) throws {
    try self.init(
      path, BertConfiguration.read(configurationFile), configurationFile.digest,
      Vocabulary(vocabularyFile), vocabularyPath: vocabularyFile.path,
      TextNormalization(lowerCase: lowerCase), remarks: [], tensors: tensors.map { WeightFiles($0) }
    )
  }

  private init(
    _ path: String, _ configuration: BertConfiguration, _ configurationDigest: Digest,
    _ vocabulary: Vocabulary, vocabularyPath: String, _ normalization: TextNormalization,
    remarks: [String], tensors: WeightFiles?
  ) throws {
    self.path = path
    self.configuration = configuration
    self.vocabulary = vocabulary
    self.normalization = normalization
    self.tensors = tensors
    // Tables may be padded beyond the vocabulary, never the other way round.
    guard vocabulary.size <= configuration.vocabularySize else {
      throw InputError(
        file: vocabularyPath,
        "has \(vocabulary.size) pieces, but vocab_size in config.json is \(configuration.vocabularySize)"
      )
    }
    let prefix = try tensors.map(ModelFolder.prefix) ?? ""
    self.prefix = prefix
    let weights = tensors?.digest ?? Digest(of: [])
    digests = (configurationDigest, weights, vocabulary.digest)
    self.remarks = remarks
    held = try tensors.map { tensors in
      let entries = try Self.encoderEntries(configuration, tensors, prefix)
      return HeldWeights(tensors, entries)
    }
  }

  /// Whether the encoder has that parameter, named without `bert.`; of a classifier, whether the checkpoint has it.
  public func contains(_ name: String) -> Bool {
    guard let tensors else { return false }
    return Self.entry(named: name, in: tensors, prefix) != nil
  }

  /// Copies a parameter of the encoder, named without `bert.`. The first call reads the weights; all others find them
  /// in memory.
  ///
  /// - Throws: `InputError` naming the file, and the tensor if one holds what is no weight.
  /// - Precondition: the model has weights and this parameter, and `values.count` is its size.
  public func read(_ name: String, into values: Vector) throws {
    guard let held else { preconditionFailure("a model without weights") }
    values.copy(from: try held.values(of: name))
  }

  /// Sees that the files of the weights are what they were when they were opened. A file that was touched is hashed
  /// again; what trials began with was hashed as it was read, whatever the file holds by now.
  ///
  /// - Throws: `InputError` if a file has changed.
  public func verifyUnchanged() throws { try tensors?.verifyUnchanged() }

  /// Frees the memory of the weights. Who asks for them again reads them again.
  public func forgetWeights() { held?.forget() }

  /// How often the weights were read from their files.
  var weightReadCount: Int { held?.readCount ?? 0 }

  /// The memory that the weights take, once for all trials of a process.
  public var weightByteCount: Int { held?.byteCount ?? 0 }

  /// The tokenizer of this model.
  public func tokenizer() throws -> WordPieceTokenizer {
    try WordPieceTokenizer(vocabulary: vocabulary, normalization: normalization)
  }

  /// The encoder's parameters in the files, by their names without `bert.`.
  private static func encoderEntries(
    _ configuration: BertConfiguration, _ tensors: WeightFiles, _ prefix: String
  ) throws -> [(name: String, entry: TensorEntry)] {
    let hasPooler = ["weight", "bias"].contains {
      entry(named: "pooler.dense." + $0, in: tensors, prefix) != nil
    }
    return try ParameterLayout(configuration, labelCount: 2).tensors
      .filter { tensor in
        !tensor.name.hasPrefix("classifier.") && (hasPooler || !tensor.name.hasPrefix("pooler."))
      }
      .map { ($0.name, try entry(for: $0.name, shape: $0.shape, in: tensors, prefix)) }
  }

  private static func entry(
    for name: String, shape: [Int], in tensors: WeightFiles, _ prefix: String
  ) throws -> TensorEntry {
    guard let entry = entry(named: name, in: tensors, prefix) else {
      throw InputError(file: tensors.path, place: prefix + name, "the tensor is missing")
    }
    let file = tensors.path(of: entry)
    guard entry.shape == shape else {
      throw InputError(
        file: file, place: entry.name,
        "has shape \(entry.shape), but config.json asks for \(shape)")
    }
    guard entry.type.isReadable else {
      throw InputError(
        file: file, place: entry.name, "has type \(entry.type.rawValue)",
        advice: TensorType.readableAdvice)
    }
    return entry
  }

  private static func entry(
    named name: String, in tensors: WeightFiles, _ prefix: String
  ) -> TensorEntry? {
    let full = name.hasPrefix("classifier.") ? name : prefix + name
    return tensors.tensor(full) ?? oldName(full).flatMap(tensors.tensor)
  }

  /// Checkpoints converted from TensorFlow call a LayerNorm's weight gamma and its bias beta.
  private static func oldName(_ name: String) -> String? {
    if name.hasSuffix("LayerNorm.weight") { return name.dropLast(6) + "gamma" }
    if name.hasSuffix("LayerNorm.bias") { return name.dropLast(4) + "beta" }
    return nil
  }

  private static func prefix(_ tensors: WeightFiles) throws -> String {
    let name = "embeddings.word_embeddings.weight"
    switch (tensors.tensor("bert." + name) != nil, tensors.tensor(name) != nil) {
    case (true, false): return "bert."
    case (false, true): return ""
    case (true, true):
      throw InputError(file: tensors.path, place: name, "stands with and without 'bert.'")
    case (false, false):
      throw InputError(
        file: tensors.path, place: name, "the tensor is missing",
        advice: ModelRelative.of(tensors: tensors.names).map { "this is \($0), not BERT" }
          ?? "is this a BERT encoder?")
    }
  }
}
