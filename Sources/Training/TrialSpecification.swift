import Encoder
import Files
import Text
import Trajectory

/// Everything that determines a trial's bits, and nothing else: no name, path, host or thread count.
///
/// Its canonical JSON is the header of a golden file, so a trial is the same trial in any plan.
public struct TrialSpecification: Sendable, Equatable {
  /// The task's name, such as `glue/RTE`.
  public var task: String
  /// The names of the classes, in the order of their numbers.
  public var labels: [String]
  /// What a score is.
  public var metric: String
  public var data: DataIdentity
  public var model: ModelIdentity
  public var `protocol`: TrainingProtocol
  /// The streams' profile.
  public var streams: String
  /// The arithmetic profile; for a BLAS with its fingerprint.
  public var numerics: String
  /// The seed of the weights' initialization.
  public var wi: UInt32
  /// The seed of the data's order.
  public var `do`: UInt32
  /// The change of the state before one update; nil in a plain trial.
  public var perturbation: Perturbation?
  /// What is recorded of an update: one of `Column.recorded`.
  public var columns = Column.recorded.last!

  /// The version of the specification itself: of plain trials, of perturbed ones, and of those whose protocol has a key
  /// that came later. Readers that do not know what stands in it say that it is another one.
  static let formats = ["seedproof-trial/1", "seedproof-trial/2", "seedproof-trial/3"]
  private var format: String {
    Self.formats[`protocol`.hasLaterKeys ? 2 : perturbation == nil ? 0 : 1]
  }

  /// What the golden of such a trial records.
  ///
  /// - Throws: `InputError` if the format has no room for as many classes or examples.
  public func schema() throws -> RecordSchema {
    try RecordSchema(
      labels: labels.count, developmentExamples: data.developmentCount,
      evaluation: `protocol`.keepLogits ? .logits : .predictions, stepColumns: columns)
  }

  /// The header of the trial's golden: the specification and the columns recorded.
  public func header() throws -> JSONValue {
    .object(members.merging(try schema().members) { $1 })
  }

  private var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "format": .string(format),
      "task": .string(task),
      "labelNames": .array(labels.map(JSONValue.string)),
      "metric": .string(metric),
      "data": [
        "train": .string(data.train.description),
        "trainExamples": .integer(Int64(data.trainCount)),
        "development": .string(data.development.description),
      ],
      "model": .object(model.members),
      "protocol": `protocol`.canonical,
      "streams": .string(streams),
      "numerics": .string(numerics),
      "wi": .integer(Int64(wi)),
      "do": .integer(Int64(`do`)),
    ]
    members["perturbation"] = perturbation?.json
    return members
  }
}

/// Which data a trial uses.
public struct DataIdentity: Sendable, Equatable {
  public var train: Digest
  public var trainCount: Int
  public var development: Digest
  public var developmentCount: Int
}

/// Which pretrained model a trial starts from.
public struct ModelIdentity: Sendable, Equatable {
  public var configuration: Digest
  public var weights: Digest
  public var vocabulary: Digest
  public var normalization: TextNormalization
}

extension ModelIdentity {
  init(_ model: ModelFolder) {
    self.init(
      configuration: model.digests.config, weights: model.digests.safetensors,
      vocabulary: model.digests.vocabulary, normalization: model.normalization)
  }

  /// The members of the header. What follows from `lowerCase`, or is as in every plain BERT, is not written.
  var members: [String: JSONValue] {
    let standard = TextNormalization(lowerCase: normalization.lowerCase)
    var members: [String: JSONValue] = [
      "configuration": .string(configuration.description), "weights": .string(weights.description),
      "vocabulary": .string(vocabulary.description), "lowerCase": .bool(normalization.lowerCase),
    ]
    if normalization.stripsAccents != standard.stripsAccents {
      members["stripsAccents"] = .bool(normalization.stripsAccents)
    }
    if normalization.separatesIdeographs != standard.separatesIdeographs {
      members["separatesIdeographs"] = .bool(normalization.separatesIdeographs)
    }
    return members
  }
}
