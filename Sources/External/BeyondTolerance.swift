import Trajectory

/// A change of one value to just beyond its tolerance, which the statistical comparison must see.
enum BeyondTolerance: CaseIterable {
  case loss, gradientNorm, batchDigest, count, prediction, logit

  /// Whether these records hold the column at all.
  func isRecorded(in events: [TrajectoryEvent], _ schema: RecordSchema) -> Bool {
    switch self {
    case .loss: events.contains { if case .step = $0 { true } else { false } }
    case .gradientNorm: schema.stepColumns.contains(.gradientNorm)
    case .batchDigest: schema.stepColumns.contains(.batchDigest)
    case .count: events.contains { if case .evaluation = $0 { true } else { false } }
    case .prediction:
      events.contains {
        if case .evaluation(let it) = $0 { !it.predictions.isEmpty } else { false }
      }
    case .logit:
      events.contains { if case .evaluation(let it) = $0 { it.logits != nil } else { false } }
    }
  }

  /// The trajectory with its last value of that column altered; nil if none can be, because the tolerance is
  /// as wide as what the examples allow.
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
      guard let beyond = Self.beyond(record.gradientNorm, relative: tolerances.gradientNorm)
      else { return nil }
      record.gradientNormBits = beyond.bitPattern
      return .step(record)
    case (.batchDigest, .step(var record)):
      record.batchDigest ^= 1 << 16
      return .step(record)
    case (.count, .evaluation(var record)):
      guard let counts = Self.moved(tolerances.count + 1, in: record.counts) else { return nil }
      record.counts = counts
      return .evaluation(record)
    case (.prediction, .evaluation(var record)):
      let change = tolerances.prediction + 1
      guard record.predictions.count >= change else { return nil }
      for index in 0..<change { record.predictions[index] = record.predictions[index] == 0 ? 1 : 0 }
      return .evaluation(record)
    case (.logit, .evaluation(var record)):
      guard var logits = record.logits, let last = logits.last else { return nil }
      let moved = last.isFinite ? Float(Double(last) + 2 * tolerances.logit) : 0
      let beyond = moved.bitPattern == last.bitPattern ? last.nextUp : moved
      guard beyond.isFinite, !ToleranceComparison.isNear(last, beyond, absolute: tolerances.logit)
      else { return nil }
      logits[logits.count - 1] = beyond
      record.logits = logits
      return .evaluation(record)
    default: return nil
    }
  }

  /// The counts with so many examples more in one cell and fewer in the others; nil if there are not as many.
  private static func moved(_ change: Int, in counts: [Int]) -> [Int]? {
    let total = counts.reduce(0, +)
    guard let cell = counts.firstIndex(where: { total - $0 >= change }) else { return nil }
    var moved = counts
    var left = change
    for other in counts.indices where other != cell {
      let taken = min(left, counts[other])
      moved[other] -= taken
      left -= taken
    }
    moved[cell] += change
    return moved
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
