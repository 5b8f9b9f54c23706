import Arithmetic
import CKernels
import Encoder
import Files
import Foundation
import Tasks
import TestSupport
import Testing
import Text
import Trajectory

@testable import Training

/// Trials of the embedded model on the embedded task, cut short.
enum SmallTrial {
  static func settings(steps: Int = 20, keepLogits: Bool = false) -> TrainingProtocol {
    var settings = TrainingProtocol()
    settings.epochs = 1
    settings.learningRate = 1e-3
    settings.maximumLength = 32
    settings.evaluationsPerEpoch = 10
    settings.anchorsPerEpoch = 8
    settings.keepLogits = keepLogits
    settings.maximumSteps = steps
    return settings
  }

  static func inputs(_ settings: TrainingProtocol = settings()) throws -> TrialInputs {
    try TrialInputs(
      model: EmbeddedModel.tiny.open(), data: load(.embeddedAcceptability, dataFolder: nil),
      maximumLength: settings.maximumLength)
  }

  static func make(
    _ settings: TrainingProtocol = settings(), wi: UInt32 = 1, do dataOrder: UInt32 = 2,
    on unit: ArithmeticUnit? = nil
  ) throws -> Trial {
    let inputs = try inputs(settings)
    let specification = inputs.specification(
      settings, numerics: "seedproof-f32/1", wi: wi, do: dataOrder)
    return try Trial(specification, inputs, on: unit ?? ArithmeticUnit(threads: 2))
  }

  static func events(of trial: Trial) throws -> [TrajectoryEvent] {
    var events: [TrajectoryEvent] = []
    _ = try trial.run { events.append($0) }
    return events
  }
}

@Suite struct TrialTests {
  private func golden(_ trial: Trial, _ folder: TemporaryFolder, _ name: String) throws -> Data {
    _ = try RecordedTrial(path: folder.file(name)).run(trial) { _ in }
    return try Data(contentsOf: URL(filePath: folder.file(name)))
  }

  @Test func goldenIsTheSameFileForEveryUnit() throws {
    let folder = try TemporaryFolder()
    let settings = SmallTrial.settings(keepLogits: true)
    let first = try golden(SmallTrial.make(settings), folder, "first")
    for set in InstructionSet.available where set != .generic {
      for threads in [1, 2, 3] {
        let unit = try ArithmeticUnit(instructionSet: set, threads: threads)
        let again = try golden(SmallTrial.make(settings, on: unit), folder, "\(set)-\(threads)")
        #expect(again == first, "\(set), \(threads) threads")
      }
    }
  }

  @Test func genericArithmeticGivesTheSameBits() throws {
    let settings = SmallTrial.settings(steps: 2)
    let unit = try ArithmeticUnit(instructionSet: .generic, threads: 2)
    let generic = try SmallTrial.make(settings, on: unit)
    let best = try SmallTrial.make(settings)
    var events: [[TrajectoryEvent]] = [[], []]
    _ = try generic.run(limit: 1) { events[0].append($0) }
    _ = try best.run(limit: 1) { events[1].append($0) }
    #expect(events[0] == events[1])
    #expect(generic.anchor() == best.anchor())
  }

  /// A host that rounds upwards and flushes subnormals changes nothing: not the drawn weights, not the powers of the
  /// betas or the scalars made of them.
  @Test(arguments: [Optimizer.adamW, .bertAdam])
  func aSpoiltEnvironmentChangesNothing(_ optimizer: Optimizer) throws {
    var settings = SmallTrial.settings(steps: 4)
    settings.optimizer = optimizer
    let expected = try SmallTrial.events(of: SmallTrial.make(settings))
    let saved = ck_environment_read()
    // Round up, flush to zero, subnormal operands as zero.
    ck_environment_leave(0x1f80 | 0x8000 | 0x0040 | 0x4000)
    defer { ck_environment_leave(saved) }
    #expect(!ck_environment_is_default())
    #expect(try SmallTrial.events(of: SmallTrial.make(settings)) == expected)
  }

  /// What a trial gives is fixed for good, with both optimizers: `ci/second-implementation` gets the same in its own way.
  @Test(arguments: [
    (Optimizer.adamW, "dd011b5aaeedc804d5553b675de3cb367bd6bed230cddd83e82df2401b6032f2"),
    (.bertAdam, "85cf8b958f80c237dfeef325c0da3043e2945004066707d59e6a0b2bab0cdbab"),
  ])
  func theBitsAreThoseOfTheProfile(_ optimizer: Optimizer, content: String) throws {
    let folder = try TemporaryFolder()
    var settings = SmallTrial.settings(steps: 9, keepLogits: true)
    settings.optimizer = optimizer
    _ = try golden(SmallTrial.make(settings), folder, "trial")
    #expect(try GoldenReader(folder.file("trial")).contentDigest.description == content)
  }

  @Test func pairsNeedTwoTokenTypes() throws {
    func model(types: Int) throws -> ModelFolder {
      let vocabulary = Data("[PAD]\n[UNK]\n[CLS]\n[SEP]\nword\n".utf8)
      let sizes = BertConfiguration(
        vocabularySize: 5, hiddenSize: 8, layerCount: 1, headCount: 1, intermediateSize: 8,
        maximumPositions: 16, typeVocabularySize: types)
      return try ModelFolder(
        "m", InputFile(name: "m/config.json", content: Data(sizes.json(labelCount: 2).utf8)),
        InputFile(name: "m/vocab.txt", content: vocabulary), lowerCase: true, tensors: nil)
    }
    func inputs(types: Int, second: String?) throws -> TrialInputs {
      let examples = [
        Example(first: "word", label: 0), Example(first: "word", second: second, label: 1),
      ]
      return try TrialInputs(
        model: model(types: types),
        data: TaskData(
          name: "tsv", labels: ["no", "yes"], metric: .accuracy, train: examples,
          development: examples, trainDigest: Digest(of: [1]), developmentDigest: Digest(of: [2])),
        maximumLength: 8)
    }
    _ = try inputs(types: 1, second: nil)
    _ = try inputs(types: 2, second: "word")
    let error = #expect(throws: InputError.self) { try inputs(types: 1, second: "word") }
    #expect(error?.description.contains("type_vocab_size is 1") ?? false)
  }

  @Test func everySeedMatters() throws {
    let base = try SmallTrial.events(of: SmallTrial.make(wi: 1, do: 2))
    #expect(try SmallTrial.events(of: SmallTrial.make(wi: 1, do: 2)) == base)
    #expect(try SmallTrial.events(of: SmallTrial.make(wi: 2, do: 2)) != base)
    #expect(try SmallTrial.events(of: SmallTrial.make(wi: 1, do: 3)) != base)
  }

  @Test func lossFallsAndEvaluationsComeWhenPlanned() throws {
    let trial = try SmallTrial.make(SmallTrial.settings(steps: 60))
    let events = try SmallTrial.events(of: trial)
    let losses = events.compactMap { if case .step(let record) = $0 { record.loss } else { nil } }
    #expect(losses.count == 60)
    #expect(losses.suffix(20).reduce(0, +) < losses.prefix(20).reduce(0, +))
    let evaluated = events.compactMap {
      if case .evaluation(let record) = $0 { record.step } else { nil }
    }
    #expect(evaluated == trial.schedule.evaluationSteps)
  }

  /// What a run is stopped with.
  private struct Kill: Error {}

  @Test(arguments: [3, 9, 17, 19])
  func resumedTrialLeavesTheSameFile(_ killStep: Int) throws {
    let folder = try TemporaryFolder()
    let whole = try golden(SmallTrial.make(), folder, "whole")
    let path = folder.file("resumed")
    let recorded = RecordedTrial(path: path, checkpointInterval: .zero)
    #expect(throws: Kill.self) {
      _ = try recorded.run(SmallTrial.make()) { report in
        if case .event(.step(let record)) = report, record.step == killStep { throw Kill() }
      }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    var resumedAt: Int?
    _ = try recorded.run(SmallTrial.make()) { report in
      if case .resumed(let step) = report { resumedAt = step }
    }
    // Anchors lie eight updates apart, the first checkpoint at the first of them.
    #expect(resumedAt == (killStep < 8 ? nil : killStep / 8 * 8))
    #expect(try Data(contentsOf: URL(filePath: path)) == whole)
    #expect(!FileManager.default.fileExists(atPath: path + ".checkpoint"))
  }

  @Test func damagedCheckpointIsNotBelieved() throws {
    let folder = try TemporaryFolder()
    let whole = try golden(SmallTrial.make(), folder, "whole")
    let path = folder.file("resumed")
    let recorded = RecordedTrial(path: path, checkpointInterval: .zero)
    #expect(throws: Kill.self) {
      _ = try recorded.run(SmallTrial.make()) { report in
        if case .event(.step(let record)) = report, record.step == 12 { throw Kill() }
      }
    }
    // One bit of one moment.
    var bytes = try Data(contentsOf: URL(filePath: path + ".checkpoint"))
    bytes[bytes.count - 5000] ^= 1
    try bytes.write(to: URL(filePath: path + ".checkpoint"))
    var restarted = false
    _ = try recorded.run(SmallTrial.make()) { report in
      if case .restarted = report { restarted = true }
    }
    #expect(restarted)
    #expect(try Data(contentsOf: URL(filePath: path)) == whole)
  }

  @Test func checkpointOfAnotherLengthIsRefused() throws {
    let folder = try TemporaryFolder()
    let trial = try SmallTrial.make()
    _ = try trial.run(limit: 3) { _ in }
    let path = folder.file("checkpoint")
    try Checkpoint.write(trial, at: trial.anchor(), to: path)
    let whole = try Data(contentsOf: URL(filePath: path))
    for changed in [whole + [0], whole.dropLast()] {
      try changed.write(to: URL(filePath: path))
      let error = #expect(throws: InputError.self) {
        try Checkpoint(path).restore(SmallTrial.make(), verifying: trial.anchor())
      }
      #expect(error?.reason == "is damaged")
    }
  }

  @Test func checkpointOfAnotherTrialIsRefused() throws {
    let folder = try TemporaryFolder()
    let trial = try SmallTrial.make()
    _ = try trial.run(limit: 3) { _ in }
    try Checkpoint.write(trial, at: trial.anchor(), to: folder.file("checkpoint"))
    let other = try SmallTrial.make(wi: 9)
    #expect(throws: InputError.self) {
      try Checkpoint(folder.file("checkpoint")).restore(other, verifying: trial.anchor())
    }
  }

  @Test func trialThatOverflowsEndsAsNonfinite() throws {
    let folder = try TemporaryFolder()
    let settings = SmallTrial.settings()
    let donor = try SmallTrial.make(settings)
    donor.parameters["embeddings.word_embeddings.weight"].fill(.greatestFiniteMagnitude)
    try donor.saveModel(to: folder.file("model"))
    let inputs = try TrialInputs(
      model: .open(folder.file("model")), data: load(.embeddedAcceptability, dataFolder: nil),
      maximumLength: settings.maximumLength)
    let trial = try Trial(
      inputs.specification(settings, numerics: "seedproof-f32/1", wi: 1, do: 1), inputs,
      on: ArithmeticUnit())
    var steps = 0
    let outcome = try trial.run { if case .step = $0 { steps += 1 } }
    #expect(outcome == .nonfinite)
    #expect(steps == 1)
  }

  @Test func savedModelIsReadBack() throws {
    let folder = try TemporaryFolder()
    let trial = try SmallTrial.make()
    _ = try trial.run(limit: 5) { _ in }
    try trial.saveModel(to: folder.file("model"))
    let model = try ModelFolder.open(folder.file("model"))
    #expect(model.configuration == trial.inputs.configuration)
    let name = "encoder.layer.1.output.dense.weight"
    let tensor = trial.parameters.layout[name]
    let copy = Vector(count: tensor.count)
    try model.read(name, into: copy)
    #expect(copy.array == trial.parameters[name].array)
    #expect(throws: InputError.self) { try trial.saveModel(to: folder.file("model")) }
  }

  @Test func specificationComesBackFromItsHeader() throws {
    let specification = try SmallTrial.make().specification
    let header = try specification.header()
    #expect(try TrialSpecification(header: header, file: nil) == specification)
    var members = try #require(header.object)
    members["note"] = "hello"
    #expect(throws: InputError.self) {
      try TrialSpecification(header: .object(members), file: "x.golden")
    }
    members["note"] = nil
    members["wi"] = 4_294_967_296
    #expect(throws: InputError.self) {
      try TrialSpecification(header: .object(members), file: "x.golden")
    }
  }

  @Test func lengthBeyondTheModelIsRefused() throws {
    var settings = SmallTrial.settings()
    settings.maximumLength = 33
    #expect(throws: InputError.self) { try SmallTrial.inputs(settings) }
  }
}
