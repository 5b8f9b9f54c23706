import Audit
import Scores
import Text

extension PossibleFinding {
  /// For people, in lines of at most 80 columns.
  public var table: String {
    let lines = [head] + scores.flatMap(\.lines)
    return lines.map { TextWrap.fitted(Escaping.terminal($0)) }.joined(separator: "\n")
  }

  private var head: String {
    let names = claim.scores.map { "\($0.metric.rawValue) \($0.score.text)" }
      .joined(separator: " and ")
    let found = matrices.map { matrices in
      "; \(matrices.fitting.grouped) of \(matrices.of.grouped) confusion matrices of one run give "
        + (claim.scores.count == 1 ? "it" : "all of them")
    }
    return
      "\(verdict.rawValue): \(names) of \(claim.examples.count.counted("example")) as \(statisticText)"
      + (found ?? "")
  }

  /// For programs.
  public var json: JSONValue {
    .object([
      "verdict": .string(verdict.rawValue),
      "claims": [
        .object([
          "id": "1", "rule": .string(AuditRule.possible.rawValue),
          "verdict": .string(verdict.rawValue), "evidence": .ordered(members),
        ])
      ],
    ])
  }
}

extension PossibleFinding.Score {
  fileprivate var lines: [String] {
    var lines: [String] = []
    let name = "    \(claim.metric.rawValue) \(claim.score.text): "
    if claim.metric == .accuracy {
      lines.append(
        name
          + (correct.map(PossibleFinding.answers) ?? "no number of right answers of one run"))
    }
    if below != nil || above != nil {
      let near = [below, above].compactMap { $0.map { NumberText.fixed($0, 6) } }
      lines.append(name + "the nearest scores of one run are " + near.joined(separator: " and "))
    }
    if !allowed.isEmpty {
      lines.append(name + "allowed as " + allowed.map(\.rawValue).joined(separator: ", "))
    }
    if let power {
      let share = NumberText.percent(Double(power.possible) / Double(power.of))
      lines.append(
        name + "of the \(power.of.grouped) values with as many decimals one run can give "
          + "\(power.possible.grouped) (\(share))")
    }
    if let altered {
      lines.append(
        name + "of the \(altered.of.grouped) scores that differ from it in one digit "
          + "\(altered.refuted.grouped) would be refuted")
    }
    return lines
  }
}
