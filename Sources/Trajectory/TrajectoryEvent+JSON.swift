import Text

/// Records as one JSON object each, floats as hexadecimal text: what `show --json` prints.
extension TrajectoryEvent {
  /// - Parameter schema: columns that it does not list are left out.
  public func json(_ schema: RecordSchema) -> JSONValue {
    var values: [String: JSONValue] = [:]
    for column in schema.columns(record) {
      guard let held = self[column] else { continue }
      values[column.name] = record == .evaluation ? held.json : .string(held.text(at: 0))
    }
    let place = ["step": JSONValue.integer(Int64(step))]
    switch self {
    case .step: return .object(values.merging(place) { $1 })
    case .evaluation: return ["evaluation": .object(values.merging(place) { $1 })]
    case .anchor(let record):
      let whole: [String: JSONValue] = [
        "digest": .string("\(record.digest)"), "components": .object(values),
      ]
      return ["anchor": .object(whole.merging(place) { $1 })]
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
