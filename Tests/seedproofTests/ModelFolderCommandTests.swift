import Foundation
import TestSupport
import Testing

/// Real model folders and data files on the command line.
@Suite final class ModelFolderCommandTests {
  private let place: TemporaryFolder
  let plan: String
  let model: String

  init() throws {
    place = try TemporaryFolder()
    model = place.file("m")
    let text = """
      name: q
      task: embedded/acceptability
      model: embedded/tiny
      protocol: { epochs: 1, learning_rate: 1e-3, max_length: 32, max_steps: 2,
        evaluations_per_epoch: 1 }
      seeds: { wi: 1, do: 1 }

      """
    plan = try place.write(text, to: "plan.yaml")
    let result = try Executable.run([
      "train", plan, "--wi", "1", "--do", "1", "--save-model", model, "--quiet",
    ])
    try #require(result.status == 0, "\(result.error)")
  }

  private func train(_ arguments: [String] = []) throws -> Executable.Result {
    try Executable.run(
      ["train", plan, "--wi", "1", "--do", "1", "--model", model, "--quiet"] + arguments)
  }

  @Test func aPlanAsEditorsWriteItIsTheSameTrial() throws {
    let text = try String(contentsOfFile: plan, encoding: .utf8)
    try place.write("\u{feff}" + text.replacing("1e-3", with: ".001"), to: "editor.yaml")
    let results = try [plan, place.file("editor.yaml")].map {
      try Executable.run(["train", $0, "--wi", "1", "--do", "1", "--json"])
    }
    #expect(results.allSatisfy { $0.status == 0 }, "\(results[1].error)")
    #expect(results[0].output == results[1].output)
  }

  @Test func aClassifierThatIsDroppedIsSaid() throws {
    let result = try train()
    #expect(result.status == 0)
    #expect(
      result.error == "seedproof: note: \(model)/model.safetensors: its classifier is not used: "
        + "each trial draws its own by the WI seed\n")
  }

  @Test func numbersThatAreNotUsedAreNotJudged() throws {
    let json = #"{"do_lower_case": true, "model_max_length": 1000000000000000019884624838656}"#
    try place.write(json, to: "m/tokenizer_config.json")
    let result = try train()
    #expect(result.status == 0, "\(result.error)")
  }

  /// A file of the folder, its text, and what is said.
  @Test(arguments: [
    ("added_tokens.json", #"{"un": 165}"#, "the added token 'un' is not one of BERT's own"),
    (
      "special_tokens_map.json", #"{"additional_special_tokens": ["[unused1]"]}"#,
      "additional_special_tokens: names tokens that are not BERT's"
    ),
    (
      "model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
      "is a Git LFS pointer, not the file; run 'git lfs pull'"
    ),
  ])
  func whatHasAnEffectIsRefused(_ name: String, _ text: String, _ expected: String) throws {
    try place.write(text, to: "m/" + name)
    let result = try train()
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.hasPrefix("seedproof: \(model)/\(name):"))
    #expect(result.error.contains(expected) && result.error.split(separator: "\n").count == 1)
  }

  /// The evidence is elsewhere, not corrupt.
  @Test func aGoldenThatIsAPointerIsUnverifiable() throws {
    try place.write(
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", to: "t.golden")
    let result = try Executable.run(["show", place.file("t.golden")])
    #expect(result.status == 2 && result.error.contains("is a Git LFS pointer"))
  }

  @Test func textsReadWithQuotesAndLabelsKeepTheirNames() throws {
    try FileManager.default.createDirectory(
      atPath: place.file("d"), withIntermediateDirectories: true)
    let table = "sentence\tlabel\n\"he said \"\" the cat \"\" .\"\tyes \"1\"\nthe dog .\tno\n"
      .replacing("yes \"1\"", with: "\"yes \"\"1\"\"\"")
    for name in ["d/train.tsv", "d/dev.tsv"] { try place.write(table, to: name) }
    try place.write(
      """
      name: q
      task: tsv
      data: d
      files: { train: train.tsv, dev: dev.tsv }
      columns: { first: sentence, label: label }
      labels: ["no", 'yes "1"']
      model: embedded/tiny
      protocol: { epochs: 1, max_length: 32, max_steps: 1 }
      seeds: { wi: 1, do: 1 }

      """, to: "tsv.yaml")
    let result = try Executable.run([
      "train", place.file("tsv.yaml"), "--wi", "1", "--do", "1", "--save-model",
      place.file("saved"),
      "--quiet",
    ])
    #expect(result.status == 0, "\(result.error)")
    let config = try String(contentsOfFile: place.file("saved/config.json"), encoding: .utf8)
    #expect(config.contains(#""id2label": {"0": "no", "1": "yes \"1\""}"#), "\(config)")
    #expect(config.contains(#""label2id": {"no": 0, "yes \"1\"": 1}"#))
  }
}
