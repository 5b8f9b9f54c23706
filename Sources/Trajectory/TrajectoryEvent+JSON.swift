import Files

/// Records as one JSON object each, floats as hexadecimal text: what `show --json` prints.
extension TrajectoryEvent {
  /// - Parameter schema: columns that it does not list are left out.
  public func json(_ schema: RecordSchema) -> JSONValue {
    switch self {
    case .step(let record):
      var members: [String: JSONValue] = [
        "step": .integer(Int64(record.step)), "loss": .string(HexFloat.text(record.loss)),
      ]
      if schema.stepColumns.contains(.gradientNorm) {
        members["gradientNorm"] = .string(HexFloat.text(record.gradientNorm))
      }
      if schema.stepColumns.contains(.batchDigest) {
        let digits = String(record.batchDigest, radix: 16)
        members["batchDigest"] = .string(String(repeating: "0", count: 8 - digits.count) + digits)
      }
      return .object(members)
    case .evaluation(let record):
      var members: [String: JSONValue] = [
        "step": .integer(Int64(record.step)),
        "counts": .array(record.counts.map { .integer(Int64($0)) }),
      ]
      if schema.hasPredictions {
        members["predictions"] = .array(record.predictions.map { .integer(Int64($0)) })
      }
      if let logits = record.logits {
        members["logits"] = .array(logits.map { .string(HexFloat.text($0)) })
      }
      return ["evaluation": .object(members)]
    case .anchor(let record):
      let components = record.components.map { ($0.name, JSONValue.string("\($0.digest)")) }
      return [
        "anchor": [
          "step": .integer(Int64(record.step)), "digest": .string("\(record.digest)"),
          "components": .object(Dictionary(uniqueKeysWithValues: components)),
        ]
      ]
    }
  }
}

extension GoldenReader {
  /// The golden as a whole: what `show --json` prints after the records.
  public var endJSON: JSONValue {
    [
      "end": [
        "outcome": .string(outcome.rawValue), "steps": .integer(Int64(stepCount)),
        "evaluations": .integer(Int64(evaluationCount)), "anchors": .integer(Int64(anchorCount)),
        "chain": .string("\(chain)"), "contentDigest": .string("\(contentDigest)"),
        "fileDigest": .string("\(fileDigest)"),
      ]
    ]
  }
}
