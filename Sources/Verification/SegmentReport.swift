import Files
import Sampling
import Statistics
import Text
import Trajectory

/// What the rerun of random stretches found, and what it would have found.
public struct SegmentReport: Sendable {
  /// One stretch that was rerun.
  public struct Result: TimedResult {
    public let segment: Segment
    /// The golden's file.
    public let path: String
    /// Whether it was drawn; else it is the first stretch of a trial of which another one was.
    public let isDrawn: Bool
    public internal(set) var verdict = Verdict.unverifiable
    public internal(set) var stepCount = 0
    public internal(set) var valueCount = 0
    public internal(set) var firstDivergence: Divergence?
    public internal(set) var diagnosis: Diagnosis?
    public internal(set) var reason: String?
    public package(set) var milliseconds: Int?
  }

  /// Trials that could not be used, or of which a stretch was rerun: one result each.
  public internal(set) var trials = VerificationReport()
  public internal(set) var results: [Result] = []
  /// S: stretches of all chosen trials.
  public let segmentCount: Int
  /// Updates of all of them.
  public let stepCount: Int
  /// Over the plan and the content of the chosen goldens.
  public let root: Digest
  public let challenge: Challenge

  /// `segments agree` if every chosen golden could be read and every stretch rerun has identical values
  /// and the state that the golden pins; never `reproduced`.
  public var verdict: Verdict {
    results.isEmpty ? max(.unverifiable, trials.verdict) : max(.segmentsAgree, trials.verdict)
  }

  /// K: stretches that were drawn.
  public var drawnCount: Int { results.count(where: \.isDrawn) }

  /// The fewest forged stretches of which one would have been drawn with a chance of 95% or more.
  public var detectableCount: Int? {
    guard drawnCount > 0 else { return nil }
    return AuditSampling.upperBound(
      total: segmentCount, drawn: drawnCount, failures: 0, alpha: Ratio(1, 20)) + 1
  }

  /// Updates that were rerun.
  public var rerunStepCount: Int { results.reduce(0) { $0 + $1.stepCount } }
}

extension SegmentReport {
  /// The report for people.
  public var table: String {
    var rollUp = RollUp()
    var lines: [String] = []
    for result in results where result.verdict != .segmentsAgree || results.count <= 30 {
      let agrees = result.verdict == .segmentsAgree
      guard agrees || rollUp.shows(result.verdict, result.reason?[...] ?? "") else { continue }
      let kind = result.isDrawn ? "" : ", first of its trial"
      let word = agrees ? "agrees" : result.verdict.rawValue
      let file = trials.trials.count > 1 ? "  \(Escaping.terminal(result.path))" : ""
      lines.append("\(word)  \(result.segment.name)  \(result.valueCount) values\(kind)\(file)")
      if let reason = result.reason { lines.append("    " + Escaping.terminal(reason)) }
      if let difference = result.firstDivergence {
        lines.append("    " + Escaping.terminal(difference.line))
      }
      lines += result.diagnosis.map { $0.lines.map { "    " + Escaping.terminal($0) } } ?? []
    }
    lines += rollUp.lines("stretches")
    let rerunPaths = Set(results.map(\.path))
    rollUp = RollUp()
    for trial in trials.trials where !rerunPaths.contains(trial.path) {
      guard let reason = trial.reason, rollUp.shows(trial.verdict, trial.reasonAlone) else {
        continue
      }
      lines += [
        "\(trial.verdict.rawValue)  \(Escaping.terminal(trial.path))",
        "    \(Escaping.terminal(reason))",
      ]
    }
    lines += rollUp.lines("trials")
    let published = published
    lines.append("\(verdict.rawValue): \(published.countLine)")
    lines += published.missedControls.map { "    not caught: \($0)" }
    return (lines + powerLines + published.earlierPlanLines.map { Escaping.terminal($0) })
      .joined(separator: "\n")
  }

  /// The trials with what is to be said of their stretches, for CI systems.
  public var published: VerificationReport {
    var report = trials
    report.stretches = VerificationReport.Stretches(
      count: "\(results.count) of \(segmentCount) stretches rerun, "
        + "\(rerunStepCount) of \(stepCount) updates",
      lines: powerLines)
    return report
  }

  private var powerLines: [String] {
    var lines = [
      "    drawn by \(SamplingScheme.anyFolders.rawValue)",
      "    challenge: \(Escaping.terminal(challenge.text))", "    root: \(root)",
    ]
    guard verdict == .segmentsAgree, let detectableCount else { return lines }
    lines.append(
      "    of \(segmentCount) stretches \(drawnCount) were drawn: "
        + "\(detectableCount) or more forged ones (\(percentage(detectableCount, of: segmentCount))) would "
        + "have been found with 95%, a single one with \(percentage(drawnCount, of: segmentCount))")
    if !challenge.isRandom {
      lines.append("    if who made the goldens did not know the challenge")
    }
    lines.append("    one forged stretch forges a trial: this is no reproduction of it")
    return lines
  }

  /// The report as a document for programs.
  public var json: JSONValue {
    func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    var members = trials.json.object ?? [:]
    members["verdict"] = .string(verdict.rawValue)
    members["scheme"] = .string(SamplingScheme.anyFolders.rawValue)
    members["challenge"] = .string(challenge.text)
    members["randomChallenge"] = .bool(challenge.isRandom)
    members["root"] = .string(root.description)
    members["segments"] = .array(results.map(\.json))
    members["coverage"] = [
      "segments": count(segmentCount), "rerun": count(results.count), "drawn": count(drawnCount),
      "steps": count(stepCount), "rerunSteps": count(rerunStepCount),
    ]
    if verdict == .segmentsAgree, let detectableCount {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": count(detectableCount),
        "chanceOfFindingOne": [
          "numerator": count(drawnCount), "denominator": count(segmentCount),
        ],
      ]
    }
    return .object(members)
  }
}

extension SegmentReport.Result {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(segment.name), "item": .string(segment.item), "file": .string(path),
      "drawn": .bool(isDrawn),
      "from": .integer(Int64(segment.steps.lowerBound)),
      "to": .integer(Int64(segment.steps.upperBound)),
      "verdict": .string(verdict.rawValue), "values": .integer(Int64(valueCount)),
      "firstDivergence": firstDivergence?.json ?? .null,
    ]
    if let reason { members["reason"] = .string(reason) }
    if let diagnosis { members["diagnosis"] = diagnosis.json }
    return .object(members)
  }
}
