import Judgement
import Sampling
import Text

extension Coverage {
  func json(_ counts: ReproducedCounts) -> JSONValue {
    func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    var members: [String: JSONValue] = ["rule": .string(rule), "chosen": count(counts.chosen)]
    if let plannedCount { members["planned"] = count(plannedCount) }
    if let draw {
      members["scheme"] = .string(draw.scheme.rawValue)
      members["challenge"] = .string(draw.challenge.text)
      members["randomChallenge"] = .bool(draw.challenge.isRandom)
      members["root"] = .string(draw.root.description)
      members["missing"] = count(missing.count)
      members["firstMissing"] = .array(missing.paths.map { .string($0) })
    }
    if let reproduced = counts.stateable, let forged = detectableCount(reproduced: reproduced),
      let presentCount
    {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": count(forged), "of": count(presentCount),
        "chanceOfFindingOne": [
          "numerator": count(reproduced), "denominator": count(plannedCount ?? presentCount),
        ],
      ]
    }
    return .object(members)
  }

  /// The coverage for people; nothing where all was verified.
  func lines(_ counts: ReproducedCounts) -> [String] {
    guard rule != "all", let plannedCount, plannedCount > 0 else { return [] }
    let share = percentage(counts.chosen, of: plannedCount)
    var lines = ["coverage: \(counts.chosen) of \(plannedCount) planned trials (\(share))"]
    guard let draw else {
      return [lines[0] + ", picked by hand: they say nothing of the others"]
    }
    lines.append("    drawn by \(draw.scheme.rawValue)")
    lines.append("    challenge: \(Escaping.terminal(draw.challenge.text))")
    lines.append("    root: \(draw.root)")
    if missing.count > 0 { lines.append("    " + missingLine(of: plannedCount)) }
    if let reproduced = counts.stateable, let forged = detectableCount(reproduced: reproduced),
      let presentCount
    {
      let those = missing.count > 0 ? " of the \(presentCount) that are there" : ""
      lines.append(
        "    power: \(forged) or more forged trials\(those) (\(percentage(forged, of: presentCount))) "
          + "would have been found with 95%, a single one with \(percentage(reproduced, of: plannedCount))"
      )
      if !draw.challenge.isRandom {
        lines.append("    if who made the goldens did not know the challenge")
      }
    } else if counts.stateable ?? 0 > 0 {
      lines.append(
        "    power: none: so many goldens are missing that a draw need not meet a forged one, even if all "
          + "that are there were forged")
    } else {
      lines.append("    power: none, since not every chosen trial was reproduced bit for bit")
    }
    return lines
  }

  private func missingLine(of plannedCount: Int) -> String {
    let names = missing.paths.map(Escaping.terminal).joined(separator: " ")
    let more = missing.count > missing.paths.count ? " ..." : ""
    return
      "missing: \(missing.count) of \(plannedCount) planned trials have no golden, and nothing is said of "
      + "them: \(names)\(more)"
  }
}
