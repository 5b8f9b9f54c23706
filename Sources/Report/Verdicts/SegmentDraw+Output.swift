import Judgement
import Sampling
import Text

extension SegmentDraw {
  private var draw: Coverage.Draw {
    Coverage.Draw(scheme: .anyFolders, challenge: challenge, root: root)
  }

  private func rerunStepCount(_ evidence: Evidence) -> Int {
    evidence.segments?.reduce(0) { $0 + $1.stepCount } ?? 0
  }

  private func pairs(_ evidence: Evidence) -> [(segment: Segment, isDrawn: Bool, TrialEvidence)] {
    zip(segments, evidence.segments ?? []).map { ($0.segment, $0.isDrawn, $1) }
  }

  /// How much was compared.
  func countLine(_ evidence: Evidence) -> String {
    "\(segments.count) of \(segmentCount) segments rerun, "
      + "\(rerunStepCount(evidence)) of \(stepCount) updates"
  }

  /// The segments, and the trials that could not be used.
  func table(_ evidence: Evidence) -> [String] {
    var rollUp = RollUp()
    var lines: [String] = []
    for (segment, isDrawn, found) in pairs(evidence) {
      let agrees = found.verdict == .segmentsAgree
      guard agrees ? segments.count <= 30 : rollUp.shows(found.verdict, found.reason?[...] ?? "")
      else { continue }
      let kind = isDrawn ? "" : ", first of its trial"
      let word = agrees ? "agrees" : found.verdict.rawValue
      let file = evidence.trials.count > 1 ? "  \(Escaping.terminal(found.path))" : ""
      lines.append("\(word)  \(segment.name)  \(found.valueCount) values\(kind)\(file)")
      if let reason = found.reason { lines.append("    why: " + Escaping.terminal(reason)) }
      lines += found.differenceLines
    }
    lines += rollUp.lines("segments")
    let rerunPaths = Set((evidence.segments ?? []).map(\.path))
    rollUp = RollUp()
    for trial in evidence.trials where !rerunPaths.contains(trial.path) {
      guard let reason = trial.reason, rollUp.shows(trial.verdict, trial.reasonAlone) else {
        continue
      }
      lines += [
        "\(trial.verdict.rawValue)  \(Escaping.terminal(trial.path))",
        "    why: \(Escaping.terminal(reason))",
      ]
    }
    return lines + rollUp.lines("trials")
  }

  /// Challenge, root, and what the draw would have found.
  func lines(_ evidence: Evidence, _ verdict: Verdict) -> [String] {
    var lines = draw.lines
    guard verdict == .segmentsAgree, let detectableCount else { return lines }
    lines.append(
      "    of \(segmentCount) segments \(drawnCount) were drawn: "
        + "\(detectableCount) or more forged ones (\(percentage(detectableCount, of: segmentCount))) would "
        + "have been found with 95%, a single one with \(percentage(drawnCount, of: segmentCount))")
    lines += draw.condition
    lines.append("    one forged segment forges a trial: this is no reproduction of it")
    return lines
  }

  /// What the report's document has of it.
  func members(_ evidence: Evidence, _ verdict: Verdict) -> [String: JSONValue] {
    var members = draw.members
    members["segments"] = .array(pairs(evidence).map { $2.json(of: $0, isDrawn: $1) })
    members["coverage"] = [
      "segments": .integer(segmentCount), "rerun": .integer(segments.count),
      "drawn": .integer(drawnCount), "steps": .integer(stepCount),
      "rerunSteps": .integer(rerunStepCount(evidence)),
    ]
    if verdict == .segmentsAgree, let detectableCount {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": .integer(detectableCount),
        "chanceOfFindingOne": [
          "numerator": .integer(drawnCount), "denominator": .integer(segmentCount),
        ],
      ]
    }
    return members
  }
}

extension TrialEvidence {
  fileprivate func json(of segment: Segment, isDrawn: Bool) -> JSONValue {
    let own: [String: JSONValue] = [
      "name": .string(segment.name), "item": .string(segment.item), "drawn": .bool(isDrawn),
      "from": .integer(segment.steps.lowerBound), "to": .integer(segment.steps.upperBound),
    ]
    return .object(own.merging(members) { $1 })
  }
}
