import Judgement
import Sampling
import Text

extension SegmentDraw {
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
      if let reason = found.reason { lines.append("    " + Escaping.terminal(reason)) }
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
        "    \(Escaping.terminal(reason))",
      ]
    }
    return lines + rollUp.lines("trials")
  }

  /// Challenge, root, and what the draw would have found.
  func lines(_ evidence: Evidence, _ verdict: Verdict) -> [String] {
    var lines = [
      "    drawn by \(SamplingScheme.anyFolders.rawValue)",
      "    challenge: \(Escaping.terminal(challenge.text))", "    root: \(root)",
    ]
    guard verdict == .segmentsAgree, let detectableCount else { return lines }
    lines.append(
      "    of \(segmentCount) segments \(drawnCount) were drawn: "
        + "\(detectableCount) or more forged ones (\(percentage(detectableCount, of: segmentCount))) would "
        + "have been found with 95%, a single one with \(percentage(drawnCount, of: segmentCount))")
    if !challenge.isRandom {
      lines.append("    if who made the goldens did not know the challenge")
    }
    lines.append("    one forged segment forges a trial: this is no reproduction of it")
    return lines
  }

  /// What the report's document has of it.
  func members(_ evidence: Evidence, _ verdict: Verdict) -> [String: JSONValue] {
    func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    var members: [String: JSONValue] = [
      "scheme": .string(SamplingScheme.anyFolders.rawValue),
      "challenge": .string(challenge.text), "randomChallenge": .bool(challenge.isRandom),
      "root": .string(root.description),
      "segments": .array(pairs(evidence).map { $2.json(of: $0, isDrawn: $1) }),
      "coverage": [
        "segments": count(segmentCount), "rerun": count(segments.count),
        "drawn": count(drawnCount), "steps": count(stepCount),
        "rerunSteps": count(rerunStepCount(evidence)),
      ],
    ]
    if verdict == .segmentsAgree, let detectableCount {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": count(detectableCount),
        "chanceOfFindingOne": [
          "numerator": count(drawnCount), "denominator": count(segmentCount),
        ],
      ]
    }
    return members
  }
}

extension TrialEvidence {
  fileprivate func json(of segment: Segment, isDrawn: Bool) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(segment.name), "item": .string(segment.item), "file": .string(path),
      "drawn": .bool(isDrawn), "from": .integer(Int64(segment.steps.lowerBound)),
      "to": .integer(Int64(segment.steps.upperBound)), "verdict": .string(verdict.rawValue),
      "values": .integer(Int64(valueCount)), "firstDivergence": firstDivergence?.json ?? .null,
    ]
    members["reason"] = reason.map(JSONValue.string)
    members["diagnosis"] = diagnosis?.json
    return .object(members)
  }
}
