import Arithmetic
import Files
import Foundation
import Synchronization
import TestSupport
import Testing
import Text

@testable import Encoder

@Suite struct ModelFolderTests {
  @Test(arguments: [("two-labels", "bert.", 48, 2), ("three-labels", "", 24, 1)])
  func namesWithAndWithoutPrefix(
    _ name: String, _ prefix: String, _ width: Int, _ layers: Int
  ) throws {
    let model = try ModelFolder.open("\(fixtures)/\(name)")
    #expect(model.configuration.hiddenSize == width)
    #expect(model.configuration.layerCount == layers)
    #expect(model.normalization.lowerCase)
    #expect(model.contains("pooler.dense.weight"))
    #expect(model.contains("classifier.weight"))
    #expect(!model.contains("cls.predictions.bias"))
    let tensors = try #require(model.tensors)
    let layout = ParameterLayout(model.configuration, labelCount: 2)
    for parameter in layout.tensors where !parameter.name.hasPrefix("classifier.") {
      let values = Vector(count: parameter.count)
      try model.read(parameter.name, into: values)
      let entry = try #require(tensors.tensor(prefix + parameter.name))
      #expect(try values.array == tensors.floats(entry))
      #expect(values.array.contains { $0 != 0 })
    }
    try model.verifyUnchanged()
    let vocabulary = try InputFile(model.path + "/vocab.txt", limit: 9999)
    #expect(model.digests.vocabulary == vocabulary.digest)
  }

  /// A change to a good folder, and what the error says.
  static let changes: [(file: String, old: String, new: String, expected: String)] = [
    (
      "config.json", #""bert""#, #""roberta""#, "config.json:model_type: 'roberta' is not supported"
    ),
    ("config.json", #""gelu""#, #""gelu_new""#, "config.json:hidden_act: 'gelu_new' is not"),
    ("config.json", #""gelu""#, "7", "config.json:hidden_act: this value is not supported"),
    (
      "config.json", #""is_decoder": false"#, #""is_decoder": true"#,
      "config.json:is_decoder: 'true' is not supported"
    ),
    (
      "config.json", #""problem_type": null"#, #""position_embedding_type": "relative_key""#,
      "config.json:position_embedding_type: 'relative_key' is not supported"
    ),
    ("config.json", #""hidden_size": 48"#, #""hidden_size": 49"#, "3 heads do not divide"),
    ("config.json", #""hidden_size": 48"#, #""hidden_size": 0"#, "hidden_size: is not an integer"),
    ("config.json", #"size": 48"#, #"size": 48.0"#, "hidden_size: is not an integer"),
    ("config.json", #""hidden_size": 48"#, #""hidden": 48"#, "config.json:hidden_size: is missing"),
    (
      "config.json", #""hidden_size": 48"#, #""hidden_size": 4611686018427387904"#,
      "hidden_size: is not an integer from 1 to 16384"
    ),
    (
      "config.json", #""num_attention_heads": 3"#, #""num_attention_heads": -3"#,
      "num_attention_heads: is not an integer"
    ),
    ("config.json", "1e-12", "0", "layer_norm_eps: is not a number between 0 and 1"),
    ("config.json", "1e-12", "1e-60", "layer_norm_eps: is not a number between 0 and 1"),
    ("config.json", "1e-12", "true", "layer_norm_eps: is not a number"),
    ("config.json", #"token_id": 0"#, #"token_id": 97"#, "pad_token_id: is not an integer"),
    ("config.json", #""use_cache""#, #""vocab_size""#, "config.json:byte"),
    ("config.json", "{", "[", "config.json:byte"),
    (
      "config.json", #""vocab_size": 97"#, #""vocab_size": 96"#,
      "vocab.txt: has 97 pieces, but vocab_size in config.json is 96"
    ),
    (
      "config.json", #""vocab_size": 97"#, #""vocab_size": 98"#,
      "word_embeddings.weight: has shape [97, 48], but config.json asks for [98, 48]"
    ),
    (
      "config.json", #""problem_type": null"#, #""pruned_heads": {"0": [1]}"#,
      "config.json:pruned_heads: is not supported"
    ),
    (
      "config.json", #""problem_type": null"#, #""auto_map": {"AutoModel": "own.Model"}"#,
      "config.json:auto_map: names code that comes with the model"
    ),
    (
      "config.json", #""problem_type": null"#, #""tokenizer_class": "RobertaTokenizer""#,
      "config.json:tokenizer_class: 'RobertaTokenizer' is not supported"
    ),
    (
      "config.json", #""intermediate_size": 100"#, #""intermediate_size": 101"#,
      "model.safetensors:bert.encoder.layer.0.intermediate.dense.weight: has shape [100, 48], but"
    ),
    (
      "config.json", #""num_hidden_layers": 2"#, #""num_hidden_layers": 3"#,
      "bert.encoder.layer.2.attention.self.query.weight: the tensor is missing"
    ),
    (
      "model.safetensors", "layer.1.output.dense.bias", "layer.1.output.dense.bios",
      "model.safetensors:bert.encoder.layer.1.output.dense.bias: the tensor is missing"
    ),
    (
      "model.safetensors", "bert.pooler.dense.bias", "bert.pooler.dense.bios",
      "model.safetensors:bert.pooler.dense.bias: the tensor is missing"
    ),
    (
      "model.safetensors", "bert.embeddings.word_embeddings.weight",
      "bert.embeddings.ward_embeddings.weight", "the tensor is missing; is this a BERT encoder?"
    ),
    (
      "model.safetensors", #"LayerNorm.bias":{"dtype":"F32""#, #"LayerNorm.bias":{"dtype":"U32""#,
      "LayerNorm.bias: has type U32; F32, F16 and BF16 can be read"
    ),
    ("vocab.txt", "[CLS]", "[CLX]", "vocab.txt: the vocabulary has no [CLS]"),
    ("vocab.txt", "[SEP]", "[sep]", "vocab.txt: the vocabulary has no [SEP]"),
    ("vocab.txt", "[UNK]", " [UNK]", "vocab.txt: the vocabulary has no [UNK]"),
  ]

  @Test(arguments: changes.indices)
  func refuses(_ index: Int) throws {
    let change = ModelFolderTests.changes[index]
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.replace(change.old, with: change.new, in: change.file)
    let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    let text = try #require(error).description
    #expect(text.hasPrefix(folder.path + "/") && text.contains(change.expected), "\(text)")
    #expect(error?.kind == .usage)
  }

  @Test(arguments: [
    ("config.json", "no such file", nil),
    (
      "vocab.txt", "no such file, and no tokenizer.json", "BERT's pieces are in one of the two"
    ), ("model.safetensors", "no such file", nil),
  ])
  func namesAMissingFile(_ name: String, _ reason: String, _ advice: String?) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.remove("gradients.safetensors")
    try folder.remove(name)
    #expect(throws: InputError(file: "\(folder.path)/\(name)", reason, advice: advice)) {
      try ModelFolder.open(folder.path)
    }
  }

  /// A relative by its type, and what the line says is missing.
  @Test(arguments: [
    ("roberta", "byte-level pieces"), ("distilbert", "no token types"),
    ("electra", "an embedding narrower"), ("albert", "layers that share their weights"),
    ("modernbert", "rotary positions"), ("gpt2", "this program trains BERT encoders"),
  ])
  func relativesAreNamed(_ type: String, _ lacking: String) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.replace(#""bert""#, with: "\"\(type)\"", in: "config.json")
    let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    let text = try #require(error).description
    #expect(text.contains("model_type: '\(type)' is not supported") && text.contains(lacking))
  }

  /// Settings in other spellings, and what nothing depends on.
  @Test(arguments: [
    #""dtype": "bfloat16", "torch_dtype": null, "attn_implementation": "sdpa""#,
    #""x": 1000000000000000019884624838656, "y": NaN, "z": [-Infinity, 1e999, "\ud800"]"#,
    #""pruned_heads": {}, "quantization_config": null, "own_note": [1e999]"#,
  ])
  func whatIsNotUsedIsNotJudged(_ members: String) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let plain = try ModelFolder.open(folder.path).configuration
    try folder.replace(#""problem_type": null"#, with: members, in: "config.json")
    try folder.replace(#""gelu""#, with: #""gelu_python""#, in: "config.json")
    try folder.replace("{", with: "\u{feff}{", in: "config.json")
    #expect(try ModelFolder.open(folder.path).configuration == plain)
  }

  @Test func tablesMayBePadded() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    #expect(try ModelFolder.open(folder.path).remarks.map { $0.contains("classifier") } == [true])
    try folder.replace("word9\n", with: "", in: "vocab.txt")
    let model = try ModelFolder.open(folder.path)
    #expect(model.vocabulary.size == 96 && model.configuration.vocabularySize == 97)
    #expect(model.remarks.first?.contains("the last one is not used") == true)
  }

  @Test func aVocabularyThatIsNotTextIsRefused() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let file = try folder.write([0x61, 0xfe, 0x0a], to: "vocab.txt")
    #expect(throws: InputError(file: file, "is not UTF-8 text")) {
      try ModelFolder.open(folder.path)
    }
  }

  @Test func aPoolerMayBeAbsent() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    for part in ["weight", "bias"] {
      try folder.replace(
        "pooler.dense.\(part)", with: "booler.dense.\(part)", in: "model.safetensors")
    }
    #expect(try !ModelFolder.open(folder.path).contains("pooler.dense.weight"))
  }

  @Test func oldNamesOfLayerNorm() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/three-labels")
    // As many bytes as before, so that the header's length stays.
    for (old, new) in [("weight\"", "gamma\" "), ("bias\"", "beta\"")] {
      try folder.replace(
        "\"embeddings.LayerNorm." + old, with: "\"embeddings.LayerNorm." + new,
        in: "model.safetensors")
    }
    let model = try ModelFolder.open(folder.path)
    #expect(model.tensors?.tensor("embeddings.LayerNorm.gamma") != nil)
    #expect(model.contains("embeddings.LayerNorm.weight"))
  }

  @Test(arguments: [UInt32(0x7fc0_0000), 0xff80_0000, 0x7f80_0001])
  func aWeightThatIsNotFiniteIsRefused(bits: UInt32) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let name = "embeddings.word_embeddings.weight"
    let file = try TensorFile(folder.path + "/model.safetensors")
    let entry = try #require(file.tensor("bert." + name))
    var bytes = try [UInt8](Data(contentsOf: URL(filePath: file.file.path)))
    let place = entry.range.lowerBound + 4 * 77
    bytes.replaceSubrange(
      place..<place + 4, with: withUnsafeBytes(of: bits.littleEndian) { Array($0) })
    try folder.write(bytes, to: "model.safetensors")
    let error = #expect(throws: InputError.self) {
      try ModelFolder.open(folder.path).read(name, into: Vector(count: entry.count))
    }
    #expect(error?.place == "bert." + name)
    #expect(error?.reason.contains("element 77 is") ?? false)
  }

  // MARK: Weights in memory

  /// A copy of a model's folder, and the model.
  private func openCopy() throws -> (TemporaryFolder, ModelFolder) {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    return (folder, try ModelFolder.open(folder.path))
  }

  private func words(_ model: ModelFolder) throws -> [Float] {
    let values = Vector(count: 97 * 48)
    try model.read(BertTensors.wordsName, into: values)
    return values.array
  }

  /// What was read once is there for all copies of the model, whatever becomes of the file.
  @Test func weightsAreReadOnce() throws {
    let (folder, model) = try openCopy()
    #expect(model.weightReadCount == 0)
    let copy = model
    let first = try words(model)
    let others = Mutex<[[Float]]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      guard let words = try? self.words(copy) else { return }
      others.withLock { $0.append(words) }
    }
    #expect(others.withLock { $0.count == 8 && $0.allSatisfy { $0 == first } })
    #expect(model.weightReadCount == 1 && copy.weightReadCount == 1)
    try model.verifyUnchanged()
    let file = try #require(FileHandle(forUpdatingAtPath: folder.file("model.safetensors")))
    try file.truncate(atOffset: 100)
    #expect(try words(copy) == first)
    #expect(model.weightReadCount == 1)
    // That the file is another one by now is told all the same.
    let error = #expect(throws: InputError.self) { try model.verifyUnchanged() }
    #expect(error?.reason == "changed while it was in use")
  }

  @Test func weightsThatWereForgottenAreReadAgain() throws {
    let (_, model) = try openCopy()
    let first = try words(model)
    model.forgetWeights()
    #expect(try words(model) == first)
    #expect(model.weightReadCount == 2)
    #expect(model.weightByteCount > 4 * first.count)
  }

  /// A file that changes between its opening and the first trial is refused, wherever it changes: also in a tensor that is
  /// not used, and if the system's times say nothing.
  @Test(arguments: ["header", "encoder", "classifier"])
  func weightsThatChangeBeforeTheyAreReadAreRefused(place: String) throws {
    let (folder, model) = try openCopy()
    let entry = try #require(
      model.tensors?.tensor(
        place == "encoder" ? "bert." + BertTensors.wordsName : "classifier.weight"))
    let offset = place == "header" ? 10 : entry.range.lowerBound
    let path = folder.file("model.safetensors")
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: UInt64(offset))
    let byte = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: [byte ^ 1])
    let error = #expect(throws: InputError.self) { try words(model) }
    #expect(error?.file == path && error?.reason == "changed while it was in use")
  }

  /// A header is the same whatever reader it had: that of the bytes of `vocab.txt`.
  @Test func theDigestIsOfTheFileAsItIs() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let path = folder.path + "/vocab.txt"
    let plain = try Data(contentsOf: URL(filePath: path))
    for form in [
      Data(String(decoding: plain, as: UTF8.self).replacing("\n", with: "\r\n").utf8),
      plain.dropLast(), plain,
    ] {
      try form.write(to: URL(filePath: path))
      #expect(try ModelFolder.open(folder.path).digests.vocabulary == Digest(of: form))
    }
  }

  @Test func theConfigurationThatIsWrittenReadsBack() throws {
    let folder = try TemporaryFolder()
    for epsilon in [Float(1e-12), 1e-5, 0x1.fffffep-40] {
      let configuration = BertConfiguration(
        vocabularySize: 31, hiddenSize: 12, layerCount: 1, headCount: 4, intermediateSize: 7,
        maximumPositions: 9, typeVocabularySize: 1, layerNormEpsilon: epsilon, padTokenID: 3,
        hiddenDropout: 0, attentionDropout: 0.25)
      let file = try folder.write(configuration.json(labelCount: 3).utf8, to: "config.json")
      #expect(try BertConfiguration.read(InputFile(file, limit: 9999)) == configuration)
    }
  }

  @Test(arguments: [
    (#""architectures":["BertModel"],"#, true), (#""architectures":["T5Model"],"#, false),
    ("", true),
  ])
  func aMissingModelType(_ member: String, _ isAccepted: Bool) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.replace(#""model_type": "bert","#, with: member, in: "config.json")
    try folder.replace(#""architectures": ["#, with: #""old": ["#, in: "config.json")
    if isAccepted {
      #expect(try ModelFolder.open(folder.path).configuration.layerCount == 2)
    } else {
      #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    }
  }
}
