import Text

/// What a claim names as its evidence.
extension ClaimReader {
  func table(_ claim: PublishedClaim) throws -> TablePlace? {
    let keys = ["file", "score", "seed", "rows", "unit", "precision"]
    guard let map = try map.mapping("table", keys: keys) else { return nil }
    var rows: [(column: String, text: String)] = []
    if let value = map.value("rows") {
      guard case .mapping(let entries) = value.content else {
        throw map.failure(value.line, "'table.rows' must be a mapping such as { task: rte }")
      }
      for entry in entries {
        guard case .scalar(let text, _) = entry.value.content else {
          throw map.failure(entry.line, "'table.rows.\(entry.key.prefix(40))' must be a text")
        }
        rows.append((entry.key, text))
      }
    }
    let seeds: [String]
    if case .sequence? = map.value("seed")?.content {
      seeds = try map.texts("seed") ?? []
    } else {
      seeds = try map.text("seed").map { [$0] } ?? []
    }
    let precision = try map.optionalPrinted("precision")?.value
    guard precision.map({ $0 > 0 }) ?? true else {
      throw map.failure(map.line(of: "precision"), "'table.precision' must be above 0")
    }
    return TablePlace(
      file: try map.requiredText("file", example: "runs.csv"), line: map.line,
      score: try map.requiredText("score", example: "accuracy"), seeds: seeds, rows: rows,
      unit: try map.choice("unit") ?? claim.unit, precision: precision)
  }

  func logs(_ claim: PublishedClaim) throws -> LogPlace? {
    let keys = ["files", "score", "unit", "same", "values"]
    guard let map = try map.mapping("logs", keys: keys) else { return nil }
    guard let files = try map.texts("files"), !files.isEmpty else {
      throw map.failure(map.line, "'logs' needs 'files', such as [seed1.log, seed2.log]")
    }
    let pattern = try map.requiredText("score", example: "'val_loss:{}'")
    for text in [pattern] + (try map.texts("same") ?? []) where !LogPattern.isOne(text) {
      throw map.failure(
        map.line, "'\(text.prefix(40))' must hold text and then one '{}' where the value stands")
    }
    guard Set(files).count == files.count else {
      throw map.failure(map.line(of: "files"), "'logs.files' names a file twice")
    }
    let values = try map.texts("values")?.map { text in
      guard let number = PrintedNumber(text) else {
        throw map.failure(map.line(of: "values"), "'\(text.prefix(40))' is no number")
      }
      return number
    }
    guard values == nil || values?.count == files.count else {
      throw map.failure(
        map.line(of: "values"), "'logs.values' must have one value for each of the files")
    }
    return LogPlace(
      files: files, line: map.line, pattern: pattern, unit: try map.choice("unit") ?? claim.unit,
      same: try map.texts("same") ?? [], values: values)
  }

  func test() throws -> ClaimedTest? {
    let keys = ["kind", "statistic", "df", "p", "sides", "best_and_worst"]
    guard let map = try map.mapping("test", keys: keys) else { return nil }
    guard let kind = try map.choice("kind", of: ClaimedTest.Kind.self) else {
      throw map.failure(map.line, "lacks the key 'test.kind'", advice: "add 'kind: anova' or 't'")
    }
    let degrees = try map.texts("df")?.map { text in
      guard let number = YAMLNumber.number(text), (0.01...1e9).contains(number) else {
        throw map.failure(map.line(of: "df"), "'\(text.prefix(40))' is no number of degrees")
      }
      return number
    }
    guard degrees == nil || degrees?.count == (kind == .anova ? 2 : 1) else {
      throw map.failure(
        map.line(of: "df"),
        "'test.df' must be " + (kind == .anova ? "two numbers, as [1, 48]" : "one number in []"))
    }
    return ClaimedTest(
      kind: kind, line: map.line, statistic: try map.optionalPrinted("statistic"),
      degreesOfFreedom: degrees ?? [], p: try map.optionalPrinted("p"),
      sides: try map.count("sides", 1...2) ?? 2, bestAndWorst: try map.text("best_and_worst"))
  }

  func threshold() throws -> Threshold? {
    try map.mapping("threshold", keys: Threshold.keys).map { try Threshold($0, against: nil) }
  }

  func convergence() throws -> ConvergencePlace? {
    let keys = ["reference", "batch_size", "runs", "values"]
    guard let map = try map.mapping("convergence", keys: keys) else { return nil }
    guard let batchSize = try map.count("batch_size", 1...1_000_000_000),
      let texts = try map.texts("values")
    else {
      throw map.failure(map.line, "'convergence' needs 'reference', 'batch_size' and 'values'")
    }
    let values = try texts.map { text in
      guard let number = YAMLNumber.number(text), number > 0 else {
        throw map.failure(map.line(of: "values"), "'\(text.prefix(40))' is no number above 0")
      }
      return number
    }
    return ConvergencePlace(
      file: try map.requiredText("reference", example: "rcps.json"), line: map.line,
      batchSize: batchSize, runs: try map.count("runs", 3...1_000) ?? values.count, values: values)
  }
}

extension Threshold {
  static let keys = ["against", "gain", "sigma", "level", "margin"]

  /// - Parameter default: the score to be beaten, where the mapping need not say it.
  init(_ map: YAMLMapping, against default: Double?) throws {
    level = try map.optionalPrinted("level")?.value
    margin = try map.optionalPrinted("margin")?.value
    guard (level == nil) != (margin == nil), level.map({ $0 > 0 && $0 < 1 }) ?? true else {
      throw map.failure(
        map.line, "'threshold' needs 'level', a p between 0 and 1, or 'margin'")
    }
    sigma = try map.optionalPrinted("sigma")?.value
    guard sigma.map({ $0 > 0 }) ?? true else {
      throw map.failure(map.line(of: "sigma"), "'threshold.sigma' must be above 0")
    }
    gain = try map.optionalPrinted("gain")?.value ?? 0
    against = try `default` ?? map.printed("against").value
  }
}
