import Trajectory

/// What a neighbouring seed changes in the values that a trainer computes, and what of that the comparison tells.
///
/// Digests are left out: a batch digest or an anchor may be a digest of what the trainer was only told.
struct NeighbourEvidence {
  let comparison: any Comparison
  /// nil in the exact lane.
  let tolerances: Tolerances?
  private let schema: RecordSchema
  /// Columns in which the neighbour is told from the sample.
  private var told: Set<Column> = []
  /// Columns that the neighbour moved by more than rounding.
  private var moved: Set<Column> = []

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
    guard actual.record == expected.record, actual.step == expected.step else { return false }
    for column in schema.computedColumns where column.record == expected.record {
      guard let values = actual[column], values.count == expected[column]?.count else {
        return false
      }
      let changed = expected.with(values, in: column)
      if comparison.difference(expected: expected, actual: changed, schema) != nil {
        told.insert(column)
      }
      if column.isContinuous, moves(expected, changed) { moved.insert(column) }
    }
    return true
  }

  /// Whether more records would tell no more: some column was told, and each one that could be too loose.
  func isSettled(_ recorded: Set<Column>) -> Bool {
    let loose = schema.computedColumns.filter { column in
      column.isContinuous && recorded.contains(column) && tolerances?.isLoose(column) ?? false
    }
    return !told.isEmpty && told.isSuperset(of: loose)
  }

  /// Why the neighbour is no evidence; nil if it is.
  var finding: String? {
    guard !told.isEmpty else { return Self.silent + " beyond its tolerance" }
    let met = schema.computedColumns.filter { moved.contains($0) && !told.contains($0) }
    guard !met.isEmpty else { return nil }
    let names = met.map { "'\($0.valueName)'" }.joined(separator: ", ")
    return " within the tolerance of \(names)"
  }

  /// That nothing which a trainer computes differs.
  static let silent = ": no loss, norm, count, prediction or logit differs"

  private func moves(_ a: TrajectoryEvent, _ b: TrajectoryEvent) -> Bool {
    ToleranceComparison(tolerances: Tolerances(relative: Self.rounding))
      .difference(expected: a, actual: b, schema) != nil
  }
}
