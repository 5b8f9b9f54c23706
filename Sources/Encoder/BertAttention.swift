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
    lending(query, projections, kept.probabilities, activations.dropped, context) {
      query, projections, probabilities, dropped, context in
      forEachHead(of: batch, queryRows: query.rows) { unit, head in
        let key = projections.block(head.rows, head.columns(after: channels))
        let value = projections.block(head.rows, head.columns(after: 2 * channels))
        let scores = head.scores(in: probabilities)
        unit.multiplySerially(
          query.block(head.queryRows, head.columns()), key.transposed, into: scores)
        unit.softmaxSerially(scores, scale: scale)
        let weights = head.drop(scores, site, into: dropped, on: unit)
        unit.multiplySerially(weights, value, into: context.block(head.queryRows, head.columns()))
      }
    }
  }

  /// Gradients of attention with respect to query, key and value.
  ///
  /// - Shapes: `dContext`, `dQuery` as `query`; `dProjections` [rows, 3C], whose last 2C columns are written.
  func attendGradient(
    query: Matrix, _ projections: Matrix, _ batch: Batch, _ kept: LayerActivations,
    _ site: DropoutSite?, dContext: Matrix, dQuery: Matrix, dProjections: Matrix
  ) {
    let scale = scoreScale
    lending(
      query, projections, kept.probabilities, activations.dropped, dContext, dQuery, dProjections,
      buffers.probabilities
    ) {
      query, projections, probabilities, dropped, dContext, dQuery, dProjections, dProbabilities in
      forEachHead(of: batch, queryRows: query.rows) { unit, head in
        let (keys, values) = (head.columns(after: channels), head.columns(after: 2 * channels))
        let key = projections.block(head.rows, keys)
        let value = projections.block(head.rows, values)
        let dOut = dContext.block(head.queryRows, head.columns())
        let scores = head.scores(in: probabilities)
        let dScores = head.scores(in: dProbabilities)
        let weights = head.drop(scores, site, into: dropped, on: unit)
        unit.multiplySerially(
          weights.transposed, dOut, into: dProjections.block(head.rows, values))
        unit.multiplySerially(dOut, value.transposed, into: dScores)
        if let site { head.drop(dScores, site, into: dScores, on: unit) }
        unit.softmaxGradientSerially(scores, dScores, scale: scale)
        unit.multiplySerially(dScores, key, into: dQuery.block(head.queryRows, head.columns()))
        unit.multiplySerially(
          dScores.transposed, query.block(head.queryRows, head.columns()),
          into: dProjections.block(head.rows, keys))
      }
    }
  }

  /// Runs `body` for each head of each sequence, in parallel, long sequences first.
  private func forEachHead(
    of batch: Batch, queryRows: Int, _ body: (ArithmeticUnit, AttentionHead) -> Void
  ) {
    let (unit, headCount, headSize) = (unit, configuration.headCount, headSize)
    let isFull = queryRows == batch.rowCount
    unit.parallelFor(blocks: batch.sequenceCount * headCount, phase: .attention) { block in
      let sequence = batch.byLength[block / headCount]
      let rows = batch.range(sequence)
      body(
        unit,
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

  /// Probabilities after dropout, in their place in `vector`; the same ones where there is none.
  func drop(
    _ probabilities: Matrix, _ site: DropoutSite?, into vector: Vector, on unit: ArithmeticUnit
  ) -> Matrix {
    guard let site else { return probabilities }
    let dropped = scores(in: vector)
    drop(probabilities, site, into: dropped, on: unit)
    return dropped
  }

  /// Dropout of this head's scores, or of their gradient.
  func drop(_ x: Matrix, _ site: DropoutSite, into y: Matrix, on unit: ArithmeticUnit) {
    let length = rows.count
    unit.dropoutSerially(
      x, site: site, sequence: UInt32(sequence), firstElement: index * length * length,
      elementRowStride: length, into: y)
  }
}
