import Files
import Text

/// What follows from a schema: the shapes of records, pages and chunks, and the size of a golden.
extension RecordSchema {
  /// The number of counts in an evaluation.
  public var countsPerEvaluation: Int { shape.countsPerEvaluation }

  /// The number of records in a full page; 0 where there are no such records.
  func rowsPerPage(_ kind: PageKind) -> Int {
    switch kind {
    case .steps: return GoldenFormat.stepsPerPage
    case .evaluations where evaluation == .none: return 0
    case .evaluations, .series:
      let size = chunkByteCounts(kind, rows: 1).reduce(0, +)
      let rows = GoldenFormat.evaluationPageByteCount / size
      return max(1, min(GoldenFormat.evaluationsPerPage, rows))
    case .anchors: return anchorComponents.isEmpty ? 0 : GoldenFormat.anchorsPerPage
    }
  }

  /// The uncompressed sizes of the chunks of a page, in order.
  func chunkByteCounts(_ kind: PageKind, rows: Int) -> [Int] {
    func planes(_ words: Int) -> [Int] { Array(repeating: words * rows, count: 4) }
    switch kind {
    case .steps: return stepColumns.flatMap { _ in planes(1) }
    case .evaluations, .series:
      return planes(1)
        + columns(kind.record).flatMap { column -> [Int] in
          switch column.kind {
          case .number, .word, .count: planes(width(column))
          case .double: planes(width(column)) + planes(width(column))
          case .label: [(shape(of: column)?.predictionByteCount ?? 0) * rows]
          case .digest: [Digest.byteCount * width(column) * rows]
          }
        }
    case .anchors: return planes(1) + [32 * anchorComponents.count * rows]
    }
  }

  /// Why `event` cannot be recorded under this schema; nil if it can.
  package func mismatch(_ event: TrajectoryEvent) -> String? {
    switch event {
    case .step(let record):
      for slot in 0..<StepRecord.slotCount
      where record[slot: slot] != 0 && !stepColumns.contains(where: { $0.slot == slot }) {
        let name = stepTable.first { $0.slot == slot }?.singular ?? "value"
        return "step \(record.step) has a \(name), which the header does not list"
      }
    case .evaluation(let record):
      let place = "the evaluation at step \(record.step)"
      guard evaluation != .none else { return place + " is not in the header's columns" }
      return mismatch(event, Column.evaluations, place)
    case .anchor(let record):
      guard !anchorComponents.isEmpty, record.components.map(\.name) == anchorComponents else {
        return "the anchor at step \(record.step) has other components than the header lists"
      }
    case .series(let record):
      guard series.indices.contains(record.series) else { return "a series is not in the header" }
      let place = "'\(series[record.series].name)' at step \(record.step)"
      let columns = columns(event.record)
      guard record.values.count == columns.count else {
        return place + " has \(record.values.count) columns, not \(columns.count)"
      }
      return mismatch(event, columns, place)
    }
    return nil
  }

  /// Why values of a record cannot be recorded.
  private func mismatch(_ event: TrajectoryEvent, _ columns: [Column], _ place: String) -> String? {
    for column in columns {
      let (values, width) = (event[column], width(column))
      guard values?.count ?? 0 == width else {
        return place + " has \(values?.count ?? 0) \(column.plural), not \(width)"
      }
      switch (column.kind, values) {
      case (.count, .counts(let counts)):
        guard counts.allSatisfy({ UInt32(exactly: $0) != nil }) else {
          return place + " has a count that is negative or beyond 32 bits"
        }
      case (.label, .labels(let classes)):
        let labels = shape(of: column)?.labels ?? 0
        guard classes.allSatisfy({ $0 < labels }) else {
          return place + " predicts a class beyond the \(labels) labels"
        }
      case (.number, .numbers), (.double, .doubles), (.word, .words), (.digest, .digests): break
      case (_, nil): break
      default: return place + " has values of another kind than \(column.plural)"
      }
    }
    return nil
  }
}

extension RecordSchema {
  /// Refuses a trial whose golden may be too large for its readers, before it is trained.
  ///
  /// What counts is the size without compression, since nobody knows how well losses will compress.
  ///
  /// - Parameter limit: the greatest file that a reader accepts.
  /// - Throws: `InputError` of kind usage.
  public func checkSize(
    steps: Int, evaluations: Int, anchors: Int, limit: Int = GoldenReader.byteLimit
  ) throws {
    let sizes = [
      byteCount(.steps, rows: steps), byteCount(.evaluations, rows: evaluations),
      byteCount(.anchors, rows: anchors),
    ]
    let ends = GoldenFormat.prologueByteCount + GoldenFormat.footerByteCount
    let total = sizes.reduce(
      GoldenFormat.headerLimit + ends + GoldenFormat.tailByteCount, +)
    guard total <= limit else {
      throw InputError(
        "the golden of \(steps) updates and \(evaluations) evaluations could have \(total) bytes, more "
          + "than the \(limit) of the format",
        advice: "evaluate less often, or leave out the logits")
    }
  }

  /// The most bytes that pages of `rows` records and their places in the footer can have: a chunk is stored
  /// as it is if it does not compress.
  private func byteCount(_ kind: PageKind, rows: Int) -> Int {
    let capacity = rowsPerPage(kind)
    guard rows > 0, capacity > 0 else { return 0 }
    let row = chunkByteCounts(kind, rows: 1)
    let page =
      GoldenFormat.pageFrameByteCount + row.count * GoldenFormat.chunkFrameByteCount
      + GoldenFormat.indexEntryByteCount + Digest.byteCount
    return rows * row.reduce(0, +) + (rows + capacity - 1) / capacity * page
  }
}
