import Arithmetic
import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Encoder
@testable import Training

/// The classifier's passes against PyTorch's, see Tests/Fixtures/Encoder/make_reference.py.
@Suite struct PyTorchTests {
  static let units: [(InstructionSet, Int)] = [(.generic, 1), (.best, 1), (.best, 2), (.best, 3)]

  @Test(arguments: ["two-labels", "three-labels"])
  func logitsAndLossAreThoseOfPyTorch(_ name: String) throws {
    let reference = try Reference(name)
    let model = try reference.model()
    let batch = reference.batches[0]
    let logits = model.forward(batch, dropout: nil, keepsLayers: true)
    for (row, expected) in reference.logits.enumerated() {
      for (label, value) in expected.enumerated() {
        #expect(abs(logits[row, label] - value) < 2e-5, "row \(row), label \(label)")
      }
    }
    let gradients = BertTensors(model.configuration, layout: model.parameters.layout)
    var wordRows: [Int32] = []
    let loss = model.backward(batch, dropout: nil, into: gradients, wordRows: &wordRows)
    #expect(abs(loss - reference.loss) < 1e-5)
  }

  @Test(arguments: ["two-labels", "three-labels"])
  func gradientsAreThoseOfPyTorch(_ name: String) throws {
    let reference = try Reference(name)
    let model = try reference.model()
    let gradients = BertTensors(model.configuration, layout: model.parameters.layout)
    // A batch before this one leaves nothing behind.
    var wordRows: [Int32] = []
    for batch in reference.batches.reversed() {
      _ = model.forward(batch, dropout: nil, keepsLayers: true)
      _ = model.backward(batch, dropout: nil, into: gradients, wordRows: &wordRows)
    }
    let expected = try TensorFile(reference.folder + "/gradients.safetensors")
    for tensor in model.parameters.layout.tensors {
      let ours = gradients[tensor.name].array
      let theirs = try expected.values(tensor.name)
      #expect(ours.count == theirs.count)
      let difference = zip(ours, theirs).map { Double($0) - Double($1) }
      // The gradient of a key's bias is zero but for rounding: softmax ignores a constant.
      let floor = tensor.name.hasSuffix("key.bias") ? 1e-4 : 0
      #expect(norm(difference) < 1e-4 * norm(theirs.map(Double.init)) + floor, "\(tensor.name)")
    }
  }

  @Test(arguments: ["two-labels", "three-labels"])
  func twentyUpdatesFollowPyTorch(_ name: String) throws {
    let reference = try Reference(name)
    let unit = try ArithmeticUnit(threads: 2)
    let model = try reference.model(unit)
    let gradients = BertTensors(model.configuration, layout: model.parameters.layout)
    let state = OptimizerState(
      floatCount: gradients.layout.floatCount, wordCount: model.configuration.vocabularySize,
      on: unit)
    var settings = TrainingProtocol()
    settings.learningRate = 1e-3
    let update = ParameterUpdate(unit: unit, settings: settings)
    var wordRows: [Int32] = []
    for (step, expected) in reference.training.enumerated() {
      let batch = reference.batches[step % reference.batches.count]
      _ = model.forward(batch, dropout: nil, keepsLayers: true)
      let loss = model.backward(batch, dropout: nil, into: gradients, wordRows: &wordRows)
      for row in wordRows { state.activeWords[Int(row)] = true }
      let norms = update.norms(gradients)
      #expect(abs(loss - expected.loss) < 1e-4, "step \(step)")
      #expect(abs(norms.total / expected.norm - 1) < 1e-3, "step \(step)")
      update.apply(
        gradients, norms, to: model.parameters, state, learningRate: expected.rate)
    }
  }

  /// Six epochs as the code of Dodge et al. 2020 trains, by its own optimizer on PyTorch: the rate rises anew in each
  /// epoch, each tensor is clipped by itself, and the last two rates are 0 and below.
  @Test(arguments: ["two-labels", "three-labels"])
  func bertAdamFollowsTheOriginal(_ name: String) throws {
    let reference = try Reference(name)
    let file = try JSONParser.parse(
      InputFile(Repository.fixture("Encoder/bert_adam.json"), limit: 1 << 20).data)
    let expected = try #require(file[name])
    func integer(_ key: String) throws -> Int { Int(try #require(expected[key]?.integer)) }
    func number(_ key: String) throws -> Double {
      try #require(Double(expected[key]?.string ?? ""))
    }
    func floats(_ key: String) throws -> [Float] {
      try #require(expected[key]?.array).map { try #require(HexFloat.value($0.string ?? "")) }
    }
    let settings = try Dodge2020Tests.settings {
      $0.batchSize = try integer("batch_size")
      $0.epochs = try integer("epochs")
      $0.learningRate = try number("learningRate")
      $0.warmup = try number("warmup")
    }
    let schedule = Schedule(settings, exampleCount: try integer("examples"))
    #expect(schedule.stepsPerEpoch == reference.batches.count)
    #expect(schedule.learningRate(at: schedule.totalSteps - 1) < 0)
    let (losses, gradientNorms) = (try floats("losses"), try floats("gradientNorms"))
    #expect(losses.count == schedule.totalSteps && gradientNorms.count == losses.count)
    let unit = try ArithmeticUnit(threads: 2)
    let model = try reference.model(unit)
    let gradients = BertTensors(model.configuration, layout: model.parameters.layout)
    let state = OptimizerState(
      floatCount: gradients.layout.floatCount, wordCount: model.configuration.vocabularySize,
      on: unit)
    let update = ParameterUpdate(unit: unit, settings: settings)
    var wordRows: [Int32] = []
    for step in 0..<schedule.totalSteps {
      let batch = reference.batches[step % reference.batches.count]
      _ = model.forward(batch, dropout: nil, keepsLayers: true)
      let loss = model.backward(batch, dropout: nil, into: gradients, wordRows: &wordRows)
      for row in wordRows { state.activeWords[Int(row)] = true }
      let norms = update.norms(gradients)
      #expect(abs(loss - losses[step]) < 1e-4, "step \(step)")
      #expect(abs(norms.total / gradientNorms[step] - 1) < 1e-3, "step \(step)")
      update.apply(
        gradients, norms, to: model.parameters, state,
        learningRate: schedule.learningRate(at: step))
    }
  }

  @Test(arguments: units)
  func bitsAreTheSameEverywhere(_ set: InstructionSet, _ threads: Int) throws {
    let reference = try Reference("two-labels")
    func run(_ unit: ArithmeticUnit, dropout: Dropout?) throws -> ([UInt32], UInt32) {
      let model = try reference.model(unit)
      let gradients = BertTensors(model.configuration, layout: model.parameters.layout)
      var wordRows: [Int32] = []
      _ = model.forward(reference.batches[0], dropout: dropout, keepsLayers: true)
      let loss = model.backward(
        reference.batches[0], dropout: dropout, into: gradients, wordRows: &wordRows)
      return (gradients.arena.array.map(\.bitPattern), loss.bitPattern)
    }
    for probability in [0, 0.3] {
      let dropout = Dropout(purpose: 3, seed: 5, step: 7, probability: probability)
      let here = try run(ArithmeticUnit(instructionSet: set, threads: threads), dropout: dropout)
      let there = try run(ArithmeticUnit(instructionSet: .best, threads: 5), dropout: dropout)
      #expect(here == there)
    }
  }

  @Test func evaluationGivesTheLogitsOfTraining() throws {
    let reference = try Reference("two-labels")
    let model = try reference.model()
    let kept = model.forward(reference.batches[0], dropout: nil, keepsLayers: true).vector.array
    let free = model.forward(reference.batches[0], dropout: nil, keepsLayers: false).vector.array
    #expect(kept.map(\.bitPattern) == free.map(\.bitPattern))
  }

  private func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}

/// The values that PyTorch gave.
struct Reference {
  let folder: String
  let labelCount: Int
  let batches: [Batch]
  let logits: [[Float]]
  let loss: Float
  /// Rate, and the loss and gradient norm seen before it was applied, update by update.
  let training: [(rate: Double, loss: Float, norm: Float)]
  private let configuration: BertConfiguration

  init(_ name: String) throws {
    folder = Repository.fixture("Encoder/" + name)
    let configuration = try BertConfiguration.read(
      InputFile(folder + "/config.json", limit: 1 << 16))
    let json = try JSONParser.parse(InputFile(folder + "/reference.json", limit: 1 << 20).data)
    func numbers(_ value: JSONValue?) throws -> [Int32] {
      try #require(value?.array).compactMap(\.integer).map(Int32.init)
    }
    batches = try #require(json["batches"]?.array).map { batch in
      let sequences = try #require(batch.array)
      return Batch(
        try sequences.map {
          EncodedText(ids: try numbers($0["ids"]), types: try numbers($0["types"]))
        },
        labels: try sequences.map { Int32(try #require($0["label"]?.integer)) },
        headCount: configuration.headCount)
    }
    labelCount = Int(try #require(json["labels"]?.integer))
    logits = try #require(json["logits"]?.array).map { row in
      try #require(row.array).map { try #require(HexFloat.value($0.string ?? "")) }
    }
    loss = try #require(HexFloat.value(json["loss"]?.string ?? ""))
    func texts(_ key: String) throws -> [String] {
      try #require(json["training"]?[key]?.array).map { try #require($0.string) }
    }
    let rates = try texts("rates").map { try #require(Double($0)) }
    let losses = try texts("losses").map { try #require(HexFloat.value($0)) }
    let norms = try texts("gradientNorms").map { try #require(HexFloat.value($0)) }
    training = zip(rates, zip(losses, norms)).map { ($0, $1.0, $1.1) }
    self.configuration = configuration
  }

  func model(_ unit: ArithmeticUnit? = nil) throws -> BertClassifier {
    var capacity = BatchCapacity()
    for batch in batches {
      let lengths = (0..<batch.sequenceCount).map { batch.attention.rows($0).count }
      capacity.formUnion(BatchCapacity(lengths: lengths, headCount: configuration.headCount))
    }
    let model = BertClassifier(
      configuration, labelCount: labelCount, unit: try unit ?? ArithmeticUnit(threads: 2),
      capacity: capacity, trains: true)
    let file = try TensorFile(folder + "/model.safetensors")
    for tensor in model.parameters.layout.tensors {
      model.parameters[tensor.name].copy(from: try file.values(tensor.name))
    }
    return model
  }
}

extension TensorFile {
  /// A tensor named with or without `bert.`.
  func values(_ name: String) throws -> [Float] {
    try floats(try #require(tensor(name) ?? tensor("bert." + name)))
  }
}
