/// The mean of runs that are added until one has enough.
public struct AnytimeInterval: Sendable, Equatable {
  /// Holds the mean at every number of runs at once.
  public let interval: Interval
  /// Between which ends scores lie, and how that is known.
  public let support: ClosedRange<Double>
  public let supportSource: String
}

extension TaskView {
  /// Most runs that are bet on.
  private static let betLimit = 10_000

  /// A confidence sequence for the mean at its end.
  ///
  /// - Parameter values: of runs that share no seed, in the order of their seeds.
  /// - Returns: nil where no ends of the scores are known, or runs are many.
  func anytimeInterval(_ values: [Double]) -> AnytimeInterval? {
    let (support, source) = possibleScores()
    guard let support, values.count <= Self.betLimit else { return nil }
    let width = support.upperBound - support.lowerBound
    var sequence = BettingSequence(alpha: 1 - options.confidence)
    for value in values {
      sequence.add(min(1, max(0, (value - support.lowerBound) / width)))
    }
    guard let found = sequence.interval else { return nil }
    return AnytimeInterval(
      interval: Interval(
        support.lowerBound + width * found.lower, support.lowerBound + width * found.upper),
      support: support, supportSource: source)
  }
}
