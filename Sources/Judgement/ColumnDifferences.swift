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
    var pairs = first.schema.columns.compactMap { column in
      second.schema.columns.first { $0 == column }.map {
        (other: $0, difference: ColumnDifference(column))
      }
    }
    var (onlyFirst, onlySecond): ([Column.Record: Int], [Column.Record: Int]) = ([:], [:])
    var (left, right) = (first.events(), second.events())
    var (a, b) = (try left.next(), try right.next())
    while let place = [a, b].compactMap({ $0?.place }).min() {
      switch (a, b) {
      case (let x?, let y?) where x.place == y.place:
        for index in pairs.indices where pairs[index].difference.column.record == x.record {
          guard let old = x[pairs[index].difference.column], let new = y[pairs[index].other]
          else { continue }
          pairs[index].difference.append(old, new, step: x.step)
        }
        (a, b) = (try left.next(), try right.next())
      case (let x?, _) where x.place == place:
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

extension TrajectoryEvent {
  /// Where it stands among the records of a trial: updates done, then an update before its evaluation and its anchor.
  fileprivate var place: RecordPlace { RecordPlace(updates: updateCount, kind: record.rawValue) }
}

private struct RecordPlace: Comparable {
  let updates: Int
  let kind: Int

  static func < (a: RecordPlace, b: RecordPlace) -> Bool {
    (a.updates, a.kind) < (b.updates, b.kind)
  }
}
