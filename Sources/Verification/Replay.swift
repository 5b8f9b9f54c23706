import Trajectory

/// Compares the records of a rerun, as they come, with those of a golden.
public struct Replay {
  private var expected: GoldenReader.Events
  private let reader: GoldenReader
  private let comparison: any Comparison
  /// Values that were compared and found equal.
  public private(set) var valueCount = 0

  public init(_ reader: GoldenReader, comparison: any Comparison = ExactComparison()) {
    self.reader = reader
    self.comparison = comparison
    expected = reader.events()
  }

  /// Compares the next record.
  ///
  /// - Throws: `InputError` if the golden's file changed under the reader.
  public mutating func compare(_ actual: TrajectoryEvent) throws -> Divergence? {
    guard let next = try expected.next() else { return Divergence(expected: nil, actual: actual) }
    if let difference = comparison.difference(expected: next, actual: actual) { return difference }
    valueCount += next.valueCount
    return nil
  }

  /// Compares the end: no record is left over, and the outcome is the same.
  public mutating func finish(_ outcome: TrialOutcome) throws -> Divergence? {
    if let next = try expected.next() { return Divergence(expected: next, actual: nil) }
    if let difference = comparison.difference(
      expected: reader.outcome, actual: outcome, step: reader.stepCount)
    {
      return difference
    }
    valueCount += 1
    return nil
  }
}
