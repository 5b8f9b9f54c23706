import Arithmetic

/// Sequences of a batch, one after another without padding.
public struct Batch: Sendable {
  /// Token, type and position of each packed row.
  let ids: [Int32]
  let types: [Int32]
  let positions: [Int32]
  /// Row where each sequence begins: its [CLS] row.
  let starts: [Int32]
  /// The class of each sequence.
  public let labels: [Int32]
  let rows: RowPositions
  /// Row 0 of each sequence, for what happens to the [CLS] rows alone.
  let firstRows: RowPositions
  let attention: AttentionLayout

  public var sequenceCount: Int { labels.count }
  public var rowCount: Int { ids.count }

  /// Packs `texts` in their order. `headCount` sizes the attention scores.
  public init(_ texts: [EncodedText], labels: [Int32], headCount: Int) {
    precondition(texts.count == labels.count, "\(texts.count) texts, \(labels.count) labels")
    var ids: [Int32] = []
    var types: [Int32] = []
    var positions: [Int32] = []
    var sequences: [Int32] = []
    var starts: [Int32] = []
    for (sequence, text) in texts.enumerated() {
      starts.append(Int32(ids.count))
      ids += text.ids
      types += text.types
      positions += (0..<Int32(text.ids.count))
      sequences += repeatElement(Int32(sequence), count: text.ids.count)
    }
    self.ids = ids
    self.types = types
    self.positions = positions
    self.starts = starts
    self.labels = labels
    attention = AttentionLayout(lengths: texts.map(\.ids.count), headCount: headCount)
    rows = RowPositions(sequence: sequences, row: positions)
    firstRows = RowPositions(
      sequence: texts.indices.map(Int32.init), row: [Int32](repeating: 0, count: texts.count))
  }

  /// Bytes that identify the batch: labels, starts (0 to the number of rows), ids and types, each in
  /// 4 bytes, little-endian.
  public var identity: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ values: some Sequence<Int32>) {
      for value in values { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    }
    append(labels)
    append(starts)
    append([Int32(rowCount)])
    append(ids)
    append(types)
    return bytes
  }
}
