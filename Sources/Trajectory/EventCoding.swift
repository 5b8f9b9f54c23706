import Files

/// A record as canonical bytes: what the hash chain covers and the journal holds.
extension TrajectoryEvent {
  private enum Tag {
    static let step: UInt8 = 1
    static let evaluation: UInt8 = 2
    static let anchor: UInt8 = 3
    static let series: UInt8 = 4
  }

  /// - Precondition: the schema has no mismatch with the record.
  func encoded(_ schema: RecordSchema) -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .step(let record):
      bytes.append(Tag.step)
      bytes.append(littleEndian: UInt32(record.step))
    case .evaluation(let record):
      bytes.append(Tag.evaluation)
      bytes.append(littleEndian: UInt32(record.step))
    case .anchor(let record):
      bytes.append(Tag.anchor)
      bytes.append(littleEndian: UInt32(record.step))
    case .series(let record):
      bytes.append(Tag.series)
      bytes.append(littleEndian: UInt32(record.step))
      bytes.append(UInt8(record.series))
    }
    for column in schema.columns(record) {
      guard let values = self[column] else { preconditionFailure("no \(column.name) in \(self)") }
      values.append(to: &bytes)
    }
    return bytes
  }

  /// The record whose canonical bytes are given, of the schema's sizes; nil if there is none.
  init?(decoding bytes: ArraySlice<UInt8>, _ schema: RecordSchema) {
    var cursor = ByteCursor(bytes, base: 0, name: "")
    guard let event = try? TrajectoryEvent.read(&cursor, schema), cursor.remaining == 0,
      schema.mismatch(event) == nil
    else { return nil }
    self = event
  }

  private static func read(
    _ cursor: inout ByteCursor, _ schema: RecordSchema
  ) throws -> TrajectoryEvent {
    let tag = try cursor.number(UInt8.self)
    let step = try cursor.count()
    var event: TrajectoryEvent
    switch tag {
    case Tag.step: event = .step(StepRecord(step: step, lossBits: 0))
    case Tag.evaluation: event = .evaluation(EvaluationRecord(step: step, counts: []))
    case Tag.anchor: event = .anchor(AnchorRecord(step: step, names: schema.anchorComponents))
    case Tag.series:
      let index = Int(try cursor.number(UInt8.self))
      guard index < schema.series.count else { throw cursor.malformed("an unknown series") }
      let none = schema.columns(.series(index)).map { _ in ColumnValues.words([]) }
      event = .series(SeriesRecord(series: index, step: step, values: none))
    default: throw cursor.malformed("an unknown record")
    }
    for column in schema.columns(event.record) {
      column.set(
        try ColumnValues(&cursor, column.kind, count: schema.width(column)), &event)
    }
    return event
  }

  /// The greatest size of a record's canonical bytes.
  static func byteLimit(_ schema: RecordSchema) -> Int {
    let sizes = schema.records.map { record in
      schema.columns(record).reduce(0) {
        $0 + schema.width($1) * ColumnValues.byteCount($1.kind)
      }
    }
    return (schema.series.isEmpty ? 5 : 6) + max(12, sizes.max() ?? 0)
  }
}

extension ColumnValues {
  /// Bytes of one value in a record's canonical bytes.
  static func byteCount(_ kind: Column.Kind) -> Int {
    switch kind {
    case .number, .word, .count: 4
    case .double: 8
    case .label: 1
    case .digest: Digest.byteCount
    }
  }

  /// Appends the values, little-endian, one after the other.
  fileprivate func append(to bytes: inout [UInt8]) {
    switch self {
    case .numbers(let values): for value in values { bytes.append(littleEndian: value.bitPattern) }
    case .doubles(let values): for value in values { bytes.append(littleEndian: value.bitPattern) }
    case .words(let values): for value in values { bytes.append(littleEndian: value) }
    case .counts(let values): for value in values { bytes.append(littleEndian: UInt32(value)) }
    case .labels(let values): bytes += values
    case .digests(let values): for value in values { bytes += value.bytes }
    }
  }

  /// Reads `count` values that stand one after the other.
  fileprivate init(_ cursor: inout ByteCursor, _ kind: Column.Kind, count: Int) throws {
    switch kind {
    case .number:
      self = .numbers(
        try (0..<count).map { _ in Float(bitPattern: try cursor.number(UInt32.self)) })
    case .double:
      self = .doubles(
        try (0..<count).map { _ in Double(bitPattern: try cursor.number(UInt64.self)) })
    case .word: self = .words(try (0..<count).map { _ in try cursor.number(UInt32.self) })
    case .count: self = .counts(try (0..<count).map { _ in try cursor.count() })
    case .label: self = .labels(Array(try cursor.take(count)))
    case .digest: self = .digests(try (0..<count).map { _ in try cursor.digest() })
    }
  }
}
