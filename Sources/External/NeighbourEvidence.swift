import Trajectory
import Verification

/// What a neighbouring seed changes in the values that a trainer computes, and what of that the comparison tells.
///
/// Digests are left out: a batch digest or an anchor may be a digest of what the trainer was only told.
struct NeighbourEvidence {
  let comparison: any Comparison
  /// nil in the exact lane.
  let tolerances: Tolerances?
  private let schema: RecordSchema
  /// Columns in which the neighbour is told from the sample.
  private var told: Set<TolerantColumn> = []
  /// Columns that the neighbour moved by more than rounding.
  private var moved: Set<TolerantColumn> = []

  /// Relative differences up to this may be rounding, as of norms that were clipped to 1.
  static let rounding = 0x1p-16

  init(_ comparison: any Comparison, _ tolerances: Tolerances?, _ schema: RecordSchema) {
    self.comparison = comparison
    self.tolerances = tolerances
    self.schema = schema
  }

  /// Looks at a record of the neighbour and the one of the sample in its place.
  ///
  /// - Returns: false where they are of different shapes, after which nothing can be told.
  mutating func take(_ actual: TrajectoryEvent, like expected: TrajectoryEvent) -> Bool {
    guard actual.isAlike(expected) else { return false }
    for column in TolerantColumn.allCases where column.isRecorded(in: expected, schema) {
      guard let changed = expected.taking(column, of: actual) else { return false }
      if comparison.difference(expected: expected, actual: changed) != nil { told.insert(column) }
      if column.isContinuous, Self.moves(expected, changed) { moved.insert(column) }
    }
    return true
  }

  /// Whether more records would tell no more: some column was told, and each one that could be too loose.
  func isSettled(_ recorded: Set<TolerantColumn>) -> Bool {
    let loose = TolerantColumn.allCases.filter { column in
      column.isContinuous && recorded.contains(column) && tolerances?.isLoose(column) ?? false
    }
    return !told.isEmpty && told.isSuperset(of: loose)
  }

  /// Why the seed is no evidence; nil if it is. `seed` is its place in the command.
  func finding(_ seed: String) -> String? {
    guard !told.isEmpty else {
      return " of \(seed): no loss, norm, count, prediction or logit differs"
        + (tolerances == nil ? "" : " beyond its tolerance")
    }
    let met = TolerantColumn.allCases.filter { moved.contains($0) && !told.contains($0) }
    guard !met.isEmpty else { return nil }
    let names = met.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return " of \(seed) within the tolerance of \(names)"
  }

  private static func moves(_ a: TrajectoryEvent, _ b: TrajectoryEvent) -> Bool {
    ToleranceComparison(tolerances: Tolerances(relative: rounding))
      .difference(expected: a, actual: b) != nil
  }
}

extension TrajectoryEvent {
  /// Whether the two are records of one kind after the same update.
  fileprivate func isAlike(_ other: TrajectoryEvent) -> Bool {
    switch (self, other) {
    case (.step(let a), .step(let b)): a.step == b.step
    case (.evaluation(let a), .evaluation(let b)): a.step == b.step
    case (.anchor(let a), .anchor(let b)): a.step == b.step
    default: false
    }
  }
}
