import Scores
import Text

/// Reads one claim of a file.
struct ClaimReader {
  let map: YAMLMapping
  private let fallback: String

  static let keys = [
    "id", "source", "model", "task", "text", "positives", "negatives", "examples", "scores",
    "unit", "statistic", "runs", "rounding", "deviation", "set", "reported_as", "chosen_on",
    "stopping", "threshold", "table", "configuration", "logs", "test", "count", "seed_ranks",
    "convergence", "better_than", "lower_is_better", "goldens", "tolerance",
    "trainer", "seeds",
  ]

  init(_ value: YAMLDocument.Value, path: String, fallback: String) throws {
    map = try YAMLMapping(value, path: path, keys: Self.keys)
    self.fallback = fallback
  }

  /// - Throws: `InputError` with line and key.
  func claim() throws -> PublishedClaim {
    var claim = PublishedClaim(name: try map.text("id") ?? fallback, line: map.line)
    claim.source = try map.text("source")
    claim.model = try map.text("model")
    claim.task = try map.text("task")
    claim.text = try map.text("text")
    claim.scores = try scores()
    claim.unit = try map.choice("unit") ?? (claim.hasKnownMetric ? .percent : .plain)
    claim.statistic = try map.choice("statistic") ?? .unknown
    claim.runs = try map.count("runs", 1...1_000_000)
    claim.trainer = try map.text("trainer")
    claim.seeds = try seeds()
    claim.rounding = try map.choice("rounding", of: RoundingName.self)?.rounding ?? .any
    claim.split = try map.choice("set")
    claim.reportedAs = try map.choice("reported_as")
    claim.choseOn = try map.choice("chosen_on")
    claim.stopping = try map.choice("stopping")
    claim.configuration = try map.texts("configuration") ?? []
    claim.betterThan = try map.texts("better_than") ?? []
    claim.lowerIsBetter = try map.flag("lower_is_better") ?? false
    claim.examples = try examples(of: claim)
    claim.deviation = try deviation()
    claim.table = try table(claim)
    claim.logs = try logs(claim)
    claim.test = try test()
    claim.count = try recordedCount()
    claim.seedRanks = try seedRanks()
    claim.threshold = try threshold()
    claim.convergence = try convergence()
    claim.goldens = try map.text("goldens")
    claim.tolerance = try map.optionalPrinted("tolerance")?.value
    guard claim.tolerance.map({ $0 >= 0 }) ?? true else {
      throw map.failure(map.line(of: "tolerance"), "'tolerance' must be at least 0")
    }
    guard claim.runs == nil || claim.runs == 1 || !claim.statistic.isOfOneRun else {
      throw map.failure(
        map.line(of: "runs"), "'runs' is for a statistic of several runs",
        advice: "name it by 'statistic', such as mean")
    }
    return claim
  }

  private func scores() throws -> [PublishedClaim.Score] {
    guard let value = map.value("scores") else { return [] }
    guard case .mapping(let entries) = value.content, !entries.isEmpty else {
      throw map.failure(value.line, "'scores' must be a mapping such as { accuracy: 86.0 }")
    }
    return try entries.map { entry in
      guard case .scalar(let text, _) = entry.value.content, let number = PrintedNumber(text) else {
        throw map.failure(
          entry.line, "'scores.\(entry.key.prefix(40))' must be a number as it was printed")
      }
      guard entries.count(where: { $0.key == entry.key }) == 1 else {
        throw map.failure(entry.line, "the key 'scores.\(entry.key.prefix(40))' stands twice")
      }
      return PublishedClaim.Score(name: entry.key, number: number)
    }
  }

  /// A list such as `[42, 43]`, or a range such as `1...25`.
  private func seeds() throws -> [UInt64]? {
    guard let value = map.value("seeds") else { return nil }
    if case .scalar = value.content {
      guard let range = try map.range("seeds"), range.count <= 100_000 else {
        throw map.failure(value.line, "'seeds' names more than 100000 seeds")
      }
      return range.map(UInt64.init)
    }
    return try map.texts("seeds")?.map { text in
      guard let seed = UInt64(text) else {
        throw map.failure(map.line(of: "seeds"), "'\(text.prefix(40))' is no seed, such as 42")
      }
      return seed
    }
  }

  /// The development set: named by counts, else by its task.
  private func examples(of claim: PublishedClaim) throws -> ClaimedExamples? {
    let most = 1...1_000_000
    let positives = try map.count("positives", most)
    let negatives = try map.count("negatives", most)
    let examples = try map.count("examples", most)
    guard (positives == nil) == (negatives == nil), positives == nil || examples == nil else {
      throw map.failure(
        map.line, "the development set is named twice, or in part",
        advice: "name 'positives' and 'negatives', or 'examples', or a 'task' of GLUE alone")
    }
    if let positives, let negatives {
      return .classes(ClassCounts(positives: positives, negatives: negatives))
    }
    if let examples { return .count(examples) }
    // A task of GLUE names its development set; its other parts have other sizes.
    guard claim.split == nil || claim.split == .dev else { return nil }
    return claim.task.flatMap { ClaimedExamples(task: $0) }
  }

  private func deviation() throws -> Deviation? {
    guard let map = try map.mapping("deviation", keys: ["value", "divisor", "given"]) else {
      return nil
    }
    return Deviation(
      number: try map.printed("value"), divisor: try map.choice("divisor") ?? .unknown,
      given: try map.text("given"))
  }

  private func seedRanks() throws -> SeedRanks? {
    guard let map = try map.mapping("seed_ranks", keys: ["seeds", "ranks"]) else { return nil }
    guard let seeds = try map.count("seeds", 1...100_000),
      let ranks = try map.texts("ranks"), (1...100).contains(ranks.count)
    else {
      throw map.failure(map.line, "'seed_ranks' needs 'seeds' and 'ranks', such as [1, 1, 2]")
    }
    return SeedRanks(
      seeds: seeds,
      ranks: try ranks.map { text in
        guard let rank = YAMLNumber.integer(text), (1...seeds).contains(rank) else {
          throw map.failure(map.line(of: "ranks"), "a rank must be in 1...\(seeds)")
        }
        return rank
      })
  }

  private func recordedCount() throws -> ClaimedCount? {
    guard let map = try map.mapping("count", keys: ["of", "said", "recorded"]) else { return nil }
    guard let said = try map.range("said"), let recorded = try map.range("recorded") else {
      throw map.failure(map.line, "'count' needs 'of', 'said' and 'recorded', such as 77...201")
    }
    return ClaimedCount(
      said: said, recorded: recorded, of: try map.requiredText("of", example: "evaluations"))
  }
}

/// How digits were cut, as files and options name it.
public enum RoundingName: String, Sendable, CaseIterable {
  case any
  case halfUp = "half-up"
  case truncated

  public var rounding: ReportedScore.Rounding {
    switch self {
    case .any: .any
    case .halfUp: .halfUp
    case .truncated: .truncated
    }
  }
}

extension PublishedClaim {
  fileprivate var hasKnownMetric: Bool { scores.contains { $0.metric != nil } }
}
