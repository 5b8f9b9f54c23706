import Text

/// `consistent/log` and the configuration in logs.
enum LogRules {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let logs = evidence.logs, let place = evidence.claim.logs else { return [] }
    return [log(evidence, logs, place), configuration(evidence, logs, place)].compactMap(\.self)
  }

  private static func log(
    _ evidence: ClaimEvidence, _ logs: [RunLog], _ place: LogPlace
  ) -> AuditFinding? {
    if let silent = logs.first(where: { $0.score == nil }) {
      return evidence.finding(
        .log, .undetermined,
        "The log \(silent.file.prefix(80)) has no number at the last place of '\(place.pattern.prefix(40))'.",
        ["log": .string(silent.file)])
    }
    var sentences: [String] = []
    var verdict = AuditVerdict.holds
    var rows: [JSONValue] = []
    // Each claimed number in the log of its run, at its end.
    for (index, value) in (place.values ?? []).enumerated() {
      guard let last = logs[index].score else { continue }
      let isLast = isSame(value, last.number, evidence)
      let earlier = logs[index].scores.first { isSame(value, $0.number, evidence) }
      rows.append([
        "log": .string(logs[index].file), "printed": .string(value.text),
        "last": .string(last.number.text), "line": .integer(last.line),
        "stands": .bool(earlier != nil),
      ])
      if isLast { continue }
      verdict = .refuted
      let file = logs[index].file.prefix(80)
      if let earlier {
        sentences.append(
          "\(value.text) stands in line \(earlier.line) of \(file), which ends with "
            + "\(last.number.text).")
      } else {
        sentences.append(
          "\(value.text) does not stand in \(file), which ends with \(last.number.text) in line "
            + "\(last.line).")
      }
    }
    if place.values != nil, verdict == .holds {
      sentences.append("Each of the \(logs.count.counted("number")) ends the log of its run.")
    }
    if let (fits, sentence) = summary(evidence, logs, place) {
      if !fits { verdict = .refuted }
      sentences.append(sentence)
    }
    guard !sentences.isEmpty else { return nil }
    if let said = evidence.claim.runs, said != logs.count {
      verdict = .refuted
      sentences.append("The claim is of \(said.counted("run")), and there are \(logs.count) logs.")
    }
    return evidence.finding(
      .log, verdict, sentences.joined(separator: " "), ["logs": .array(rows)])
  }

  /// Whether the number made of all runs is that of the logs, in one sentence; nil where there is none.
  private static func summary(
    _ evidence: ClaimEvidence, _ logs: [RunLog], _ place: LogPlace
  ) -> (fits: Bool, sentence: String)? {
    guard let score = evidence.score else { return nil }
    let number = score.number
    func rows(_ numbers: [PrintedNumber]) -> [PublishedTable.Row] {
      numbers.map { number in
        let values = number.values(evidence.claim.rounding)
        let divisor = place.unit.divisor
        return PublishedTable.Row(
          line: 0, seeds: [], score: number, configuration: [],
          values: values.lowerBound / divisor...values.upperBound / divisor)
      }
    }
    func middle(_ range: ClosedRange<Double>) -> Double {
      (range.lowerBound + range.upperBound) / 2
    }
    let runs = rows(logs.compactMap { $0.score?.number })
    let name = evidence.claim.statistic
    guard let found = TableRules.statistic(name, of: runs) else {
      guard name == .one, runs.count == 1 else { return nil }
      let fits =
        isSame(number, runs[0].score, evidence)
        || place.unit != evidence.claim.unit && evidence.allows(number, runs[0].values)
      let rest = fits ? "as printed" : "and not \(number.text)"
      return (fits, "The log ends with \(runs[0].score.text), \(rest).")
    }
    let start =
      "The \(name.rawValue) of the logs' last numbers is \(evidence.text(middle(found), like: number))"
    if evidence.allows(number, middle(found)...middle(found)) {
      return (true, start + ", as printed.")
    }
    if evidence.allows(number, found) {
      return (true, start + ", and with the digits that they lack it may be \(number.text).")
    }
    // Scores that were rounded before their mean was taken.
    if let claimed = place.values.flatMap({ TableRules.statistic(name, of: rows($0)) }),
      evidence.allows(number, middle(claimed)...middle(claimed))
    {
      return (true, start + "; \(number.text) is that of the claimed scores, which are rounded.")
    }
    return (
      false, start + ", and not \(number.text)." + TableRules.otherwise(number, runs, evidence)
    )
  }

  /// Whether a printed number is that of a log, in the same unit: the one with fewer digits is the other, rounded.
  private static func isSame(
    _ printed: PrintedNumber, _ logged: PrintedNumber, _ evidence: ClaimEvidence
  ) -> Bool {
    printed.allows(logged.value...logged.value, evidence.claim.rounding)
      || logged.halfUnit > printed.halfUnit && logged.allows(printed.value...printed.value, .any)
  }

  private static func configuration(
    _ evidence: ClaimEvidence, _ logs: [RunLog], _ place: LogPlace
  ) -> AuditFinding? {
    guard !place.same.isEmpty, logs.count > 1 else { return nil }
    for (index, pattern) in place.same.enumerated() {
      let name = pattern.prefix(40)
      if let silent = logs.first(where: { $0.settings[index] == nil }) {
        return evidence.finding(
          .configuration, .undetermined,
          "The log \(silent.file.prefix(80)) does not say '\(name)'.")
      }
      let first = logs[0].settings[index] ?? ""
      if let other = logs.first(where: { $0.settings[index] != first }) {
        return evidence.finding(
          .configuration, .refuted,
          "'\(name)' is '\(first.prefix(40))' in \(logs[0].file.prefix(80)) and "
            + "'\((other.settings[index] ?? "").prefix(40))' in \(other.file.prefix(80)).",
          ["pattern": .string(pattern)])
      }
    }
    return evidence.finding(
      .configuration, .holds,
      "All \(logs.count.counted("log")) have one "
        + place.same.map { "'\($0.prefix(40))'" }
        .joined(separator: ", ") + ".")
  }
}
