import Judgement
import Text

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
}
