import Trajectory

/// Compares the records of a rerun, as they come, with those of a golden.
public struct Replay {
  private var expected: GoldenReader.Events
  private let reader: GoldenReader
  private let comparison: any Comparison
  /// Values that were compared and found equal.
  public private(set) var valueCount = 0
  /// Records that were compared, and how many of them come again.
  private var recordCount = 0
  private var repeatedCount = 0
  /// What was seen of the end.
  private(set) var met: Set<TrialEvidence.Condition> = []
  /// In the statistical lane, the first value that is within its tolerance and not the same.
  public private(set) var firstInexact: Divergence?
  /// What was equal, and what is known of the first difference.
  public private(set) var pattern: DivergencePattern

  /// - Parameter step: the updates that the rerun's state had when it began; its records are those after.
  public init(
    _ reader: GoldenReader, comparison: any Comparison = ExactComparison(), fromStep step: Int = 0
  ) {
    self.reader = reader
    self.comparison = comparison
    expected = reader.events(fromStep: step)
    pattern = DivergencePattern(startingAt: step > 0 ? step : nil)
  }

  /// Of a run that was taken up after so many records of the golden.
  ///
  /// - Throws: `InputError` if the golden's file changed under the reader.
  package init(
    _ reader: GoldenReader, comparison: any Comparison = ExactComparison(),
    afterRecords count: Int
  ) throws {
    self.init(reader, comparison: comparison)
    for _ in 0..<count { _ = try expected.next() }
  }

  /// Goes back, or stays, to compare what comes after so many records again: a trial was taken up there.
  ///
  /// - Throws: `InputError` if the golden's file changed under the reader.
  public mutating func takeUp(afterRecords count: Int, updates: Int) throws {
    let count = min(count, recordCount)
    expected = reader.events()
    for _ in 0..<count { _ = try expected.next() }
    repeatedCount = recordCount - count
    recordCount = count
    pattern.takeUp(at: updates)
  }

  /// Whether the next record was compared before.
  public var isRepeating: Bool { repeatedCount > 0 }

  /// Compares the next record.
  ///
  /// - Throws: `InputError` if the golden's file changed under the reader.
  public mutating func compare(_ actual: TrajectoryEvent) throws -> Divergence? {
    guard let next = try expected.next() else {
      return note(Divergence(expected: nil, actual: actual, reader.schema))
    }
    let difference = comparison.difference(expected: next, actual: actual, reader.schema)
    recordCount += 1
    if isRepeating, difference == nil {
      repeatedCount -= 1
      return nil
    }
    pattern.append(expected: next, actual: actual, difference, reader.schema)
    if let difference { return difference }
    if firstInexact == nil, comparison is ToleranceComparison {
      firstInexact = ExactComparison().difference(
        expected: next, actual: actual, reader.schema)
    }
    valueCount += reader.schema.valueCount(next.record)
    return nil
  }

  /// Compares the end: no record is left over, and the outcome is the same.
  public mutating func finish(_ outcome: TrialOutcome) throws -> Divergence? {
    if let next = try expected.next() {
      return note(Divergence(expected: next, actual: nil, reader.schema))
    }
    met.insert(.complete)
    if let difference = comparison.difference(
      expected: reader.outcome, actual: outcome, step: reader.stepCount)
    {
      return note(difference)
    }
    valueCount += 1
    met.insert(.outcome)
    return nil
  }

  /// Compares the end of a segment: the golden's next record is update `step`.
  public mutating func finish(before step: Int) throws -> Divergence? {
    let next = try expected.next()
    if case .step(let record) = next, record.step == step {
      met.formUnion([.complete, .outcome])
      return nil
    }
    return note(Divergence(expected: next, actual: nil, reader.schema))
  }

  private mutating func note(_ difference: Divergence) -> Divergence {
    pattern.append(difference)
    return difference
  }
}
