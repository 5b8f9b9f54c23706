import Text
import Trajectory

/// What two goldens do not have in common; nothing is rerun.
public struct GoldenDifference: Sendable {
  /// The members of the headers that differ, by their places such as `protocol.epochs`.
  public let header: [SettingDifference]
  /// The first value in which the records differ, as `verify` would find it in a rerun.
  public let firstDivergence: Divergence?
  /// What points to the reason; empty where no value differs.
  public let diagnosis: Diagnosis
  /// Values that are equal up to there.
  public let valueCount: Int

  public var isEqual: Bool { headerMembers.isEmpty && firstDivergence == nil }

  /// The names of `header`, sorted.
  public var headerMembers: [String] { header.map(\.name) }

  /// Compares the goldens, the first of which stands for what is expected.
  ///
  /// - Throws: `InputError`: of kind unverifiable if a golden holds pages that this version cannot
  ///   read, of kind malformed if a file changed under the reader.
  public init(_ expected: GoldenReader, _ actual: GoldenReader) throws {
    for reader in [expected, actual] { try reader.checkPages() }
    header = SettingDifference.all(expected.header.value, actual.header.value)
    var replay = Replay(expected)
    var events = actual.events()
    var divergence: Divergence?
    while divergence == nil, let event = try events.next() {
      divergence = try replay.compare(event.numbered(as: expected.schema, by: actual.schema))
    }
    firstDivergence = try divergence ?? replay.finish(actual.outcome)
    valueCount = replay.valueCount
    diagnosis =
      firstDivergence == nil
      ? Diagnosis()
      : Diagnosis(
        pattern: replay.pattern, settings: header.filter(\.isDeclared).map(\.asDeclared),
        sides: ("the first golden", "the second"))
  }
}

extension TrajectoryEvent {
  /// The record with the place that its series has among those of another golden, beyond them all if it has none there.
  fileprivate func numbered(as other: RecordSchema, by own: RecordSchema) -> TrajectoryEvent {
    guard case .series(var record) = self else { return self }
    record.series =
      other.series.firstIndex(of: own.series[record.series])
      ?? other.series.count + record.series
    return .series(record)
  }
}

extension SettingDifference {
  /// Whether the member of a header says something of the trial, and not only which columns are recorded.
  fileprivate var isDeclared: Bool { name != "columns" && !name.hasPrefix("columns.") }

  /// What another trainer declared, by the name that it gave.
  fileprivate var asDeclared: SettingDifference {
    let own = name.hasPrefix("trial.") ? String(name.dropFirst("trial.".count)) : name
    return SettingDifference(name: own, expected: expected, actual: actual)
  }
}
