import Files

/// Records of one kind as the uncompressed chunks of a page, and back.
///
/// A page stands alone: its first evaluation is coded as if predictions and logits before it
/// were 0.
struct PageCodec: Sendable {
  let schema: RecordSchema

  // MARK: Records to chunks

  func chunks(_ steps: [StepRecord]) -> [[UInt8]] {
    slots.flatMap { slot in PlaneTransposition.planes(steps.map { $0[slot: slot] }) }
  }

  func chunks(_ evaluations: [EvaluationRecord]) -> [[UInt8]] {
    let events = evaluations.map(TrajectoryEvent.evaluation)
    return PlaneTransposition.planes(evaluations.map { UInt32($0.step) })
      + schema.columns(.evaluation).flatMap { column in
        chunks(events.map { values($0, column) }, column)
      }
  }

  func chunks(_ anchors: [AnchorRecord]) -> [[UInt8]] {
    PlaneTransposition.planes(anchors.map { UInt32($0.step) }) + [
      anchors.flatMap { $0.components.flatMap(\.digest.bytes) }
    ]
  }

  func chunks(_ records: [SeriesRecord]) -> [[UInt8]] {
    guard let first = records.first else { return [] }
    let columns = schema.columns(.series(first.series)).enumerated()
    return PlaneTransposition.planes(records.map { UInt32($0.step) })
      + columns.flatMap { place, column in chunks(records.map { $0.values[place] }, column) }
  }

  /// The chunks of one column of evaluations or a series: counts as they are, classes as bits that changed, binary32
  /// numbers as differences.
  private func chunks(_ rows: [ColumnValues], _ column: Column) -> [[UInt8]] {
    var words: [UInt32] = []
    var bytes: [UInt8] = []
    let shape = schema.shape(of: column)
    var previousWords = [UInt32](repeating: 0, count: schema.width(column))
    var previousBits = [UInt8](repeating: 0, count: shape?.predictionByteCount ?? 0)
    for row in rows {
      switch row {
      case .counts(let counts): words += counts.map { UInt32($0) }
      case .words(let values): words += values
      case .numbers(let numbers):
        let bits = numbers.map(\.bitPattern)
        words += LogitDifferences.encoded(bits, after: previousWords)
        previousWords = bits
      case .labels(let labels):
        let bits = PredictionBits.packed(
          labels, width: shape?.predictionBitCount ?? 0, byteCount: previousBits.count)
        bytes += zip(bits, previousBits).map { $0 ^ $1 }
        previousBits = bits
      case .digests(let digests): bytes += digests.flatMap(\.bytes)
      case .doubles(let numbers):
        words += numbers.flatMap { number in
          [UInt32(truncatingIfNeeded: number.bitPattern), UInt32(number.bitPattern >> 32)]
        }
      }
    }
    switch column.kind {
    case .label, .digest: return [bytes]
    case .number, .word, .count: return PlaneTransposition.planes(words)
    case .double:
      let halves = [0, 1].map { half in words.indices.filter { $0 % 2 == half }.map { words[$0] } }
      return halves.flatMap(PlaneTransposition.planes)
    }
  }

  private func values(_ event: TrajectoryEvent, _ column: Column) -> ColumnValues {
    guard let values = event[column] else { preconditionFailure("no \(column.name) in \(event)") }
    return values
  }

  private var slots: [Int] { schema.stepColumns.compactMap(\.slot) }

  // MARK: Chunks to records; the sizes of the chunks are those of the schema

  func steps(_ chunks: [[UInt8]], first: Int) -> [StepRecord] {
    let columns = stride(from: 0, to: chunks.count, by: 4).map {
      PlaneTransposition.words(chunks[$0..<$0 + 4])
    }
    var records = columns[0].indices.map { StepRecord(step: first + $0, lossBits: 0) }
    for (slot, words) in zip(slots, columns) {
      for row in words.indices { records[row][slot: slot] = words[row] }
    }
    return records
  }

  /// - Returns: nil if bits past the end are set or a class does not exist.
  func evaluations(_ chunks: [[UInt8]]) -> [EvaluationRecord]? {
    var rest = chunks[...]
    var events = PlaneTransposition.words(rest.prefix(4)).map {
      TrajectoryEvent.evaluation(EvaluationRecord(step: Int($0), counts: []))
    }
    rest = rest.dropFirst(4)
    for column in schema.columns(.evaluation) {
      guard let rows = rows(&rest, column, count: events.count) else { return nil }
      for (row, values) in rows.enumerated() { column.set(values, &events[row]) }
    }
    return events.compactMap { if case .evaluation(let record) = $0 { record } else { nil } }
  }

  /// - Returns: nil if bits past the end are set or a class does not exist.
  func series(_ index: Int, _ chunks: [[UInt8]]) -> [SeriesRecord]? {
    var rest = chunks[...]
    var records = PlaneTransposition.words(rest.prefix(4)).map {
      SeriesRecord(series: index, step: Int($0))
    }
    rest = rest.dropFirst(4)
    for column in schema.columns(.series(index)) {
      guard let rows = rows(&rest, column, count: records.count) else { return nil }
      for (row, values) in rows.enumerated() { records[row].values.append(values) }
    }
    return records
  }

  /// The values of one column of evaluations or a series, row by row, from its chunks, the first of `rest`.
  private func rows(
    _ rest: inout ArraySlice<[UInt8]>, _ column: Column, count: Int
  ) -> [ColumnValues]? {
    let width = schema.width(column)
    func take(_ count: Int) -> ArraySlice<[UInt8]> {
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    switch column.kind {
    case .label:
      let shape = schema.shape(of: column)
      return shape.flatMap { labels(take(1).first ?? [], $0, count: count) }
    case .digest: return digests(take(1).first ?? [], width, count: count)
    case .double:
      let (low, high) = (PlaneTransposition.words(take(4)), PlaneTransposition.words(take(4)))
      let numbers = zip(low, high).map { Double(bitPattern: UInt64($1) << 32 | UInt64($0)) }
      return (0..<count).map { .doubles(Array(numbers[$0 * width..<($0 + 1) * width])) }
    case .number, .word, .count: return words(take(4), column, width, count: count)
    }
  }

  private func words(
    _ chunks: ArraySlice<[UInt8]>, _ column: Column, _ width: Int, count: Int
  ) -> [ColumnValues] {
    let words = PlaneTransposition.words(chunks)
    var previous = [UInt32](repeating: 0, count: width)
    return (0..<count).map { row in
      let stored = words[row * width..<(row + 1) * width]
      switch column.kind {
      case .count: return .counts(stored.map { Int($0) })
      case .number:
        previous = LogitDifferences.decoded(stored, after: previous)
        return .numbers(previous.map { Float(bitPattern: $0) })
      case .word, .double, .label, .digest: return .words(Array(stored))
      }
    }
  }

  private func digests(_ chunk: [UInt8], _ width: Int, count: Int) -> [ColumnValues] {
    (0..<count).map { row in
      .digests(
        (row * width..<(row + 1) * width).map { place in
          let start = place * Digest.byteCount
          return Digest(bytes: chunk[start..<start + Digest.byteCount])!
        })
    }
  }

  private func labels(
    _ chunk: [UInt8], _ shape: EvaluationShape, count: Int
  ) -> [ColumnValues]? {
    var bits = [UInt8](repeating: 0, count: shape.predictionByteCount)
    var rows: [ColumnValues] = []
    for row in 0..<count {
      for index in bits.indices { bits[index] ^= chunk[row * bits.count + index] }
      guard
        let labels = PredictionBits.unpacked(
          bits, count: shape.examples, width: shape.predictionBitCount, labels: shape.labels)
      else { return nil }
      rows.append(.labels(labels))
    }
    return rows
  }

  func anchors(_ chunks: [[UInt8]]) -> [AnchorRecord] {
    let width = schema.anchorComponents.count
    return PlaneTransposition.words(chunks[0..<4]).enumerated().map { row, step in
      let components = schema.anchorComponents.enumerated().map { index, name in
        let start = (row * width + index) * Digest.byteCount
        return AnchorRecord.Component(
          name, Digest(bytes: chunks[4][start..<start + Digest.byteCount])!)
      }
      return AnchorRecord(step: Int(step), components: components)
    }
  }
}
