import Audit
import Text

extension AuditReport {
  /// For people, in lines of at most 80 columns: a claim that holds in one line, of others the rules that do not hold.
  ///
  /// - Parameter details: every rule of every claim.
  public func table(details: Bool) -> String {
    var lines: [String] = []
    for claim in claims {
      lines.append("\(claim.verdict.rawValue): \(claim.name): \(claim.title)")
      for finding in claim.findings where details || finding.verdict != .holds {
        lines.append(
          "    \(finding.rule.rawValue) \(finding.verdict.rawValue): \(finding.sentence)")
      }
      if claim.findings.isEmpty {
        lines.append("    no rule says anything of it: it names no score, table, log or test")
      }
    }
    lines.append("\(verdict.rawValue): \(countLine)")
    if !details, claims.contains(where: { $0.findings.contains { $0.verdict == .holds } }) {
      lines.append("--details: what each rule found, of claims that hold too")
    }
    return lines.map { TextWrap.fitted(Escaping.terminal($0)) }.joined(separator: "\n")
  }

  /// `12 claims: 9 hold, 2 refuted, 1 undetermined`
  public var countLine: String {
    let counts = AuditVerdict.allCases.compactMap { verdict -> String? in
      let count = claims.count { $0.verdict == verdict }
      guard count > 0 else { return nil }
      return "\(count) \(verdict == .holds ? count == 1 ? "holds" : "hold" : verdict.rawValue)"
    }
    return "\(claims.count.counted("claim")): " + counts.joined(separator: ", ")
  }

  /// For a review: a table of the claims, and under it what was found of those that do not hold.
  public var markdown: String {
    var text = "### seedproof audit: \(verdict.rawValue)\n\n\(Escaping.markdown(countLine))\n"
    text += "\n| claim | verdict | what is claimed | source | rules |\n|---|---|---|---|---|\n"
    for claim in claims {
      let rules = claim.findings.map { "\($0.rule.rawValue) \($0.verdict.rawValue)" }
      let cells = [
        claim.name, claim.verdict.rawValue, claim.title, claim.source ?? "",
        rules.joined(separator: ", "),
      ]
      text += "| " + cells.map(Escaping.markdown).joined(separator: " | ") + " |\n"
    }
    for claim in claims where claim.verdict != .holds {
      text += "\n**\(Escaping.markdown(claim.name))**: \(Escaping.markdown(claim.title))\n\n"
      for finding in claim.findings {
        text +=
          "- \(Escaping.markdown(finding.rule.rawValue)), \(finding.verdict.rawValue): "
          + "\(Escaping.markdown(finding.sentence))\n"
      }
      if claim.findings.isEmpty { text += "- no rule says anything of it\n" }
    }
    return text
  }
}
