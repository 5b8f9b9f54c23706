import Encoder
import Foundation
import Tasks

/// A model's folder, one of whose files the fuzzer makes up, and a table of examples.
enum FuzzedFolder {
  /// The files in the order of the ways that `fuzzOneInput` knows.
  static let names = [
    "tokenizer.json", "config.json", "model.safetensors.index.json", "tokenizer_config.json",
    "train.tsv",
  ]

  private static let path: String = {
    let folder = FileManager.default.temporaryDirectory.path + "/fuzz-folder-\(getpid())"
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/Encoder/two-labels").standardized.path
    try? FileManager.default.removeItem(atPath: folder)
    do {
      try FileManager.default.copyItem(atPath: fixture, toPath: folder)
    } catch {
      preconditionFailure("\(fixture) cannot be copied: \(error)")
    }
    return folder
  }()

  /// Reads the folder with these bytes in the place of one file; the next call finds the folder as it was.
  static func read(_ bytes: [UInt8], as name: String) {
    let file = URL(filePath: path + "/" + name)
    let before = try? Data(contentsOf: file)
    guard (try? Data(bytes).write(to: file)) != nil else { return }
    defer {
      if let before {
        try? before.write(to: file)
      } else {
        try? FileManager.default.removeItem(at: file)
      }
    }
    guard name != "train.tsv" else { return readTable() }
    // Without the one file of weights the index is read.
    let weights = URL(filePath: path + "/model.safetensors")
    let aside = URL(filePath: path + "/aside")
    let isIndex = name.hasPrefix("model.")
    if isIndex { try? FileManager.default.moveItem(at: weights, to: aside) }
    defer { if isIndex { try? FileManager.default.moveItem(at: aside, to: weights) } }
    guard let model = try? ModelFolder.open(path), let tokenizer = try? model.tokenizer() else {
      return
    }
    let ids = tokenizer.encode("the word1 [SEP] Café 東京", "word2", maximumLength: 12).ids
    precondition(
      ids.allSatisfy { 0 <= $0 && Int($0) < model.configuration.vocabularySize },
      "an id that the model has no row for")
  }

  private static func readTable() {
    let description = TSVDescription(
      train: "train.tsv", development: "train.tsv", first: "sentence", label: "label",
      labels: ["0", "1"], metric: .accuracy)
    guard let data = try? Tasks.load(.tsv(description), dataFolder: path) else { return }
    precondition(data.train == data.development, "one file gives two sets of examples")
  }
}
