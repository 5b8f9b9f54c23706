import TestSupport
import Testing
import Text
import Training

@testable import Experiment

/// The protocols that have names, and what two plans are compared by.
@Suite struct PresetTests {
  private func plan(
    _ protocol: String = "", task: String = "embedded/acceptability", more: String = "",
    name: String = "plan.yaml"
  ) throws -> ExperimentPlan {
    let folder = try TemporaryFolder()
    let text = """
      name: named
      task: \(task)
      model: embedded/tiny
      seeds: { wi: 1...2, do: [3, 1] }
      \(`protocol`.isEmpty ? "" : "protocol: { \(`protocol`) }")
      \(more)

      """
    return try ExperimentPlan.read(folder.write(text, to: name))
  }

  /// Written out: what the paper describes, and what its code does.
  @Test func theirValues() throws {
    let described = try plan("preset: dodge2020-as-described").protocol
    #expect(described == TrainingProtocol())
    let run = try plan("preset: dodge2020-as-run").protocol
    var expected = described
    expected.schedule = .linearTwice
    expected.dropoutUpdates = .firstOfEpoch
    expected.optimizer = .bertAdam
    expected.evaluations = .dodge2020
    #expect(run == expected)
    #expect(
      run.all == [
        "epochs": 3, "batch_size": 16, "learning_rate": "2e-05", "schedule": "linear-twice",
        "warmup": "0.1", "max_length": 128, "dropout": "0.1", "dropout_updates": "first-of-epoch",
        "dropout_seed": "do", "optimizer": "bert-adam", "weight_decay": "0.01", "clip_norm": "1.0",
        "evaluations": "dodge2020", "evaluations_per_epoch": 10, "anchors_per_epoch": 3,
        "keep_logits": false,
      ])
    #expect(ExperimentPlan.presets.map(\.name) == ["dodge2020-as-described", "dodge2020-as-run"])
  }

  /// A key beside a preset changes that one; the same keys without it make the same trial.
  @Test func aPresetIsItsKeys() throws {
    let named = try plan(
      "max_steps: 4, max_length: 32, preset: dodge2020-as-run, evaluations: even")
    let written = try plan(
      "max_steps: 4, max_length: 32, schedule: linear-twice, dropout_updates: first-of-epoch, "
        + "optimizer: bert-adam")
    #expect(named.protocol == written.protocol)
    let inputs = try InputLoader().load(named)
    let trials = try [named, written].map {
      try $0.specification($0.cells[0], inputs, .init(threads: 1)).header()
    }
    #expect(trials[0] == trials[1] && trials[0]["format"] == "seedproof-trial/3")
    #expect(named.settings == written.settings)
    try written.check(named.specification(named.cells[0], inputs, .init(threads: 1)), file: "a")
    // A golden of the description is none of this plan.
    let described = try plan("max_steps: 4, max_length: 32, preset: dodge2020-as-described")
    let other = try described.specification(described.cells[0], inputs, .init(threads: 1))
    #expect(try other.header()["format"] == "seedproof-trial/1")
    #expect(throws: InputError.self) { try written.check(other, file: "a") }
  }

  private func differences(_ a: ExperimentPlan, _ b: ExperimentPlan) -> [String] {
    JSONValue.differences(a.settings, b.settings).map(\.place).sorted()
  }

  @Test func thePresetsDifferInFourKeys() throws {
    let plans = try ["described", "run"].map { try plan("preset: dodge2020-as-\($0)") }
    #expect(
      differences(plans[0], plans[1]) == [
        "protocol.dropout_updates", "protocol.evaluations", "protocol.optimizer",
        "protocol.schedule",
      ])
    #expect(try differences(plans[0], plan()) == [])
  }

  /// Each thing that a plan says is compared.
  @Test func whatAPlanSays() throws {
    let first = try plan()
    #expect(
      try differences(first, plan("max_steps: 3, dropout: 0.2")) == [
        "protocol.dropout", "protocol.max_steps",
      ])
    #expect(
      try differences(first, plan(task: "embedded/syntax", more: "stop: start 2, keep 1 at 0.5"))
        == ["stop", "task"])
    let perturbed = try plan(
      more: "perturbation: { update: 4, parameter: classifier.weight, element: 5, ulps: 0...3 }")
    #expect(differences(first, perturbed).first?.hasPrefix("perturbation") == true)
    #expect(try differences(first, plan(more: "numerics: openblas")) == ["numerics"])
    #expect(first.settings["seeds"] == ["wi": "1...2", "do": "[3, 1]"])
    let folder = try TemporaryFolder()
    func read(_ text: String) throws -> ExperimentPlan {
      try ExperimentPlan.read(folder.write(text, to: "a.yaml"))
    }
    let own = try read(PlanReadingTests.tsv)
    #expect(own.settings["columns"]?["second"] == "answer" && own.settings["data"] == "mine")
    #expect(
      try differences(own, read(PlanReadingTests.tsv.replacing("question", with: "ask")))
        == ["columns.first"])
    let external = try read("name: f\ntask: external\nseeds: { wi: 1, do: 1 }\n")
    #expect(Set(external.settings.object?.keys ?? [:].keys) == ["name", "task", "seeds"])
  }

  /// As run on RTE, the last evaluation is after 463 of 468 updates: nothing is decided there.
  @Test func aRungComesBeforeTheLastEvaluation() throws {
    func steps(_ share: String) throws -> [Int]? {
      let ruled = try plan(
        "preset: dodge2020-as-run", more: "stop: start 4, keep 2 at \(share)")
      return try StopSchedule(ruled, exampleCount: 2490)?.steps
    }
    // 163.8 and 441 updates; the points are 151, 157, 172, 187 and 433, 448, 463.
    #expect(try steps("0.35") == [172])
    #expect(try steps("0.95") == [448])
    let error = try #require(throws: InputError.self) { try steps("0.98") }
    #expect(error.description.contains("has no evaluation before the last one"))
  }

  @Test func whatIsAPlan() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("name: x\n", to: "a.YML")
    #expect(ExperimentFolder.isPlan(text))
    #expect(try !ExperimentFolder.isPlan(folder.write("name: x\n", to: "a.golden")))
    #expect(!ExperimentFolder.isPlan(folder.file("none.yaml")))
  }
}
