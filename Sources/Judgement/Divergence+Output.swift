import Text

extension Divergence {
  /// The difference as a document for programs.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "step": .integer(Int64(step)), "column": .string(column.name),
      "element": element.map(JSONValue.string) ?? .null, "expected": .string(expected),
      "actual": .string(actual),
      "ulps": ulps.flatMap(Int64.init(exactly:)).map(JSONValue.integer) ?? .null,
    ]
    if let tensor { members["tensor"] = .string(tensor) }
    if !indices.isEmpty {
      members["indices"] = .object(indices.mapValues { .integer(Int64($0)) })
    }
    return .object(members)
  }

  /// The difference in one line.
  public var line: String {
    var text = "step \(step), \(column.name)"
    if let element { text += " of \(element)" }
    text += ": expected \(expected), got \(actual)"
    if let ulps { text += " (\(ulps) ULP\(ulps == 1 ? "" : "s"))" }
    return text
  }
}
