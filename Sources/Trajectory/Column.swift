/// A value that a golden records at each update, evaluation or anchor: one row of the table.
///
/// The schema of a golden is a choice of rows. Codec, comparison, the count of identical values, the
/// negative controls, the diagnosis and every output loop over the schema's columns, so that what is
/// recorded is compared, and what is compared is controlled.
///
/// To add a column, see this room's README.
public struct Column: Sendable {
  /// The kind of record that holds it.
  public enum Record: Sendable, Hashable {
    case step, evaluation, anchor
    /// One of the schema's series, by its place among them.
    case series(Int)
  }

  /// What one of its values is.
  public enum Kind: Sendable {
    /// A binary32 number, compared by its bits.
    case number
    /// A binary64 number, compared by its bits.
    case double
    /// Four bytes of a digest.
    case word
    /// A number of examples.
    case count
    /// A class.
    case label
    /// A SHA-256 digest.
    case digest
  }

  /// How a program finds it: in headers, JSON objects and CSV.
  public let name: String
  /// What one of its values is called in reports and in `Divergence`: `logit` of `logits`.
  public let valueName: String
  /// The same for people: one value, and several.
  public let singular: String
  public let plural: String
  public let record: Record
  public let kind: Kind
  /// Among the columns of a record, the order in which the values come about: the first that differs is
  /// nearest to the cause.
  public let rank: Int
  /// Whether the values are answers on examples, or counts of them: those of an evaluation, be it a series or not.
  public var holdsAnswers: Bool { record == .evaluation || part == .answers }

  /// What a column of a series is of.
  public enum SeriesPart: Sendable, Hashable { case scalar, answers, digests, update }

  /// nil for a column of other records.
  public internal(set) var part: SeriesPart?
  /// The place in `StepRecord`; nil for other records.
  let slot: Int?
  let get: @Sendable (TrajectoryEvent) -> ColumnValues?
  let set: @Sendable (ColumnValues, inout TrajectoryEvent) -> Void
}

extension Column: Hashable {
  public static func == (a: Column, b: Column) -> Bool { a.record == b.record && a.name == b.name }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(record)
    hasher.combine(name)
  }
}

extension TrajectoryEvent {
  /// The kind of this record.
  public var record: Column.Record {
    switch self {
    case .step: .step
    case .evaluation: .evaluation
    case .anchor: .anchor
    case .series(let record): .series(record.series)
    }
  }

  /// The values that the record holds of `column`; nil where it holds none.
  public subscript(column: Column) -> ColumnValues? { column.get(self) }

  /// The record with other values of `column`.
  ///
  /// - Precondition: as many as the record has, of the column's kind.
  public func with(_ values: ColumnValues, in column: Column) -> TrajectoryEvent {
    precondition(
      self[column]?.count == values.count, "\(values.count) values for \(column.name) of \(record)")
    var copy = self
    column.set(values, &copy)
    return copy
  }
}
