import Statistics

/// What a sample is to certify: that at most a share of the planned trials would not be reproduced.
///
/// To be fixed before the first rerun.
public struct SampleGoal: Sendable, Equatable {
  /// The greatest share of trials that may not be reproduced.
  public let fraction: Ratio
  /// The confidence, such as 95/100.
  public let confidence: Ratio

  /// The chance of error that is left.
  public var alpha: Ratio {
    Ratio(confidence.denominator - confidence.numerator, confidence.denominator)
  }

  /// Nil unless both lie between 0 and 1.
  public init?(fraction: Ratio, confidence: Ratio) {
    for share in [fraction, confidence] where !(0 < share.value && share.value < 1) { return nil }
    (self.fraction, self.confidence) = (fraction, confidence)
  }

  /// The fewest reruns without failure that certify it.
  public func size(of total: Int) -> Int {
    // All of them always do: one trial at least violates the goal, and is among them.
    AuditSampling.sampleSize(total: total, p: fraction, alpha: alpha) ?? total
  }

  /// What reruns say of all trials.
  ///
  /// - Parameter outcomes: whether each was reproduced, in the order of the draw.
  /// - Precondition: at most `total` outcomes.
  public func finding(_ outcomes: [Bool], of total: Int) -> SampleFinding {
    var audit = SequentialAudit(total: total, p: fraction, eta: SampleFinding.eta)
    for outcome in outcomes { audit.append(reproduced: outcome) }
    let failures = outcomes.count { !$0 }
    let bound = AuditSampling.upperBound(
      total: total, drawn: outcomes.count, failures: failures, alpha: alpha)
    return SampleFinding(
      goal: self, total: total, drawn: outcomes.count, failures: failures, upperBound: bound,
      anytimeP: audit.p)
  }
}

/// What a sample says of all trials from which it was drawn.
public struct SampleFinding: Sendable, Equatable {
  /// The guess of the share of reproducible trials, with which the p-value survives a failure.
  public static let eta = 0.99

  public let goal: SampleGoal
  /// Trials that were planned, rerun, and not reproduced.
  public let total: Int
  public let drawn: Int
  public let failures: Int
  /// At most so many of all would not be reproduced, with the goal's confidence. It holds where the number of
  /// reruns was fixed before the first.
  public let upperBound: Int
  /// The p-value of "more than the goal's share would not be reproduced". It holds whenever the reruns end.
  public let anytimeP: Double

  /// Whether the bound meets the goal.
  public var isCertified: Bool {
    upperBound < AuditSampling.violation(of: goal.fraction, total: total)
  }

  /// Whether the p-value meets the goal, so that an auditor may stop.
  public var maySettle: Bool { anytimeP <= goal.alpha.value }
}
