import Arithmetic

/// Sequences of a batch, one after another without padding.
public struct Batch: Sendable {
  /// Token, type and position of each packed row.
  let ids: [Int32]
  let types: [Int32]
  let positions: [Int32]
  /// Row where each sequence begins, and the number of rows at the end.
  let starts: [Int]
  /// The class of each sequence.
  public let labels: [Int32]
  let rows: RowPositions
  /// Row 0 of each sequence, for what happens to the [CLS] rows alone.
  let firstRows: RowPositions
  /// Sequences by falling length: work is handed out longest first.
  let byLength: [Int]
  /// Where the attention scores of each sequence begin: H * T * T floats each.
  let scoreStarts: [Int]

  public var sequenceCount: Int { labels.count }
  public var rowCount: Int { ids.count }

  /// Packs `texts` in their order. `headCount` sizes the attention scores.
  public init(_ texts: [EncodedText], labels: [Int32], headCount: Int) {
    precondition(texts.count == labels.count, "\(texts.count) texts, \(labels.count) labels")
    var ids: [Int32] = []
    var types: [Int32] = []
    var positions: [Int32] = []
    var sequences: [Int32] = []
    var starts = [0]
    var scoreStarts = [0]
    for (sequence, text) in texts.enumerated() {
      ids += text.ids
      types += text.types
      positions += (0..<Int32(text.ids.count))
      sequences += repeatElement(Int32(sequence), count: text.ids.count)
      starts.append(ids.count)
      scoreStarts.append(scoreStarts[sequence] + headCount * text.ids.count * text.ids.count)
    }
    self.ids = ids
    self.types = types
    self.positions = positions
    self.starts = starts
    self.labels = labels
    self.scoreStarts = scoreStarts
    rows = RowPositions(sequence: sequences, row: positions)
    firstRows = RowPositions(
      sequence: texts.indices.map(Int32.init), row: [Int32](repeating: 0, count: texts.count))
    byLength = texts.indices.sorted {
      (texts[$1].ids.count, $0) < (texts[$0].ids.count, $1)
    }
  }

  /// The rows of a sequence.
  func range(_ sequence: Int) -> Range<Int> { starts[sequence]..<starts[sequence + 1] }

  /// Bytes that identify the batch: labels, starts (0 to the number of rows), ids and types, each in
  /// 4 bytes, little-endian.
  public var identity: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ values: some Sequence<Int32>) {
      for value in values { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    }
    append(labels)
    append(starts.map(Int32.init))
    append(ids)
    append(types)
    return bytes
  }
}
