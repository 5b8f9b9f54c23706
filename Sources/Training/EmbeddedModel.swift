import CEmbedded
import Encoder
import Files
import Foundation
import Tasks

/// The encoder that comes with the program, and the blank one that it was made from.
///
/// `embedded/blank` has the sizes and the vocabulary, and draws every weight by the WI seed. `embedded/tiny`
/// is that encoder after training on `embedded/syntax`, see this room's README.
public enum EmbeddedModel: String, Sendable, CaseIterable {
  case tiny = "embedded/tiny"
  case blank = "embedded/blank"

  /// Sizes, as in any `config.json`.
  static let configuration = BertConfiguration(
    vocabularySize: EmbeddedVocabulary.tokens.count, hiddenSize: 64, layerCount: 2, headCount: 4,
    intermediateSize: 256, maximumPositions: 32)

  /// The model as if it were read from a folder.
  public func open() throws -> ModelFolder {
    let text = EmbeddedModel.configuration.json(labelCount: 2)
    return try ModelFolder(
      rawValue,
      InputFile(name: rawValue + "/config.json", content: Data(text.utf8)),
      InputFile(name: rawValue + "/vocab.txt", content: Data(EmbeddedVocabulary.text.utf8)),
      lowerCase: true, tensors: self == .tiny ? try EmbeddedModel.weights() : nil)
  }

  private static func weights() throws -> TensorFile {
    let bytes = Data(UnsafeBufferPointer(start: ce_tiny_bytes(), count: ce_tiny_byte_count()))
    return try TensorFile(
      LargeFile(name: tiny.rawValue + "/model.safetensors", content: bytes))
  }

  /// The embedded model that a trial started from; nil if it was another.
  public static func model(of specification: TrialSpecification) throws -> EmbeddedModel? {
    for model in allCases where try ModelIdentity(model.open()) == specification.model {
      return model
    }
    return nil
  }
}
