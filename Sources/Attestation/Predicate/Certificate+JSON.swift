import Files
import Judgement
import Sampling
import Text

extension Certificate {
  /// The type of our own predicate. It is no address, since nobody here owns one.
  public static let predicateType = "seedproof:seed-replication/v0.1"

  /// The predicate of our own statement.
  ///
  /// - Parameter others: the statements that belong to it.
  func predicate(others: [Statement]) -> JSONValue {
    var members: [String: JSONValue] = [
      "result": .string(result.rawValue), "verdict": .string(verdict.rawValue),
      "assuranceLevel": .string(assuranceLevel), "experiment": experiment.json,
      "grid": grid.json, "sampling": sampling, "cells": .array(cells.map(\.json)),
      "controls": .array(
        controls.map { ["name": .string($0.name), "caught": .bool($0.isCaught)] }),
      "harness": [
        "name": .string(harness.name), "version": .string(harness.version),
        "sha256": .string(harness.digest.description),
      ],
      "machine": [
        "processor": .string(harness.processor), "instructionSet": .string(harness.instructionSet),
      ],
      "time": .string(time.description), "policy": .string(policy.description),
      "notProved": .array(limits.map(JSONValue.string)),
      "statements": .object(
        Dictionary(
          uniqueKeysWithValues: others.map {
            ($0.predicateType, JSONValue.string($0.digest.description))
          })),
    ]
    members["planCommitment"] = commitment?.json
    return .object(members)
  }

  /// What the verdict of a certificate that passes is worth.
  private var assuranceLevel: String {
    guard result == .passed else { return "none" }
    return isExternal ? "external" : verdict.rawValue
  }

  private var sampling: JSONValue {
    var members: [String: JSONValue] = [
      "drawn": .integer(draw.count), "notReproduced": .integer(failureCount),
      "atMost": .integer(bound), "of": .integer(grid.planned),
      "alpha": .string(draw.alpha.description), "claimed": .bool(isBoundClaimed),
    ]
    if let challenge = draw.challenge {
      if let fraction = draw.fraction {
        members["fraction"] = .string(fraction.description)
        members["certified"] = .bool(finding?.isCertified == true)
      }
      members["scheme"] = .string(SamplingScheme.oneFolder.rawValue)
      members["chosenBy"] = isRoundNamed ? "beacon" : "signer"
      if let round = challenge.beacon {
        var beacon = NamedRound(round).members
        beacon["signature"] = .string(hex(round.signature))
        members["beacon"] = .object(beacon)
      } else {
        members["challenge"] = .string(challenge.text)
      }
    }
    return .object(members)
  }
}

extension NamedRound {
  /// Chain and round, as documents name them.
  var members: [String: JSONValue] {
    ["chain": .string(chain.hash), "round": .string(String(number))]
  }
}

extension Certificate.Commitment {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "statement": .string(statement.description), "keyid": .string(key),
      "time": .string(time.description),
    ]
    members["beacon"] = round.map { .object($0.members) }
    return .object(members)
  }
}

extension Certificate.Experiment {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "task": .string(task), "plan": .string(plan.description),
      "inputs": .array(inputs.map(\.json)),
    ]
    members["numerics"] = numerics.map(JSONValue.string)
    members["streams"] = streams.map(JSONValue.string)
    return .object(members)
  }
}

extension Certificate.Grid {
  /// The counts, by their names in the predicate.
  var counts: [(name: String, count: Int)] {
    [
      ("planned", planned), ("completed", completed), ("nonfinite", nonfinite),
      ("stopped", stopped), ("missing", missing), ("malformed", malformed),
      ("unreadable", unreadable), ("unplanned", unplanned), ("foreign", foreign),
    ]
  }

  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = ["root": .string(root.description)]
    for (name, count) in counts { members[name] = .integer(count) }
    return .object(members)
  }
}

extension Certificate.Cell {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "cell": .string(name), "verdict": .string(verdict.rawValue),
      "content": .string(content?.description ?? "none"), "updates": .integer(updates),
      "values": .integer(values),
    ]
    members["finding"] = finding.map(JSONValue.string)
    return .object(members)
  }
}
