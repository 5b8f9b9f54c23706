import Trajectory

/// A column of computed values, which may have a tolerance; the raw values are the names in `--tolerance`.
enum TolerantColumn: String, CaseIterable {
  case loss, gradientNorm, logit, count, prediction

  /// Whether the values are numbers of which another seed changes each a little. Of a few examples it may
  /// change no count, or one.
  var isContinuous: Bool {
    switch self {
    case .loss, .gradientNorm, .logit: true
    case .count, .prediction: false
    }
  }

  /// Whether the record holds values of this column.
  func isRecorded(in event: TrajectoryEvent, _ schema: RecordSchema) -> Bool {
    switch (self, event) {
    case (.loss, .step): true
    case (.gradientNorm, .step): schema.stepColumns.contains(.gradientNorm)
    case (.logit, .evaluation(let record)): record.logits != nil
    case (.count, .evaluation): true
    case (.prediction, .evaluation(let record)): !record.predictions.isEmpty
    default: false
    }
  }
}

extension Tolerances {
  /// Whether values of the column may be apart at all.
  func isLoose(_ column: TolerantColumn) -> Bool {
    switch column {
    case .loss: loss > 0
    case .gradientNorm: gradientNorm > 0
    case .logit: logit > 0
    case .count: count > 0
    case .prediction: prediction > 0
    }
  }
}

extension TrajectoryEvent {
  /// This record with the values of one column that `other` has; nil where the two are not of one shape, or
  /// have no such column.
  func taking(_ column: TolerantColumn, of other: TrajectoryEvent) -> TrajectoryEvent? {
    switch (self, other) {
    case (.step(var record), .step(let other)) where record.step == other.step:
      switch column {
      case .loss: record.lossBits = other.lossBits
      case .gradientNorm: record.gradientNormBits = other.gradientNormBits
      default: return nil
      }
      return .step(record)
    case (.evaluation(var record), .evaluation(let other)) where record.step == other.step:
      switch column {
      case .count where record.counts.count == other.counts.count: record.counts = other.counts
      case .prediction where record.predictions.count == other.predictions.count:
        record.predictions = other.predictions
      case .logit where record.logits?.count == other.logits?.count: record.logits = other.logits
      default: return nil
      }
      return .evaluation(record)
    default: return nil
    }
  }
}
