import Judgement
import Sampling
import Text

extension Coverage.Draw {
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "scheme": .string(scheme.rawValue), "challenge": .string(challenge.text),
      "randomChallenge": .bool(challenge.isRandom), "root": .string(root.description),
    ]
    members["beacon"] = challenge.beacon?.json
    return members
  }

  /// How and from what was drawn, for people.
  var lines: [String] {
    [
      "    drawn by \(scheme.rawValue)", "    challenge: \(Escaping.terminal(challenge.text))",
      "    root: \(root)",
    ]
  }

  /// What the power rests on beside the draw.
  var condition: [String] {
    challenge.condition.map { ["    " + $0] } ?? []
  }
}

extension Coverage {
  func json(_ counts: ReproducedCounts) -> JSONValue {
    var members = draw?.members ?? [:]
    members["rule"] = .string(rule)
    members["chosen"] = .integer(counts.chosen)
    members["planned"] = plannedCount.map { .integer($0) }
    if draw != nil {
      members["missing"] = .integer(missing.count)
      members["firstMissing"] = .array(missing.paths.map { .string($0) })
    }
    if let reproduced = counts.stateable, let forged = detectableCount(reproduced: reproduced),
      let presentCount
    {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": .integer(forged), "of": .integer(presentCount),
        "chanceOfFindingOne": [
          "numerator": .integer(reproduced), "denominator": .integer(plannedCount ?? presentCount),
        ],
      ]
    }
    members["certified"] = finding(counts)?.json
    return .object(members)
  }

  /// The coverage for people; nothing where all was verified.
  func lines(_ counts: ReproducedCounts) -> [String] {
    guard rule != "all", let plannedCount, plannedCount > 0 else { return [] }
    let share = percentage(counts.chosen, of: plannedCount)
    var lines = ["coverage: \(counts.chosen) of \(plannedCount) planned trials (\(share))"]
    guard let draw else {
      let how = rule == "changed" ? "whose goldens changed" : "picked by hand"
      return [lines[0] + ", \(how): they say nothing of the others"]
    }
    lines += draw.lines
    if missing.count > 0 { lines.append("    " + missingLine(of: plannedCount)) }
    if let reproduced = counts.stateable, let forged = detectableCount(reproduced: reproduced),
      let presentCount
    {
      let those = missing.count > 0 ? " of the \(presentCount) that are there" : ""
      lines.append(
        "    power: \(forged) or more forged trials\(those) (\(percentage(forged, of: presentCount))) "
          + "would have been found with 95%, a single one with \(percentage(reproduced, of: plannedCount))"
      )
      lines += draw.condition
    } else if counts.stateable ?? 0 > 0 {
      lines.append(
        "    power: none: so many goldens are missing that a draw need not meet a forged one, even if all "
          + "that are there were forged")
    } else {
      lines.append("    power: none, since not every chosen trial was reproduced bit for bit")
    }
    return lines + goalLines(counts)
  }

  /// What was to be certified, and what was.
  private func goalLines(_ counts: ReproducedCounts) -> [String] {
    guard goal != nil else { return [] }
    guard let finding = finding(counts) else {
      return ["    certified: nothing, since no trial was looked at or a control was not caught"]
    }
    return finding.lines.map { "    " + $0 }
  }

  private func missingLine(of plannedCount: Int) -> String {
    let names = missing.paths.map(Escaping.terminal).joined(separator: " ")
    let more = missing.count > missing.paths.count ? " ..." : ""
    return
      "missing: \(missing.count) of \(plannedCount) planned trials have no golden, and nothing is said of "
      + "them: \(names)\(more)"
  }
}
