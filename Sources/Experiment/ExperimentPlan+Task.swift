import Scores
import Tasks
import Text

extension ExperimentPlan {
  /// The keys that describe one's own data, `task: tsv`.
  static let tsvKeys = ["files", "columns", "labels", "metric", "quoting"]

  /// The task under `task`, with its description for `tsv`.
  static func readTask(_ top: YAMLMapping) throws -> TaskReference {
    let name = try top.requiredText("task", example: "glue/RTE")
    guard name != "tsv" else { return .tsv(try readDescription(top)) }
    if let key = tsvKeys.first(where: { top.value($0) != nil }) {
      throw top.failure(top.line(of: key), "the key '\(key)' belongs to 'task: tsv' only")
    }
    do {
      return try TaskReference(named: name)
    } catch let error as InputError {
      throw top.failure(
        top.line(of: "task"), error.reason,
        advice: didYouMean(name, among: TaskReference.names) ?? error.advice)
    }
  }

  private static func readDescription(_ top: YAMLMapping) throws -> TSVDescription {
    func lacks(_ key: String, _ advice: String) -> InputError {
      top.failure(top.line(of: "task"), "'task: tsv' lacks the key '\(key)'", advice: advice)
    }
    guard let files = try top.mapping("files", keys: ["train", "dev"]) else {
      throw lacks("files", "add 'files: { train: train.tsv, dev: dev.tsv }'")
    }
    guard let columns = try top.mapping("columns", keys: ["first", "second", "label"]) else {
      throw lacks(
        "columns", "add 'columns: { first: NAME, label: NAME }', and 'second: NAME' for pairs")
    }
    guard let labels = try top.texts("labels") else {
      throw lacks("labels", "add 'labels: [NAME, NAME]'; of two, the second is the positive one")
    }
    let metric: Metric = try readChoice("metric", in: top, default: .accuracy)
    let description = TSVDescription(
      train: try files.requiredText("train", example: "train.tsv"),
      development: try files.requiredText("dev", example: "dev.tsv"),
      first: try columns.requiredText("first", example: "sentence"),
      second: try columns.text("second"),
      label: try columns.requiredText("label", example: "label"),
      labels: labels, metric: metric,
      quoting: top.value("quoting") == nil
        ? nil : try readChoice("quoting", in: top, default: Quoting.none))
    do {
      try description.validate()
    } catch let error as InputError {
      let key = error.reason.hasPrefix("file") ? "files" : "labels"
      throw top.failure(top.line(of: key), error.reason, advice: error.advice)
    }
    return description
  }
}
