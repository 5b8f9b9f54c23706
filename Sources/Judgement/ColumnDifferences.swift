import Trajectory

/// Two goldens record by record: how far each column differs, beyond the first difference.
public struct ColumnDifferences: Sendable {
  /// Columns that both goldens have, in the order of the first.
  public let columns: [ColumnDifference]
  /// Records that only the first, and only the second golden has, by their kinds.
  public let onlyFirst: [Column.Record: Int]
  public let onlySecond: [Column.Record: Int]

  /// The columns that differ.
  public var differing: [ColumnDifference] { columns.filter(\.differs) }

  /// Reads both goldens side by side. Records belong together if they are of one kind, after as many updates.
  ///
  /// Memory: as for reading each of them in pieces, whatever their length.
  /// - Throws: `InputError` of kind malformed if a file changed under the reader.
  public init(_ first: GoldenReader, _ second: GoldenReader) throws {
    let others = second.schema.columns
    var pairs = first.schema.columns.compactMap { column in
      others.first { $0.isLike(column) }.map {
        (other: $0, difference: ColumnDifference(column))
      }
    }
    var (onlyFirst, onlySecond): ([Column.Record: Int], [Column.Record: Int]) = ([:], [:])
    var (left, right) = (first.events(), second.events())
    var (a, b) = (try left.next(), try right.next())
    func place(_ event: TrajectoryEvent?, _ reader: GoldenReader) -> RecordPlace? {
      event.map { RecordPlace($0, reader.schema) }
    }
    while let place = [place(a, first), place(b, second)].compactMap(\.self).min() {
      switch (a, b) {
      case (let x?, let y?)
      where RecordPlace(x, first.schema) == RecordPlace(y, second.schema):
        for index in pairs.indices where pairs[index].difference.column.record == x.record {
          guard let old = x[pairs[index].difference.column], let new = y[pairs[index].other]
          else { continue }
          pairs[index].difference.append(old, new, step: x.step)
        }
        (a, b) = (try left.next(), try right.next())
      case (let x?, _) where RecordPlace(x, first.schema) == place:
        onlyFirst[x.record, default: 0] += 1
        a = try left.next()
      case (_, let y?):
        onlySecond[y.record, default: 0] += 1
        b = try right.next()
      case (_, nil): preconditionFailure("the least place is nobody's")
      }
    }
    columns = pairs.map(\.difference)
    (self.onlyFirst, self.onlySecond) = (onlyFirst, onlySecond)
  }
}

extension Column {
  /// Whether two goldens have it: series by their names, as each golden numbers its own.
  fileprivate func isLike(_ other: Column) -> Bool {
    guard case .series = record, case .series = other.record else { return self == other }
    return name == other.name && kind == other.kind && part == other.part
  }
}

/// Where a record stands among those of a trial: updates done, then an update before its evaluation, its anchor and
/// the series by their names.
private struct RecordPlace: Comparable {
  let updates: Int
  let kind: Int
  let series: String

  init(_ event: TrajectoryEvent, _ schema: RecordSchema) {
    updates = event.updateCount
    (kind, series) =
      switch event {
      case .step: (0, "")
      case .evaluation: (1, "")
      case .anchor: (2, "")
      case .series(let record): (3, schema.series[record.series].name)
      }
  }

  static func < (a: RecordPlace, b: RecordPlace) -> Bool {
    guard (a.updates, a.kind) == (b.updates, b.kind) else {
      return (a.updates, a.kind) < (b.updates, b.kind)
    }
    return a.series.utf8.lexicographicallyPrecedes(b.series.utf8)
  }
}
