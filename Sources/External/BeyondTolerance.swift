import Trajectory

/// A change of one value to just beyond its tolerance, which the statistical comparison must see.
enum BeyondTolerance: CaseIterable {
  case loss, gradientNorm, batchDigest, count, prediction, logit

  /// The trajectory with its last value of that column altered; nil if it has none that can be.
  func apply(to events: [TrajectoryEvent], _ tolerances: Tolerances) -> [TrajectoryEvent]? {
    for index in events.indices.reversed() {
      if let altered = apply(to: events[index], tolerances) {
        var copy = events
        copy[index] = altered
        return copy
      }
    }
    return nil
  }

  private func apply(to event: TrajectoryEvent, _ tolerances: Tolerances) -> TrajectoryEvent? {
    switch (self, event) {
    case (.loss, .step(var record)):
      guard let beyond = Self.beyond(record.loss, relative: tolerances.loss) else { return nil }
      record.lossBits = beyond.bitPattern
      return .step(record)
    case (.gradientNorm, .step(var record)):
      // Bits of 0 stand for an absent column.
      guard record.gradientNormBits != 0,
        let beyond = Self.beyond(record.gradientNorm, relative: tolerances.gradientNorm)
      else { return nil }
      record.gradientNormBits = beyond.bitPattern
      return .step(record)
    case (.batchDigest, .step(var record)):
      guard record.batchDigest != 0 else { return nil }
      record.batchDigest ^= 1 << 16
      return record.batchDigest == 0 ? nil : .step(record)
    case (.count, .evaluation(var record)):
      let change = tolerances.count + 1
      guard let cell = record.counts.firstIndex(where: { $0 + change <= Int(Int32.max) }) else {
        return nil
      }
      record.counts[cell] += change
      return .evaluation(record)
    case (.prediction, .evaluation(var record)):
      let change = tolerances.prediction + 1
      guard record.predictions.count >= change else { return nil }
      for index in 0..<change { record.predictions[index] = record.predictions[index] == 0 ? 1 : 0 }
      return .evaluation(record)
    case (.logit, .evaluation(var record)):
      guard var logits = record.logits, let last = logits.last else { return nil }
      let moved = Float(Double(last) + 2 * tolerances.logit)
      let beyond = moved.bitPattern == last.bitPattern ? last.nextUp : moved
      guard beyond.isFinite, !ToleranceComparison.isNear(last, beyond, absolute: tolerances.logit)
      else { return nil }
      logits[logits.count - 1] = beyond
      record.logits = logits
      return .evaluation(record)
    default: return nil
    }
  }

  /// A float whose relative distance from `value` is little more than the tolerance.
  private static func beyond(_ value: Float, relative: Double) -> Float? {
    guard value.isFinite else { return Float(0) }
    guard value != 0 else { return .leastNormalMagnitude }
    // From v to v / (1 - r) the distance is r of the greater; the next float but one is beyond it.
    let bound = Float(Double(value) / (1 - relative))
    let beyond = value < 0 ? bound.nextDown.nextDown : bound.nextUp.nextUp
    return beyond.isFinite ? beyond : nil
  }
}
