import Scores

/// Whether a development set allows a claim: the rule `possible`.
public struct PossibleFinding: Sendable {
  /// What is known of one score of the claim.
  public struct Score: Sendable {
    public let claim: Reachability.Claim
    public let verdict: AuditVerdict
    /// Of accuracy: numbers of right answers of one run that were printed so; empty for none.
    public let correct: ClosedRange<Int>?
    /// The statistics that allow it, where none is told.
    public let allowed: [ScoreStatistic]
    /// The nearest scores of one run on both sides; nil where there is none, or the score is possible.
    public let below: Double?
    public let above: Double?
    /// Of the values with as many decimals, those that one run can give; nil where counting them takes too long.
    public let power: (possible: Int, of: Int)?
    /// Of the scores that differ from it in one digit, those that no results give under the same statistic.
    public let altered: (refuted: Int, of: Int)?
  }

  public let claim: ScoreClaim
  public let scores: [Score]
  public let verdict: AuditVerdict
  /// Confusion matrices of one run that give all scores, and all that there are; nil where the classes are not told.
  public let matrices: (fitting: Int, of: Int)?

  public init(_ claim: ScoreClaim) { self.init(claim, isAlone: false) }

  /// - Parameter isAlone: the verdict is wanted alone, so that its power need not be counted.
  init(_ claim: ScoreClaim, isAlone: Bool) {
    self.claim = claim
    let scores = claim.scores.map { Score($0, claim, isAlone: isAlone) }
    self.scores = scores
    let gravest = scores.map(\.verdict).max() ?? .undetermined
    guard case .classes(let classes) = claim.examples else {
      matrices = nil
      // Several accuracies of one run are one number of right answers.
      verdict =
        claim.statistic.isOfOneRun && Self.commonCount(claim) == nil ? .refuted : gravest
      return
    }
    let fitting = Reachability.count(claim.scores, classes)
    matrices = (fitting, (classes.positives + 1) * (classes.negatives + 1))
    verdict = claim.statistic.isOfOneRun && fitting == 0 ? .refuted : gravest
  }

  /// Numbers of right answers that all accuracies of the claim allow; nil for none.
  private static func commonCount(_ claim: ScoreClaim) -> ClosedRange<Int>? {
    var common = 0...claim.examples.count
    for score in claim.scores {
      guard let own = score.score.multiples(of: claim.examples.count), own.overlaps(common) else {
        return nil
      }
      common = own.clamped(to: common)
    }
    return common
  }
}

extension PossibleFinding.Score {
  fileprivate init(_ claim: Reachability.Claim, _ whole: ScoreClaim, isAlone: Bool) {
    self.claim = claim
    let count = whole.examples.count
    let isOfOneRun = Self.isOfOneRun(claim, whole.examples)
    func isMultiple(_ factor: Int) -> Bool { claim.score.multiples(of: factor * count) != nil }
    // Equal runs have any mean and median that one of them has.
    func other(_ factor: Int) -> AuditVerdict {
      if isOfOneRun { return .holds }
      guard claim.metric == .accuracy else { return .undetermined }
      return isMultiple(factor) ? .holds : .refuted
    }
    var allowed: [ScoreStatistic] = []
    switch whole.statistic {
    case .one, .maximum, .minimum, .ensemble: verdict = isOfOneRun ? .holds : .refuted
    case .median:
      let isOdd = whole.runs.map { $0 % 2 == 1 } ?? false
      verdict = isOdd ? (isOfOneRun ? .holds : .refuted) : other(2)
    case .mean: verdict = whole.runs.map(other) ?? (isOfOneRun ? .holds : .undetermined)
    case .unknown:
      verdict = .undetermined
      if isOfOneRun { allowed += [.one, .maximum, .minimum, .ensemble] }
      if other(2) == .holds { allowed.append(.median) }
      allowed.append(.mean)
    }
    self.allowed = allowed
    correct = claim.metric == .accuracy ? claim.score.multiples(of: count) : nil
    (below, above) = isOfOneRun || isAlone ? (nil, nil) : Self.nearest(claim, whole.examples)
    power = isAlone ? nil : Self.power(claim, whole)
    altered = isAlone ? nil : Self.alteredDigits(claim, whole)
  }

  /// Whether one run can have the score.
  private static func isOfOneRun(
    _ claim: Reachability.Claim, _ examples: ClaimedExamples
  ) -> Bool {
    guard claim.metric != .accuracy, case .classes(let classes) = examples else {
      return claim.score.multiples(of: examples.count) != nil
    }
    return !Reachability.cells([claim], classes, limit: 1).isEmpty
  }

  private static func nearest(
    _ claim: Reachability.Claim, _ examples: ClaimedExamples
  ) -> (Double?, Double?) {
    guard claim.metric == .accuracy else {
      guard case .classes(let classes) = examples else { return (nil, nil) }
      return Reachability.nearest(claim, classes)
    }
    // No multiple lies within the interval: the one below its lower end and the next.
    let score = claim.score
    let low = Int(
      (Double(score.lower) / Double(score.denominator) * Double(examples.count)).rounded(.down))
    let below = low >= 0 && low <= examples.count ? Double(low) / Double(examples.count) : nil
    let above =
      low + 1 >= 0 && low + 1 <= examples.count ? Double(low + 1) / Double(examples.count) : nil
    return (below, above)
  }

  /// Most printed values that are looked at one by one.
  private static let powerLimit = 20_001
  /// Values times numbers of true positives, where each has to be looked for.
  private static let searchLimit = 20_000_000

  private static func power(
    _ claim: Reachability.Claim, _ whole: ScoreClaim
  ) -> (possible: Int, of: Int)? {
    let values = claim.score.valuesAlike(
      from: claim.metric == .mcc ? -1 : 0, rounding: whole.rounding, limit: powerLimit)
    guard let values else { return nil }
    if claim.metric != .accuracy, case .classes(let classes) = whole.examples,
      values.count * classes.positives > searchLimit
    {
      return nil
    }
    let possible = values.count { value in
      isOfOneRun(Reachability.Claim(claim.metric, value), whole.examples)
    }
    return (possible, values.count)
  }
}
