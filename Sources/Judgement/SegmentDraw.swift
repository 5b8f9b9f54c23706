import Files
import Sampling
import Statistics
import Text

/// A part of a recorded trial that can be rerun alone: from its beginning, or from a kept checkpoint, to the
/// next kept checkpoint or to its end.
public struct Segment: Sendable, Equatable {
  /// Which of the chosen goldens, from 0.
  public let golden: Int
  /// The last segment ends with the trial, however many updates a rerun has.
  public let steps: Range<Int>
  public let isLast: Bool
  /// `wi=3/do=7/steps=156-312`: its name for people, who see the golden's file beside it.
  public let name: String
  /// Its name in tickets: with plan and content, so that no two segments share a ticket.
  public let item: String

  public init(golden: Int, steps: Range<Int>, isLast: Bool, name: String, item: String) {
    (self.golden, self.steps, self.isLast) = (golden, steps, isLast)
    (self.name, self.item) = (name, item)
  }

  public var part: TrialPart { .segment(steps, isLast: isLast) }
}

/// Random segments that were rerun, and what they would have found.
public struct SegmentDraw: Sendable {
  /// In the order of the segments' evidence. One that was not drawn is the first of a trial of which another
  /// one was.
  public let segments: [(segment: Segment, isDrawn: Bool)]
  /// Segments of all chosen trials, and their updates.
  public let segmentCount: Int
  public let stepCount: Int
  /// Over the plan and the content of the chosen goldens.
  public let root: Digest
  public let challenge: Challenge

  public init(
    _ segments: [(segment: Segment, isDrawn: Bool)], segmentCount: Int, stepCount: Int,
    root: Digest, challenge: Challenge
  ) {
    (self.segments, self.segmentCount, self.stepCount) = (segments, segmentCount, stepCount)
    (self.root, self.challenge) = (root, challenge)
  }

  /// K: segments that were drawn.
  public var drawnCount: Int { segments.count(where: \.isDrawn) }

  /// The fewest forged segments of which one would have been drawn with a chance of 95% or more.
  public var detectableCount: Int? {
    guard drawnCount > 0 else { return nil }
    return AuditSampling.upperBound(
      total: segmentCount, drawn: drawnCount, failures: 0, alpha: Ratio(1, 20)) + 1
  }
}

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

  /// The evidence of a trial of which these segments were rerun: the gravest, with the sums of all.
  public static func summed(_ segments: [TrialEvidence]) -> TrialEvidence? {
    guard var sum = segments.max(by: { $0.verdict < $1.verdict }) else { return nil }
    sum.stepCount = segments.reduce(0) { $0 + $1.stepCount }
    sum.valueCount = segments.reduce(0) { $0 + $1.valueCount }
    sum.milliseconds = segments.reduce(0) { $0 + ($1.milliseconds ?? 0) }
    return sum
  }
}
