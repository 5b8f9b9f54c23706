import Trajectory

/// What was equal before the first difference of two runs, and what differs beside it.
///
/// A rerun ends at its first difference, so it knows the record in which that lies and all records before.
public struct DivergencePattern: Sendable {
  /// How many values of one column of the first record that differs are the same.
  public struct Share: Sendable, Equatable {
    public var differing = 0
    public var total = 0
  }

  public private(set) var first: Divergence?
  /// Updates, and evaluations, that were equal before.
  public private(set) var agreedUpdates = 0
  public private(set) var agreedEvaluations = 0
  /// Updates done at the last anchor that was equal before.
  public private(set) var agreedAnchor: Int?
  /// Updates done where a run was taken up after it had been killed.
  public private(set) var takenUpAt: Int?
  /// Of the record with the first difference: the columns that it has.
  public private(set) var shares: [(column: Column, share: Share)] = []
  /// Components of the state that differ, and that are equal, where the record is an anchor.
  public private(set) var differingComponents: [String] = []
  public private(set) var equalComponents: [String] = []

  /// - Parameter anchor: the anchor from which the rerun started, if it did not start at the beginning.
  public init(startingAt anchor: Int? = nil) { agreedAnchor = anchor }

  /// Takes the next pair of records, and what the comparison said of them; none after the first difference.
  public mutating func append(
    expected: TrajectoryEvent, actual: TrajectoryEvent, _ difference: Divergence?,
    _ schema: RecordSchema
  ) {
    guard first == nil else { return }
    guard let difference else { return appendEqual(expected) }
    first = difference
    guard expected.record == actual.record else { return }
    for column in schema.columns(expected.record) {
      guard let a = expected[column], let b = actual[column] else { continue }
      let differing = a.differences(from: b)?.count ?? max(a.count, b.count)
      if column.record != .anchor {
        shares.append((column, Share(differing: differing, total: max(a.count, b.count))))
        note(a.differences(from: b) ?? [], of: column, schema)
      } else if differing == 0 {
        equalComponents.append(column.name)
      } else {
        differingComponents.append(column.name)
      }
    }
  }

  /// The run was killed, and taken up after so many updates.
  mutating func takeUp(at updates: Int) { if first == nil { takenUpAt = updates } }

  /// Takes a difference that is not between two records.
  public mutating func append(_ difference: Divergence) { if first == nil { first = difference } }

  private mutating func appendEqual(_ event: TrajectoryEvent) {
    switch event {
    case .step: agreedUpdates += 1
    case .evaluation: agreedEvaluations += 1
    case .anchor(let record): agreedAnchor = record.step
    case .series: break
    }
  }

  /// Takes the names of the tensors that differ.
  private mutating func note(_ places: [Int], of column: Column, _ schema: RecordSchema) {
    guard case .series(let index) = column.record, column.kind == .digest else { return }
    let names = schema.series[index].digestNames
    differingComponents += places.prefix(Self.namedComponents).map { names[$0] }
    let more = places.count - Self.namedComponents
    if more > 0 { differingComponents.append("\(more) more") }
  }

  /// So many tensors are named.
  private static let namedComponents = 8

  /// Whether the first record that differs has this column.
  func holds(_ column: Column) -> Bool { shares.contains { $0.column == column } }

  /// Whether the first record that differs has this column, all of it equal.
  func isEqual(_ column: Column) -> Bool {
    shares.first { $0.column == column }?.share.differing == 0
  }
}
