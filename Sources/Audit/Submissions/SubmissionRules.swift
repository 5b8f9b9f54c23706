import Text

/// Where a submission says what it claims, and where its logs say what was seen.
///
/// A submission is a folder: a summary in JSON, and a log of each run.
public struct SubmissionRules: Sendable {
  public let name: String
  /// The summary's file; nil where there is none.
  public let summary: String?
  /// Names of logs: text with `{seed}` where the seed stands.
  public let logs: LogNames
  /// Text with `{}` where a score stands in a log; the last one counts.
  public let score: String
  public let metric: String
  /// Members of the summary, by dots: the mean of all runs, the score of a seed (`{seed}` stands for it), the seeds.
  public let mean: String?
  public let ofSeed: String?
  public let seeds: String?
  /// Texts with `{}` that must have one value in all logs.
  public let same: [String]
  public let unit: PublishedClaim.Unit
  public let lowerIsBetter: Bool
  /// What the mean must reach; what is to be beaten may be named later.
  public let threshold: Threshold?
  /// What `threshold` lacks: the score to be beaten.
  public let needsAgainst: Bool
  public let stopping: PublishedClaim.Stopping?

  /// File names with one `{seed}`.
  public struct LogNames: Sendable {
    let before: String
    let after: String

    init?(_ text: String) {
      let parts = text.components(between: "{seed}")
      guard parts.count == 2, !text.contains("/") else { return nil }
      (before, after) = (parts[0], parts[1])
    }

    /// The seed in a file's name; nil for another file.
    func seed(in name: String) -> String? {
      guard name.hasPrefix(before), name.hasSuffix(after),
        name.utf8.count > before.utf8.count + after.utf8.count
      else { return nil }
      return String(name.dropFirst(before.count).dropLast(after.count))
    }

    /// `train_seed{seed}.log`
    var text: String { before + "{seed}" + after }
  }

  /// Reads a file of rules.
  ///
  /// - Throws: `InputError` with line and key.
  public init(_ text: String, path: String) throws {
    let map = try YAMLMapping(
      try YAMLDocument(text, path: path).root, path: path,
      keys: [
        "name", "summary", "logs", "score", "metric", "mean", "of_seed", "seeds", "same", "unit",
        "lower_is_better", "threshold", "stopping",
      ])
    func pattern(_ key: String, _ text: String) throws -> String {
      guard LogPattern.isOne(text) else {
        throw map.failure(
          map.line(of: key), "'\(key)' must hold text and then one '{}' where the value stands")
      }
      return text
    }
    name = try map.text("name") ?? "rules"
    summary = try map.text("summary")
    let names = try map.requiredText("logs", example: "'train_seed{seed}.log'")
    guard let logs = LogNames(names) else {
      throw map.failure(
        map.line(of: "logs"), "'logs' must be a file's name with one '{seed}'")
    }
    self.logs = logs
    score = try pattern("score", map.requiredText("score", example: "'val_loss:{}'"))
    metric = try map.text("metric") ?? "score"
    mean = try map.text("mean")
    ofSeed = try map.text("of_seed")
    seeds = try map.text("seeds")
    same = try (map.texts("same") ?? []).map { try pattern("same", $0) }
    unit = try map.choice("unit") ?? .plain
    lowerIsBetter = try map.flag("lower_is_better") ?? false
    stopping = try map.choice("stopping")
    if let part = try map.mapping("threshold", keys: Threshold.keys) {
      needsAgainst = part.value("against") == nil
      threshold = try Threshold(part, against: needsAgainst ? 0 : nil)
    } else {
      (needsAgainst, threshold) = (false, nil)
    }
    guard summary != nil || (mean ?? ofSeed ?? seeds) == nil else {
      throw map.failure(map.line, "'mean', 'of_seed' and 'seeds' are members of a 'summary'")
    }
  }
}

extension String {
  /// The parts around each `mark`.
  fileprivate func components(between mark: String) -> [String] {
    split(separator: mark, omittingEmptySubsequences: false).map(String.init)
  }
}
