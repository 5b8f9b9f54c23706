import Files
import Trajectory

/// A change of one value of one column of a trajectory.
package struct ControlAlteration {
  package let column: Column

  /// One for each column of a schema but the loss, which has a control of its own.
  package static func all(_ schema: RecordSchema) -> [ControlAlteration] {
    schema.columns.filter { $0 != .loss }.map { ControlAlteration(column: $0) }
  }

  /// The trajectory with its last value of that column altered; nil if it has none.
  package func apply(to events: [TrajectoryEvent]) -> [TrajectoryEvent]? {
    for index in events.indices.reversed() where events[index].record == column.record {
      guard let values = events[index][column], let altered = values.lastAltered else { continue }
      var copy = events
      copy[index] = events[index].with(altered, in: column)
      return copy
    }
    return nil
  }

  /// The trajectory with its last loss one unit in the last place away.
  package static func nextLoss(_ events: [TrajectoryEvent]) -> [TrajectoryEvent]? {
    ControlAlteration(column: .loss).apply(to: events)
  }
}

extension ColumnValues {
  /// The values with the last one altered by one bit, or by one example; nil if there is none to alter.
  fileprivate var lastAltered: ColumnValues? {
    guard !isEmpty else { return nil }
    switch self {
    case .numbers(var numbers):
      numbers[count - 1] = Float(bitPattern: numbers[count - 1].bitPattern ^ 1)
      return .numbers(numbers)
    case .words(var words):
      words[count - 1] ^= 1 << 16
      return .words(words)
    case .counts(var counts):
      // The sum stays what it was, so that the trajectory is plausible.
      guard let full = counts.firstIndex(where: { $0 > 0 }), counts.count > 1 else { return nil }
      counts[full] -= 1
      counts[full == 0 ? 1 : 0] += 1
      return .counts(counts)
    case .labels(var labels):
      labels[count - 1] = labels[count - 1] == 0 ? 1 : 0
      return .labels(labels)
    case .digests(var digests):
      var bytes = digests[count - 1].bytes
      bytes[bytes.count - 1] ^= 1
      guard let digest = Digest(bytes: bytes) else { return nil }
      digests[count - 1] = digest
      return .digests(digests)
    }
  }
}
