import Text

/// What a verification of one or more trials found.
public struct VerificationReport: Sendable {
  public var evidence: Evidence
  public let lane: Lane
  /// Which trials were chosen; nil where goldens were named one by one.
  public var coverage: Coverage?
  /// Where segments were drawn in place of whole trials: from what, and what that proves.
  public var draw: SegmentDraw?
  /// What was planned before in the folders, where a ledger tells; it changes no verdict.
  public var earlierPlans: [Remark] = []
  /// One update looked into, where that was asked for.
  public var bisection: Remark?
  /// Why no update could be looked into, where that was asked for.
  public var bisectionFailure: String?

  public init(_ evidence: Evidence = Evidence(), lane: Lane = .own) {
    self.evidence = evidence
    self.lane = lane
  }

  /// Something to say beside the verdict, for people and for programs.
  public struct Remark: Sendable {
    public let lines: [String]
    public let json: JSONValue

    public init(_ lines: [String], _ json: JSONValue) {
      self.lines = lines
      self.json = json
    }
  }

  public var verdict: Verdict { Verdict(evidence) }
  public var trials: [TrialEvidence] { evidence.trials }
  public var controls: [ControlResult] { evidence.controls }
  public var isControlled: Bool { evidence.isControlled }
  public var comparedCount: Int { trials.count(where: \.isCompared) }
  public var valueCount: Int { trials.reduce(0) { $0 + $1.valueCount } }

  /// What a draw's power may be stated for.
  var counts: ReproducedCounts {
    ReproducedCounts(
      chosen: trials.count(where: \.isPlanned),
      reproduced: trials.count { $0.isPlanned && $0.verdict == .reproduced },
      isSuccess: verdict == .reproduced)
  }
}

extension VerificationReport {
  /// The report as a document for programs.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "verdict": .string(verdict.rawValue),
      "compared": [
        "trials": .integer(Int64(comparedCount)), "values": .integer(Int64(valueCount)),
      ],
      "trials": .array(trials.map(\.json)),
      "controls": [
        "run": .integer(Int64(controls.count)),
        "caught": .integer(Int64(controls.count(where: \.isCaught))),
        "names": .array(controls.map { .string($0.control.rawValue) }),
        "missed": .array(missedControls.map(JSONValue.string)),
      ],
    ]
    members["bisection"] = bisection?.json
    members["bisectionError"] = bisectionFailure.map(JSONValue.string)
    members["coverage"] = coverage?.json(counts)
    if !earlierPlans.isEmpty { members["earlierPlans"] = .array(earlierPlans.map(\.json)) }
    if lane != .own { members["trainer"] = "external" }
    if case .statistical(let tolerances) = lane { members["tolerances"] = .string(tolerances) }
    if let draw { members.merge(draw.members(evidence, verdict)) { $1 } }
    return .object(members)
  }
}

extension TrialEvidence {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "file": .string(path), "verdict": .string(verdict.rawValue),
      "steps": .integer(Int64(stepCount)), "values": .integer(Int64(valueCount)),
      "firstDivergence": firstDivergence?.json ?? .null,
    ]
    members["wi"] = seeds.map { .integer(Int64($0.wi)) }
    members["do"] = seeds.map { .integer(Int64($0.do)) }
    members["reason"] = reason.map(JSONValue.string)
    members["kept"] = keptPath.map(JSONValue.string)
    members["milliseconds"] = milliseconds.map { .integer(Int64($0)) }
    members["contentDigest"] = contentDigest.map { .string($0.description) }
    members["diagnosis"] = diagnosis?.json
    return .object(members)
  }

  /// `wi=3,do=7`, or the file where the seeds are not known.
  var name: String { seeds.map { "wi=\($0.wi),do=\($0.do)" } ?? path }

  /// Why it is not reproduced.
  var explanation: String {
    let text = reason ?? firstDivergence?.line ?? verdict.rawValue
    return keptPath.map { "\(text); its new result is \($0)" } ?? text
  }

  /// The reason without the file that it begins with: what many trials may have in common.
  var reasonAlone: Substring {
    let reason = reason ?? ""
    return reason.hasPrefix(path) ? reason.dropFirst(path.count) : reason[...]
  }
}
