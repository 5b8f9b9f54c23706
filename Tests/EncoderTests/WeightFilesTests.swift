import Arithmetic
import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Encoder

/// Weights as they lie: shards, a cache, and what is there in their place.
@Suite struct WeightFilesTests {
  /// The fixture's weights in two shards with an index, whose text is changed by `edit`.
  private func sharded(_ edit: (String) -> String = { $0 }) throws -> TemporaryFolder {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    let whole = try TensorFile(folder.path + "/model.safetensors")
    var map: [String: JSONValue] = [:]
    for (number, part) in [whole.entries.prefix(9), whole.entries.dropFirst(9)].enumerated() {
      let name = "model-0000\(number + 1)-of-00002.safetensors"
      let tensors = try part.map { entry in
        map[entry.name] = .string(name)
        return StoredTensor(entry.name, shape: entry.shape, values: Vector(try whole.floats(entry)))
      }
      try TensorFile.write(tensors, to: folder.path + "/" + name)
    }
    let index: JSONValue = ["metadata": ["total_size": .number("1e3")], "weight_map": .object(map)]
    try folder.write(edit(index.canonical).utf8, to: "model.safetensors.index.json")
    try folder.remove("model.safetensors")
    return folder
  }

  @Test func shardsAreReadAsOneFile() throws {
    let one = try ModelFolder.open("\(fixtures)/two-labels")
    let folder = try sharded()
    let many = try ModelFolder.open(folder.path)
    for tensor in ParameterLayout(one.configuration, labelCount: 2).tensors
    where !tensor.name.hasPrefix("classifier.") {
      let (a, b) = (Vector(count: tensor.count), Vector(count: tensor.count))
      try one.read(tensor.name, into: a)
      try many.read(tensor.name, into: b)
      #expect(a.array == b.array, "\(tensor.name)")
    }
    try many.verifyUnchanged()
    // As `sha256sum model-*.safetensors | sha256sum` prints it.
    let lines = try (1...2).map { number in
      let name = "model-0000\(number)-of-00002.safetensors"
      return try "\(InputFile(folder.path + "/" + name, limit: 1 << 24).digest)  \(name)\n"
    }
    #expect(many.digests.safetensors == Digest(of: lines.joined().utf8))
  }

  @Test(arguments: [
    ("-00002-of-00002.safetensors\"", "-00001-of-00002.safetensors\"", "is not in model-00001"),
    ("\"model-00002", "\"../model-00002", "is not a safetensors file of this folder"),
    ("\"model-00002", "\"/model-00002", "is not a safetensors file of this folder"),
    ("00002.safetensors", "00002.bin", "is not a safetensors file of this folder"),
    ("\"model-00002", "\"model-00003", "no such file, but model.safetensors.index.json names it"),
    ("weight_map", "weights", "weight_map: is not an object"), ("{", "", "is not JSON"),
    ("bert.pooler.dense.bias", "bert.pooler.dense.boas", "boas: is not in model-0000"),
  ])
  func refusesAnIndex(_ old: String, _ new: String, _ expected: String) throws {
    let folder = try sharded { text in
      guard let range = text.range(of: old) else { return "" }
      return text.replacingCharacters(in: range, with: new)
    }
    let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func aTensorInTwoShardsIsRefused() throws {
    let folder = try sharded()
    let first = folder.path + "/model-00001-of-00002.safetensors"
    let file = try TensorFile(first)
    let second = try TensorFile(folder.path + "/model-00002-of-00002.safetensors")
    let tensors = try (file.entries.map { ($0, file) } + [(second.entries[0], second)]).map {
      StoredTensor($0.name, shape: $0.shape, values: Vector(try $1.floats($0)))
    }
    try TensorFile.write(tensors, to: first)
    let error = #expect(throws: InputError.self) { try ModelFolder.open(folder.path) }
    #expect(error?.reason == "the tensor is in model-00001-of-00002.safetensors too")
  }

  /// What lies in the place of the weights, and what the line says.
  @Test(arguments: [
    ("pytorch_model.bin", "torch.load('pytorch_model.bin'"),
    ("pytorch_model.bin.index.json", "load the shards with transformers"),
    ("tf_model.h5", "from_tf=True"), ("adapter_model.safetensors", "merge the adapter"),
    ("model-00001-of-00002.safetensors", "model.safetensors.index.json, too"),
    ("model.safetensors.part", "a download that did not end"),
    ("model.fp16.safetensors", "model.fp16.safetensors is there"),
  ])
  func whatIsThereInstead(_ name: String, _ expected: String) throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/two-labels")
    try folder.remove("model.safetensors")
    try folder.remove("gradients.safetensors")
    try folder.write([1], to: name)
    let error = try #require(throws: InputError.self) { try ModelFolder.open(folder.path) }
    #expect(error.description.contains("no such file, but") && error.description.contains(expected))
  }

  // MARK: Places

  /// A cache with snapshots of these names, each a model.
  private func cache(_ names: [String], main: String?) throws -> TemporaryFolder {
    let top = try TemporaryFolder()
    for name in names {
      let model = try TemporaryFolder(copyOf: "Encoder/two-labels")
      try FileManager.default.createDirectory(
        atPath: top.path + "/snapshots", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: model.path, toPath: top.path + "/snapshots/" + name)
    }
    if let main {
      try FileManager.default.createDirectory(
        atPath: top.path + "/refs", withIntermediateDirectories: true)
      try top.write(main.utf8, to: "refs/main")
    }
    return top
  }

  @Test func theTopOfACacheIsItsSnapshot() throws {
    for (names, main, expected) in [
      (["a", "b"], "b", "b"), (["a", "b"], "a\n", "a"), (["only"], nil, "only"),
    ] {
      let top = try cache(names, main: main)
      #expect(try ModelFolder.open(top.path).path == top.path + "/snapshots/" + expected)
    }
    for (names, main, reason) in [
      (["a", "b"], nil, "with 2 snapshots and no refs/main"),
      (["a"], "gone", "names the snapshot 'gone', which is not there"),
    ] as [([String], String?, String)] {
      let top = try cache(names, main: main)
      let error = #expect(throws: InputError.self) { try ModelFolder.open(top.path) }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
  }

  @Test func aFolderOfModelsNamesThem() throws {
    let top = try cache(["0_Transformer"], main: nil)
    let error = try #require(throws: InputError.self) {
      try ModelFolder.open(top.path + "/snapshots")
    }
    #expect(error.advice == "did you mean its folder '0_Transformer'?")
  }
}
