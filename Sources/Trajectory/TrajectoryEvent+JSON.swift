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
    case .series(let record): return record.json(schema)
    }
  }
}

extension SeriesRecord {
  /// The series by its name, and what the record holds of each of its columns.
  fileprivate func json(_ schema: RecordSchema) -> JSONValue {
    let own = schema.series[series]
    var members: [String: JSONValue] = ["name": .string(own.name), "step": .integer(Int64(step))]
    for (column, values) in zip(schema.columns(.series(series)), self.values) {
      if case .digests(let names) = own.form {
        let digests = names.enumerated().map { ($1, JSONValue.string(values.text(at: $0))) }
        members["digests"] = .object(Dictionary(digests) { first, _ in first })
      } else if column.name == own.name {
        members["value"] = .string(values.text(at: 0))
      } else {
        let name = String(column.name.dropFirst(own.name.count + 1))
        members[name] = own.evaluation == nil ? .string(values.text(at: 0)) : values.json
      }
    }
    return ["series": .object(members)]
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
