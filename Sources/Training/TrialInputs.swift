import Arithmetic
import Encoder
import Streams
import Tasks
import Text

/// A model and a data set, read and tokenized once for all trials of an experiment.
public struct TrialInputs: Sendable {
  public let model: ModelFolder
  public let data: TaskData
  public let configuration: BertConfiguration
  package let train: [EncodedText]
  let development: [EncodedText]
  private let dataRemarks: [String]

  /// - Throws: `InputError` if the model cannot hold the data's sequences.
  public init(model: ModelFolder, data: TaskData, maximumLength: Int) throws {
    self.model = model
    self.data = data
    configuration = model.configuration
    guard maximumLength <= configuration.maximumPositions else {
      throw InputError(
        file: model.path,
        "max_length \(maximumLength) is beyond the model's \(configuration.maximumPositions) positions",
        advice: "set max_length to \(configuration.maximumPositions) or less")
    }
    guard
      configuration.typeVocabularySize > 1
        || !(data.train + data.development).contains(where: { $0.second != nil })
    else {
      throw InputError(
        file: model.path + "/config.json",
        "type_vocab_size is \(configuration.typeVocabularySize), but the task has pairs of texts",
        advice: "use a model with two token types")
    }
    let tokenizer = try model.tokenizer()
    func encode(_ examples: [Example], _ set: String) throws -> [EncodedText] {
      try examples.enumerated().map { index, example in
        do {
          for text in [example.first, example.second] { try text.map(tokenizer.check) }
        } catch let error as InputError {
          throw InputError(
            file: model.path, "example \(index + 1) of the \(set) set: \(error.reason)",
            advice: error.advice)
        }
        return tokenizer.encode(example.first, example.second, maximumLength: maximumLength)
      }
    }
    train = try encode(data.train, "training")
    development = try encode(data.development, "development")
    let sets = [data.train, data.development]
    dataRemarks =
      DataRemarks(data).lines
      + DataRemarks.lines(
        [("training", train), ("development", development)], maximumLength: maximumLength,
        unknown: tokenizer.vocabulary.id(of: "[UNK]")
      ) { set, place in
        let example = sets[set][place]
        return tokenizer.encode(example.first, example.second, maximumLength: maximumLength + 1)
          .ids.count > maximumLength
      }
  }

  /// What the user should know of model and data though they can be used: also what looks like a mistake in the texts.
  public var remarks: [String] { model.remarks + data.remarks + dataRemarks }

  public var dataIdentity: DataIdentity {
    DataIdentity(
      train: data.trainDigest, trainCount: data.train.count, development: data.developmentDigest,
      developmentCount: data.development.count)
  }

  public var modelIdentity: ModelIdentity { ModelIdentity(model) }

  /// What is wrong with a perturbation of a trial of these inputs, and by which of its members; nil for nothing.
  package func fault(
    of perturbation: Perturbation, _ protocol: TrainingProtocol
  ) -> (member: String, reason: String)? {
    perturbation.fault(
      in: ParameterLayout(configuration, labelCount: data.labels.count),
      stepCount: Schedule(`protocol`, exampleCount: train.count).stepCount)
  }

  /// The trial of these inputs with the given protocol and seeds.
  public func specification(
    _ protocol: TrainingProtocol, numerics: String,
    streams: String = StreamsProfile.philox.rawValue,
    wi: UInt32, do: UInt32
  ) -> TrialSpecification {
    TrialSpecification(
      task: data.name, labels: data.labels, metric: data.metric.rawValue, data: dataIdentity,
      model: modelIdentity, protocol: `protocol`, streams: streams, numerics: numerics, wi: wi,
      do: `do`)
  }
}
