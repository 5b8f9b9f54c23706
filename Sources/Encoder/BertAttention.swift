import Arithmetic

extension BertClassifier {
  /// Attention of each sequence and head on its own: softmax(Q K^T / sqrt(d)) V.
  ///
  /// `query` has the rows of the batch, or one row a sequence (the last layer).
  ///
  /// - Shapes: `query` [rows or sequences, C]; `projections` [rows, 3C]; `context` as `query`.
  func attend(
    query: Matrix, _ projections: Matrix, _ batch: Batch, _ kept: LayerActivations,
    _ site: DropoutSite?, into context: Matrix
  ) {
    let scale = scoreScale
    forEachHead(of: batch, queryRows: query.rows) { head in
      let key = projections.block(head.rows, head.columns(after: channels))
      let value = projections.block(head.rows, head.columns(after: 2 * channels))
      let probabilities = head.scores(in: kept.probabilities)
      unit.multiplySerially(
        query.block(head.queryRows, head.columns()), key.transposed, into: probabilities)
      unit.softmaxSerially(probabilities, scale: scale)
      let weights = dropped(probabilities, head, site)
      unit.multiplySerially(weights, value, into: context.block(head.queryRows, head.columns()))
    }
  }

  /// Gradients of attention with respect to query, key and value.
  ///
  /// - Shapes: `dContext`, `dQuery` as `query`; `dProjections` [rows, 3C], whose last 2C columns are written.
  func attendGradient(
    query: Matrix, _ projections: Matrix, _ batch: Batch, _ kept: LayerActivations,
    _ site: DropoutSite?, dContext: Matrix, dQuery: Matrix, dProjections: Matrix
  ) {
    let (scale, dProbabilities) = (scoreScale, buffers.probabilities)
    forEachHead(of: batch, queryRows: query.rows) { head in
      let (keys, values) = (head.columns(after: channels), head.columns(after: 2 * channels))
      let key = projections.block(head.rows, keys)
      let value = projections.block(head.rows, values)
      let dOut = dContext.block(head.queryRows, head.columns())
      let probabilities = head.scores(in: kept.probabilities)
      let dScores = head.scores(in: dProbabilities)
      let weights = dropped(probabilities, head, site)
      unit.multiplySerially(
        weights.transposed, dOut, into: dProjections.block(head.rows, values))
      unit.multiplySerially(dOut, value.transposed, into: dScores)
      if let site { dropProbabilities(dScores, head, site, into: dScores) }
      unit.softmaxGradientSerially(probabilities, dScores, scale: scale)
      unit.multiplySerially(dScores, key, into: dQuery.block(head.queryRows, head.columns()))
      unit.multiplySerially(
        dScores.transposed, query.block(head.queryRows, head.columns()),
        into: dProjections.block(head.rows, keys))
    }
  }

  /// The probabilities after dropout, which are kept for one layer at a time.
  private func dropped(
    _ probabilities: Matrix, _ head: AttentionHead, _ site: DropoutSite?
  ) -> Matrix {
    guard let site else { return probabilities }
    let dropped = head.scores(in: activations.dropped)
    dropProbabilities(probabilities, head, site, into: dropped)
    return dropped
  }

  private func dropProbabilities(
    _ x: Matrix, _ head: AttentionHead, _ site: DropoutSite, into y: Matrix
  ) {
    let length = head.rows.count
    unit.dropoutSerially(
      x, site: site, sequence: UInt32(head.sequence), firstElement: head.index * length * length,
      elementRowStride: length, into: y)
  }

  /// Runs `body` for each head of each sequence, in parallel, long sequences first.
  private func forEachHead(of batch: Batch, queryRows: Int, _ body: (AttentionHead) -> Void) {
    let headCount = configuration.headCount
    let isFull = queryRows == batch.rowCount
    unit.parallelFor(blocks: batch.sequenceCount * headCount, phase: .attention) { block in
      let sequence = batch.byLength[block / headCount]
      let rows = batch.range(sequence)
      body(
        AttentionHead(
          sequence: sequence, index: block % headCount, rows: rows,
          queryRows: isFull ? rows : sequence..<sequence + 1, headSize: headSize,
          scoreStart: batch.scoreStarts[sequence]))
    }
  }
}

/// One head of one sequence.
private struct AttentionHead {
  let sequence: Int
  let index: Int
  /// Packed rows of keys and values.
  let rows: Range<Int>
  let queryRows: Range<Int>
  let headSize: Int
  let scoreStart: Int

  /// The head's columns within C, or within the C columns that begin after others.
  func columns(after start: Int = 0) -> Range<Int> {
    start + index * headSize..<start + (index + 1) * headSize
  }

  /// The head's scores: [queries, T].
  func scores(in vector: Vector) -> Matrix {
    let length = rows.count
    let start = scoreStart + index * length * length
    return Matrix(
      vector[start..<start + queryRows.count * length], rows: queryRows.count, columns: length)
  }
}
