import Arithmetic
import Encoder
import Files
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Training

@Suite struct EmbeddedModelTests {
  /// The protocol of golden/tiny/experiment.yaml.
  private var settings: TrainingProtocol {
    var settings = TrainingProtocol()
    settings.epochs = 12
    settings.batchSize = 32
    settings.learningRate = 2e-3
    settings.maximumLength = 32
    settings.evaluationsPerEpoch = 1
    settings.anchorsPerEpoch = 1
    return settings
  }

  @Test func tinyIsMadeAgainFromBlank() throws {
    let folder = try TemporaryFolder()
    let inputs = try TrialInputs(
      model: EmbeddedModel.blank.open(), data: load(.embeddedSyntax, dataFolder: nil),
      maximumLength: settings.maximumLength)
    let specification = inputs.specification(
      settings, numerics: "seedproof-f32/1", wi: 1, do: 1)
    let trial = try Trial(specification, inputs, on: ArithmeticUnit(threads: 2))
    _ = try trial.run { _ in }
    try trial.saveModel(to: folder.file("tiny"))
    let made = try LargeFile(folder.file("tiny") + "/model.safetensors", limit: 1 << 30)
    #expect(made.digest == (try EmbeddedModel.tiny.open().digests.safetensors))
  }

  @Test func sizesAreWhatTheDocumentSays() throws {
    let model = try EmbeddedModel.tiny.open()
    let layout = ParameterLayout(model.configuration, labelCount: 2)
    let count = layout.tensors.reduce(0) { $0 + $1.count }
    #expect((100_000...200_000).contains(count))
    #expect(EmbeddedVocabulary.tokens.count == model.configuration.vocabularySize)
  }

  @Test func blankModelHasNothingToRead() throws {
    let model = try EmbeddedModel.blank.open()
    #expect(model.tensors == nil)
    #expect(!model.contains("pooler.dense.weight"))
  }
}
