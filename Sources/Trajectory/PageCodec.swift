import Files

/// Records of one kind as the uncompressed chunks of a page, and back.
///
/// A page stands alone: its first evaluation is coded as if predictions and logits before it
/// were 0.
struct PageCodec: Sendable {
  let schema: RecordSchema

  // MARK: Records to chunks

  func chunks(_ steps: [StepRecord]) -> [[UInt8]] {
    schema.stepColumns.flatMap { column in
      PlaneTransposition.planes(
        steps.map { record in
          switch column {
          case .loss: record.lossBits
          case .gradientNorm: record.gradientNormBits
          case .batchDigest: record.batchDigest
          }
        })
    }
  }

  func chunks(_ evaluations: [EvaluationRecord]) -> [[UInt8]] {
    var chunks = PlaneTransposition.planes(evaluations.map { UInt32($0.step) })
    chunks += PlaneTransposition.planes(evaluations.flatMap { $0.counts.map { UInt32($0) } })
    if schema.hasPredictions {
      var before = [UInt8](repeating: 0, count: schema.predictionByteCount)
      var chunk: [UInt8] = []
      for evaluation in evaluations {
        let bits = PredictionBits.packed(
          evaluation.predictions, width: schema.predictionBitCount, byteCount: before.count)
        chunk += zip(bits, before).map { $0 ^ $1 }
        before = bits
      }
      chunks.append(chunk)
    }
    if schema.hasLogits {
      var before = [UInt32](repeating: 0, count: schema.logitCount)
      var words: [UInt32] = []
      words.reserveCapacity(evaluations.count * before.count)
      for evaluation in evaluations {
        let bits = (evaluation.logits ?? []).map(\.bitPattern)
        words += LogitDifferences.encoded(bits, after: before)
        before = bits
      }
      chunks += PlaneTransposition.planes(words)
    }
    return chunks
  }

  func chunks(_ anchors: [AnchorRecord]) -> [[UInt8]] {
    PlaneTransposition.planes(anchors.map { UInt32($0.step) }) + [
      anchors.flatMap { $0.components.flatMap(\.digest.bytes) }
    ]
  }

  // MARK: Chunks to records; the sizes of the chunks are those of the schema

  func steps(_ chunks: [[UInt8]], first: Int) -> [StepRecord] {
    let columns = stride(from: 0, to: chunks.count, by: 4).map {
      PlaneTransposition.words(chunks[$0..<$0 + 4])
    }
    var records = columns[0].enumerated().map { row, bits in
      StepRecord(step: first + row, lossBits: bits)
    }
    for (column, words) in zip(schema.stepColumns, columns) {
      switch column {
      case .loss: break
      case .gradientNorm: for row in words.indices { records[row].gradientNormBits = words[row] }
      case .batchDigest: for row in words.indices { records[row].batchDigest = words[row] }
      }
    }
    return records
  }

  /// - Returns: nil if bits past the end are set or a class does not exist.
  func evaluations(_ chunks: [[UInt8]]) -> [EvaluationRecord]? {
    let steps = PlaneTransposition.words(chunks[0..<4])
    let counts = PlaneTransposition.words(chunks[4..<8]).map { Int($0) }
    let width = schema.countsPerEvaluation
    var records = steps.enumerated().map { row, step in
      EvaluationRecord(step: Int(step), counts: Array(counts[row * width..<(row + 1) * width]))
    }
    if schema.hasPredictions {
      var bits = [UInt8](repeating: 0, count: schema.predictionByteCount)
      for row in records.indices {
        for index in bits.indices { bits[index] ^= chunks[8][row * bits.count + index] }
        guard
          let predictions = PredictionBits.unpacked(
            bits, count: schema.developmentExamples, width: schema.predictionBitCount,
            labels: schema.labels)
        else { return nil }
        records[row].predictions = predictions
      }
    }
    if schema.hasLogits {
      let words = PlaneTransposition.words(chunks[9..<13])
      var bits = [UInt32](repeating: 0, count: schema.logitCount)
      for row in records.indices {
        bits = LogitDifferences.decoded(
          words[row * bits.count..<(row + 1) * bits.count], after: bits)
        records[row].logits = bits.map { Float(bitPattern: $0) }
      }
    }
    return records
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
