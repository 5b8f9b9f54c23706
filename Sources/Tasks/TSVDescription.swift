import Scores
import Text

/// Where one's own classification data lie, and what their columns mean.
///
/// Both files have a header; columns are found by name, in each file for itself. See `DelimitedFile`.
public struct TSVDescription: Sendable, Equatable {
  /// Classes accepted: a prediction is stored in one byte.
  public static let labelLimit = 256

  /// File of the training set, inside the data folder.
  public let train: String
  /// File of the development set, inside the data folder.
  public let development: String
  /// Column of the text, or of the first text of a pair.
  public let first: String
  /// Column of the second text; nil for single texts.
  public let second: String?
  /// Column of the class.
  public let label: String
  /// The classes in order; of two, the second is the positive one.
  public let labels: [String]
  public let metric: Metric
  /// Whether quotation marks around a field are part of it; nil to tell by the files.
  public let quoting: Quoting?

  public init(
    train: String, development: String, first: String, second: String? = nil, label: String,
    labels: [String], metric: Metric, quoting: Quoting? = nil
  ) {
    self.train = train
    self.development = development
    self.first = first
    self.second = second
    self.label = label
    self.labels = labels
    self.metric = metric
    self.quoting = quoting
  }

  /// Refuses what no data could satisfy.
  ///
  /// - Throws: `InputError` without a file: the caller knows where the description stands.
  public func validate() throws {
    guard (2...TSVDescription.labelLimit).contains(labels.count) else {
      throw InputError(
        .usage, "\(labels.count) labels; a task has 2 to \(TSVDescription.labelLimit) of them")
    }
    var seen: Set<String> = []
    if let twice = labels.first(where: { !seen.insert($0).inserted }) {
      throw InputError(.usage, "label '\(twice.prefix(40))' stands twice")
    }
    guard metric.accepts(labelCount: labels.count) else {
      throw InputError(
        .usage, "metric \(metric.rawValue) needs 2 labels, not \(labels.count)",
        advice: "use accuracy, macro_f1, weighted_f1, balanced_accuracy or mcc")
    }
    for file in [train, development] {
      let parts = file.split(separator: "/", omittingEmptySubsequences: false)
      guard !file.isEmpty, !file.hasPrefix("/"), !parts.contains("..") else {
        throw InputError(
          .usage, "file '\(file.prefix(80))' must lie inside the data folder",
          advice: "name it relative to the folder, without '..'")
      }
    }
  }

  /// Reads both files below `folder`.
  ///
  /// - Throws: `InputError` naming the file and the line.
  func load(folder: String) throws -> TaskData {
    try validate()
    let train = try read(folder + "/" + train)
    let development = try read(folder + "/" + development)
    return TaskData(
      name: "tsv", labels: labels, metric: metric, train: train.examples,
      development: development.examples, trainDigest: train.digest,
      developmentDigest: development.digest, remarks: train.remarks + development.remarks)
  }

  private func read(_ path: String) throws -> LabelledFile {
    let file = try DelimitedFile(
      path, columns: [first] + (second.map { [$0] } ?? []) + [label], quoting: quoting)
    return try LabelledFile(file, labels: labels, classes: labels.map { [$0] })
  }
}
