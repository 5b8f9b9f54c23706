import Files
import Text
import Trajectory

extension JSONValue {
  /// The document with each of its values changed alone, by the path of the value, such as `data.train`.
  package var alterations: [(name: String, header: JSONValue)] {
    switch self {
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { key, value in
        value.alterations.map { name, altered in
          (name.isEmpty ? key : "\(key).\(name)", replacing(key, with: altered))
        }
      }
    case .array(let values):
      values.indices.flatMap { index in
        values[index].alterations.map { name, altered in
          var copy = values
          copy[index] = altered
          return (name.isEmpty ? "\(index)" : "\(index).\(name)", .array(copy))
        }
      }
    case .null: [("", .bool(true))]
    case .ordered: preconditionFailure("a header is canonical")
    case .bool(let value): [("", .bool(!value))]
    case .integer(let value): [("", .integer(value > 0 ? value - 1 : 1))]
    case .number(let text): [("", .number(text + "1"))]
    case .string(let text): [("", .string(JSONValue.altered(text)))]
    }
  }

  /// The object with another value of one member.
  package func replacing(_ key: String, with value: JSONValue) -> JSONValue {
    .object((object ?? [:]).merging([key: value]) { $1 })
  }

  /// Another text of the same form.
  private static func altered(_ text: String) -> String {
    if let digest = Digest(hex: text) {
      return hex(digest.bytes.dropLast() + [digest.bytes[31] ^ 1])
    }
    if let value = HexFloat.value(text), value.isFinite { return HexFloat.text(value.nextUp) }
    return text + "x"
  }
}

extension TrajectoryEvent {
  /// The record at another step.
  func at(_ step: Int) -> TrajectoryEvent {
    switch self {
    case .step(var record):
      record.step = step
      return .step(record)
    case .evaluation(var record):
      record.step = step
      return .evaluation(record)
    case .anchor(var record):
      record.step = step
      return .anchor(record)
    case .series(var record):
      record.step = step
      return .series(record)
    }
  }
}
