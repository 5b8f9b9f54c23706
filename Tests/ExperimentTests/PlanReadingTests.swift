import Files
import Foundation
import Streams
import Tasks
import TestSupport
import Testing
import Text
import Training

@testable import Experiment

@Suite struct PlanReadingTests {
  /// The file of the room's README, with every key.
  static let whole = """
    name: rte-minilm
    task: glue/RTE
    data: data/glue
    model: models/all-MiniLM-L6-v2
    protocol:
      epochs: 4
      batch_size: 8
      learning_rate: 3e-5
      schedule: linear-twice
      warmup: 0.2
      max_length: 64
      dropout: 0.2
      dropout_updates: first-of-epoch
      dropout_seed: wi
      optimizer: bert-adam
      weight_decay: 0
      clip_norm: 2
      evaluations: dodge2020
      evaluations_per_epoch: 5
      anchors_per_epoch: 1
      keep_logits: true
      max_steps: 40
    seeds: { wi: 1...25, do: [7, 1...3] }
    streams: philox4x32-10/1
    numerics: openblas
    """

  @Test func everyKeyIsRead() throws {
    let folder = try TemporaryFolder()
    let plan = try ExperimentPlan.read(folder.write(Self.whole, to: "rte.yaml"))
    #expect(plan.name == "rte-minilm")
    #expect(plan.task == .glue(.rte))
    #expect(plan.data?.path == folder.path + "/data/glue")
    #expect(plan.model == .folder(folder.path + "/models/all-MiniLM-L6-v2"))
    #expect(plan.streams == .philox)
    #expect(plan.numerics == .openBLAS)
    #expect(plan.cells.count == 100)
    #expect(plan.cells[5] == Cell(wi: 2, do: 1))
    #expect(plan.bytes == Data(Self.whole.utf8))
    #expect(plan.digest == Digest(of: Array(Self.whole.utf8)))
    let settings = plan.protocol
    for key in TrainingProtocol.keys {
      #expect(settings[key] != TrainingProtocol()[key], "\(key.name) was not read")
    }
    #expect(settings.learningRate == 3e-5)
    #expect(settings.maximumSteps == 40)
    #expect(settings.dropoutSeed == .weightInitialisation)
    #expect(settings.clipNorm == 2)
  }

  @Test func onlyWhatIsNeeded() throws {
    let plan = try ExperimentPlan.embedded(in: TemporaryFolder())
    #expect(plan.protocol == TrainingProtocol())
    #expect(plan.model == .embedded(.tiny))
    #expect(plan.data == nil)
    #expect(plan.numerics == .exact)
    #expect(plan.streams == .philox)
    try plan.checkFolders()
  }

  @Test func presetIsChangedByOtherKeys() throws {
    let folder = try TemporaryFolder()
    let text = Self.smallest + "protocol: { max_steps: 4, preset: dodge2020-as-described }\n"
    let plan = try ExperimentPlan.read(folder.write(text, to: "a.yaml"))
    var expected = TrainingProtocol()
    expected.maximumSteps = 4
    #expect(plan.protocol == expected)
  }

  static let tsv = """
    name: own
    task: tsv
    data: mine
    files: { train: a.tsv, dev: b.tsv }
    columns: { first: question, second: answer, label: good }
    labels: ["no", "yes"]
    metric: f1
    model: embedded/tiny
    seeds: { wi: 1, do: 1 }

    """

  @Test func ownDataAreDescribed() throws {
    let folder = try TemporaryFolder()
    let plan = try ExperimentPlan.read(folder.write(Self.tsv, to: "a.yaml"))
    let description = TSVDescription(
      train: "a.tsv", development: "b.tsv", first: "question", second: "answer", label: "good",
      labels: ["no", "yes"], metric: .f1)
    #expect(plan.task == .tsv(description))
    let single = Self.tsv.replacing("second: answer, ", with: "").replacing(
      "metric: f1\n", with: "")
    let other = try ExperimentPlan.read(folder.write(single, to: "b.yaml"))
    let quoted = Self.tsv + "quoting: csv\n"
    guard case .tsv(let marks) = try ExperimentPlan.read(folder.write(quoted, to: "c.yaml")).task
    else {
      Issue.record("\(quoted)")
      return
    }
    #expect(marks.quoting == .csv && description.quoting == nil)
    guard case .tsv(let read) = other.task else {
      Issue.record("\(other.task)")
      return
    }
    #expect(read.second == nil && read.metric == .accuracy)
  }

  @Test(arguments: [
    ("dev: b.tsv", "dev: ../b.tsv", ":4: file '../b.tsv' must lie inside the data folder"),
    ("dev: b.tsv", "test: b.tsv", ":4: unknown key 'files.test'"),
    (", dev: b.tsv", "", ":4: lacks the key 'files.dev'"),
    ("first: question, ", "", ":5: lacks the key 'columns.first'"),
    ("[\"no\", \"yes\"]", "[\"no\"]", ":6: 1 labels"),
    ("[\"no\", \"yes\"]", "[\"no\", \"no\"]", ":6: label 'no' stands twice"),
    ("[\"no\", \"yes\"]", "[a, b, c]", ":6: metric f1 needs 2 labels, not 3"),
    ("[\"no\", \"yes\"]", "[[a], b]", ":6: 'labels' must be a list of words"),
    ("[\"no\", \"yes\"]", "yes", ":6: 'labels' must be a list such as [a, b]"),
    ("metric: f1", "metric: f2", ":7: unknown metric 'f2'; did you mean 'f1'?"),
  ])
  func refusesInDescription(text: String, replacement: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.tsv.replacing(text, with: replacement), to: "a.yaml")
    let error = #expect(throws: InputError.self) { try ExperimentPlan.read(path) }
    #expect(error?.description.contains(path + reason) == true, "\(String(describing: error))")
  }

  @Test func optionsTakeTheFoldersPlace() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.whole, to: "rte.yaml")
    let plan = try ExperimentPlan.read(path, data: "elsewhere", model: "embedded/tiny")
    #expect(plan.data?.path == "elsewhere")
    #expect(plan.model == .embedded(.tiny))
  }

  @Test func missingFoldersAreNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.whole, to: "rte.yaml")
    let error = #expect(throws: InputError.self) { try ExperimentPlan.read(path).checkFolders() }
    #expect(
      error?.description.hasPrefix("\(path):3: data: '\(folder.path)/data/glue' does not exist; ")
        == true)
    try folder.write("", to: "data/glue/x")
    try folder.write("", to: "models/all-MiniLM-L6-v2")
    let second = #expect(throws: InputError.self) { try ExperimentPlan.read(path).checkFolders() }
    #expect(second?.description.contains(":4: model: ") == true)
    #expect(second?.description.contains("is not a folder") == true)
    let third = #expect(throws: InputError.self) {
      try ExperimentPlan.read(path, model: "/nowhere").checkFolders()
    }
    #expect(third?.description.hasPrefix("--model: '/nowhere' does not exist; ") == true)
  }

  /// The smallest file, on four lines.
  static let smallest = """
    name: a
    task: embedded/acceptability
    model: embedded/tiny
    seeds: { wi: 1, do: 1 }

    """

  /// What is written in place of a line of `smallest`, or after it, and the error that follows.
  @Test(arguments: [
    ("name: a", "name: ../a", ":1: the name '../a' is not accepted; use a-z"),
    ("name: a", "name: A", ":1: the name 'A' is not accepted"),
    ("name: a", "name: -a", ":1: the name '-a' is not accepted"),
    ("name: a", "name: [a]", ":1: 'name' must be one word or text"),
    ("name: a", "name:", ":1: 'name' is empty"),
    ("name: a", "name: \"a\\u0007b\"", ":1: 'name' holds a control character"),
    ("name: a", "", ":2: lacks the key 'name'; add 'name: rte-minilm'"),
    (
      "task: embedded/acceptability", "task: glue/RTEE",
      ":2: unknown task 'glue/RTEE'; did you mean 'glue/RTE'?"
    ),
    ("task: embedded/acceptability", "task: glue/RTE", ":1: lacks the key 'data'"),
    ("model: embedded/tiny", "", ":1: lacks the key 'model'"),
    ("model: embedded/tiny", "model: embedded/big", ":3: unknown model 'embedded/big'"),
    ("", "modle: x", ":5: unknown key 'modle'; did you mean 'model'?"),
    ("", "model: x", "the key 'model' stands twice"),
    ("", "zzzzzz: x", ":5: unknown key 'zzzzzz'"),
    ("", "protocol: 3", ":5: 'protocol' must be a mapping"),
    ("", "protocol: { epoch: 3 }", ":5: unknown key 'protocol.epoch'; did you mean 'epochs'?"),
    ("", "protocol:\n  epochs: 0", ":6: protocol.epochs must be 1...1000, not 0"),
    ("", "protocol:\n  epochs: 1.5", ":6: protocol.epochs must be an integer"),
    ("", "protocol:\n  epochs: '3'", ":6: protocol.epochs must be an integer"),
    ("", "protocol:\n  epochs: [3]", ":6: protocol.epochs must be an integer"),
    ("", "protocol:\n  epochs: 0x3", ":6: protocol.epochs must be an integer"),
    ("", "protocol:\n  epochs: 3\n  epochs: 3", "the key 'epochs' stands twice"),
    ("", "protocol:\n  dropout: .inf", ":6: protocol.dropout must be a number"),
    ("", "protocol:\n  dropout: 1", ":6: protocol.dropout must be 0 or more and below 1, not 1.0"),
    ("", "protocol:\n  keep_logits: yes", ":6: protocol.keep_logits must be true or false"),
    ("", "protocol:\n  optimizer: sgd", "must be adamw or bert-adam, not 'sgd'"),
    (
      "", "protocol: { preset: none }",
      ":5: unknown preset 'none'; there are 'dodge2020-as-described' and 'dodge2020-as-run'"
    ),
    (
      "", "protocol: { preset: dodge2020-as-rum }",
      ":5: unknown preset 'dodge2020-as-rum'; did you mean 'dodge2020-as-run'?"
    ),
    ("", "protocol:\n  schedule: cosine", ":6: protocol.schedule must be linear or linear-twice"),
    ("", "protocol:\n  dropout_updates: 3", "dropout_updates must be all or first-of-epoch"),
    ("", "protocol:\n  evaluations: 10", ":6: protocol.evaluations must be even or dodge2020"),
    ("seeds: { wi: 1, do: 1 }", "seeds: 3", ":4: 'seeds' must be a mapping"),
    ("seeds: { wi: 1, do: 1 }", "seeds: { wi: 1 }", ":4: lacks the key 'seeds.do'"),
    (
      "seeds: { wi: 1, do: 1 }", "seeds: { wi: 1, do: 5...4 }",
      ":4: 'seeds.do' runs backwards: 5...4; write 4...5"
    ),
    ("seeds: { wi: 1, do: 1 }", "seeds: { wi: 1, do: -1 }", ":4: 'seeds.do' must be seeds"),
    ("seeds: { wi: 1, do: 1 }", "seeds: { wi: 4294967296, do: 1 }", ":4: 'seeds.wi' must be seeds"),
    (
      "seeds: { wi: 1, do: 1 }", "seeds: { wi: [1, 1...2], do: 1 }", "'seeds.wi' holds a seed twice"
    ),
    ("seeds: { wi: 1, do: 1 }", "seeds: { wi: [], do: 1 }", ":4: 'seeds.wi' is empty"),
    (
      "seeds: { wi: 1, do: 1 }", "seeds: { wi: 0...4294967295, do: 0...4294967295 }",
      ":4: 'seeds' asks for 4294967296 x 4294967296 trials, more than 10000000"
    ),
    ("", "metric: mcc", ":5: the key 'metric' belongs to 'task: tsv' only"),
    ("task: embedded/acceptability", "task: tsv", ":2: 'task: tsv' lacks the key 'files'"),
    (
      "", "streams: torch/9",
      ":5: unknown streams 'torch/9'; of what was measured the nearest is 'torch/2.13+generator'"
    ),
    (
      "", "streams: trainer/4.40",
      ":5: unknown streams 'trainer/4.40'; of what was measured the nearest is 'trainer/4.38' or "
        + "'trainer/4.42' or 'philox4x32-10/1'"
    ),
    ("", "streams: philox4x32-10/2", "did you mean 'philox4x32-10/1'?"),
    (
      "", "streams: trainer/4.37",
      ":5: 'streams: trainer/4.37' does not name an order: orders of epochs from 1 on depend on "
        + "dropout, evaluations"
    ),
    ("", "streams: trainer/4.37", "; use 'trainer/4.36' or 'trainer/4.38' or 'philox4x32-10/1'"),
    (
      "", "streams: trainer/5.24+group_by_length",
      "the order depends on the examples' lengths and the number of examples an update"
    ),
    ("", "streams: torch/2.13", "use 'torch/2.13+generator' or 'philox4x32-10/1'"),
    ("", "numerics: openblass", ":5: unknown numerics 'openblass'; did you mean 'openblas'?"),
  ])
  func refuses(line: String, replacement: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let text =
      line.isEmpty
      ? Self.smallest + replacement : Self.smallest.replacing(line + "\n", with: replacement + "\n")
    try #require(text != Self.smallest)
    let path = try folder.write(text, to: "plan.yaml")
    let error = #expect(throws: InputError.self) { try ExperimentPlan.read(path) }
    let description = try #require(error?.description)
    #expect(description.hasPrefix(path + ":"))
    #expect(description.contains(reason), "\(description)")
    #expect(error?.kind == .usage)
    #expect(!description.contains("\n"))
  }

  @Test func noSuchFile() {
    #expect {
      try ExperimentPlan.read("/nowhere/plan.yaml")
    } throws: { "\($0)" == "/nowhere/plan.yaml: no such file" }
  }

  @Test func aFolderIsNoPlan() {
    #expect {
      try ExperimentPlan.read(Repository.path("golden/tiny"))
    } throws: { error in
      let error = error as? InputError
      return error?.kind == .usage && error?.reason == "is a folder, not an experiment file"
        && error?.advice?.hasSuffix("golden/tiny/experiment.yaml") == true
    }
  }
}
