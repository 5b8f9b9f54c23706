import Files
import Trajectory

/// A change of one value in a trajectory, one for each column but the loss.
package enum ControlAlteration {
  case gradientNorm, batchDigest, count, prediction, logit
  /// A component of the state's digest.
  case anchor(component: Int)

  package static let all: [ControlAlteration] =
    [.gradientNorm, .batchDigest, .count, .prediction, .logit]
    + AnchorRecord.componentNames.indices.map { .anchor(component: $0) }

  /// The trajectory with its last value of that column altered; nil if it has none.
  package func apply(to events: [TrajectoryEvent]) -> [TrajectoryEvent]? {
    for index in events.indices.reversed() {
      if let altered = apply(to: events[index]) {
        var copy = events
        copy[index] = altered
        return copy
      }
    }
    return nil
  }

  /// The trajectory with its last loss one unit in the last place away.
  package static func nextLoss(_ events: [TrajectoryEvent]) -> [TrajectoryEvent]? {
    for index in events.indices.reversed() {
      if case .step(var record) = events[index] {
        record.lossBits ^= 1
        var copy = events
        copy[index] = .step(record)
        return copy
      }
    }
    return nil
  }

  private func apply(to event: TrajectoryEvent) -> TrajectoryEvent? {
    switch (self, event) {
    case (.gradientNorm, .step(var record)):
      record.gradientNormBits ^= 1 << 8
      return .step(record)
    case (.batchDigest, .step(var record)):
      record.batchDigest ^= 1 << 16
      return .step(record)
    case (.anchor(let component), .anchor(var record)):
      guard record.components.indices.contains(component) else { return nil }
      var bytes = record.components[component].digest.bytes
      bytes[bytes.count - 1] ^= 1
      guard let digest = Digest(bytes: bytes) else { return nil }
      record.components[component].digest = digest
      return .anchor(record)
    case (.count, .evaluation(var record)):
      // The sum stays what it was, so that the trajectory is plausible.
      guard let full = record.counts.firstIndex(where: { $0 > 0 }), record.counts.count > 1 else {
        return nil
      }
      record.counts[full] -= 1
      record.counts[full == 0 ? 1 : 0] += 1
      return .evaluation(record)
    case (.prediction, .evaluation(var record)):
      guard let last = record.predictions.indices.last else { return nil }
      record.predictions[last] = record.predictions[last] == 0 ? 1 : 0
      return .evaluation(record)
    case (.logit, .evaluation(var record)):
      guard var logits = record.logits, let last = logits.indices.last else { return nil }
      logits[last] = Float(bitPattern: logits[last].bitPattern ^ 1)
      record.logits = logits
      return .evaluation(record)
    default: return nil
    }
  }
}
