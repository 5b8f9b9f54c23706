import Judgement
import Text

extension VerificationReport {
  /// The report as a document for programs.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "verdict": .string(verdict.rawValue),
      "compared": .object(present: [
        "trials": .integer(comparedCount), "values": .integer(valueCount),
        "bitForBit": lane.isStatistical ? .integer(exactCount) : nil,
      ]),
      "trials": .array(trials.map(\.json)),
      "controls": [
        "run": .integer(controls.count),
        "caught": .integer(controls.count(where: \.isCaught)),
        "names": .array(controls.map { .string($0.control.rawValue) }),
        "missed": .array(missedControls.map(JSONValue.string)),
      ],
    ]
    if !groups.isEmpty { members["groups"] = .array(groups.map(\.json)) }
    members["updates"] = prefix.map { .integer($0) }
    members["resumeAt"] = resumeAt.map { .integer($0) }
    members["bisection"] = bisection?.json
    members["bisectionError"] = bisectionFailure.map(JSONValue.string)
    members["coverage"] = coverage?.json(counts)
    if !laneNames.isEmpty {
      members["lanes"] = .array(laneNames.map(JSONValue.string))
      members["otherLanes"] = .array(laneComparisons.map(\.json))
    }
    members["stopRule"] = stopRule?.json
    if !earlierPlans.isEmpty { members["earlierPlans"] = .array(earlierPlans.map(\.json)) }
    if lane != .own { members["trainer"] = "external" }
    if case .statistical(let tolerances) = lane { members["tolerances"] = .string(tolerances) }
    if let draw { members.merge(draw.members(evidence, verdict)) { $1 } }
    return .object(members)
  }
}

extension TrialEvidence {
  /// What is said of a trial as well as of a segment.
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "file": .string(path), "verdict": .string(verdict.rawValue), "values": .integer(valueCount),
      "firstDivergence": firstDivergence?.json ?? .null,
    ]
    members["reason"] = reason.map(JSONValue.string)
    members["diagnosis"] = diagnosis?.json
    return members
  }

  var json: JSONValue {
    var members = members
    members["steps"] = .integer(stepCount)
    members["wi"] = seeds.map { .integer(Int64($0.wi)) }
    members["do"] = seeds.map { .integer(Int64($0.do)) }
    members["ulps"] = seeds.flatMap { $0.ulps == 0 ? nil : .integer(Int64($0.ulps)) }
    if lane.isStatistical { members["firstInexact"] = firstInexact?.json ?? .null }
    members["outcome"] = outcomeName.map(JSONValue.string)
    members["degenerate"] = isDegenerate.map(JSONValue.bool)
    members["kept"] = keptPath.map(JSONValue.string)
    members["milliseconds"] = milliseconds.map { .integer($0) }
    members["contentDigest"] = contentDigest.map { .string($0.description) }
    return .object(members)
  }
}
