import Judgement
import Text

extension LaneComparison {
  /// For people; foreign text.
  var lines: [String] {
    var lines = [
      "lane \(other): its goldens are those of lane \(lane), bit for bit, in \(equalCount) of "
        + comparedCount.counted("trial")
    ]
    for group in groups {
      lines.append("    \(group.line)")
      let first = group.trials[0]
      lines.append("    the first of them: \(first.name): \(first.firstDivergence?.line ?? "")")
    }
    if !settings.isEmpty {
      lines.append("    declared in another way: \(settings.sorted().joined(separator: ", "))")
    }
    if let first = unreadable.first {
      lines.append("    \(unreadable.count) cannot be compared: \(first.reason)")
    }
    if missingCount > 0 {
      lines.append("    without golden there: \(missingCount.counted("trial"))")
    }
    return lines
  }

  var json: JSONValue {
    [
      "lane": .string(lane), "other": .string(other), "compared": .integer(comparedCount),
      "equal": .integer(equalCount), "groups": .array(groups.map(\.json)),
      "settings": .array(settings.sorted().map(JSONValue.string)),
      "unreadable": .array(
        unreadable.map { ["file": .string($0.path), "reason": .string($0.reason)] }),
      "missing": .integer(missingCount),
    ]
  }
}

extension VerificationReport {
  /// The lanes of the trials, and what the others are to them; foreign text. Nothing where there are no lanes.
  var laneLines: [String] {
    guard !laneNames.isEmpty else { return [] }
    let word = laneNames.count == 1 ? "lane" : "lanes"
    return ["\(word): \(laneNames.joined(separator: ", "))"] + laneComparisons.flatMap(\.lines)
  }

  /// In the statistical lane, trials of which every value is the same.
  var exactCount: Int { trials.count(where: \.isExact) }
}
