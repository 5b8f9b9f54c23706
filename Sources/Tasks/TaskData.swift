import Files
import Scores

/// One text, or a pair of texts, with its class.
public struct Example: Sendable, Equatable {
  public let first: String
  /// The second text of a pair; nil in tasks of single texts.
  public let second: String?
  /// The class: an index into `TaskData.labels`.
  public let label: Int32

  public init(first: String, second: String? = nil, label: Int32) {
    self.first = first
    self.second = second
    self.label = label
  }
}

/// What a trial is trained and scored on.
public struct TaskData: Sendable {
  /// The name in an experiment file: `glue/RTE`.
  public let name: String
  /// The classes in order, as the data spell them.
  public let labels: [String]
  public let metric: Metric
  public let train: [Example]
  public let development: [Example]
  /// SHA-256 of the file of `train`; of the canonical text for an embedded task.
  public let trainDigest: Digest
  /// SHA-256 of the file of `development`; of the canonical text for an embedded task.
  public let developmentDigest: Digest
  /// What the user should know of the files though they can be used.
  public let remarks: [String]

  public init(
    name: String, labels: [String], metric: Metric, train: [Example], development: [Example],
    trainDigest: Digest, developmentDigest: Digest, remarks: [String] = []
  ) {
    self.name = name
    self.labels = labels
    self.metric = metric
    self.train = train
    self.development = development
    self.trainDigest = trainDigest
    self.developmentDigest = developmentDigest
    self.remarks = remarks
  }
}
