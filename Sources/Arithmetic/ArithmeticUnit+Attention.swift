// MARK: - Attention

extension ArithmeticUnit {
  /// Attention of each sequence and head on its own: `softmax(q k^T * scale) v`.
  ///
  /// `query` has the rows of the batch, or one row a sequence. Head h has columns h d to h d + d - 1 of every
  /// matrix, d = C / H.
  ///
  /// - Shapes: `query`, `context` (out): [rows or sequences, C]; `keys`, `values`: [rows, C];
  ///   `probabilities`, `dropped` (out): room for the scores of `layout`.
  /// - Parameter site: nil for no dropout; then `dropped` is not touched.
  /// - Rounding: products over d and over T, `softmaxSerially`, `dropoutSerially`.
  public func attend(
    query: Matrix, keys: Matrix, values: Matrix, _ layout: AttentionLayout, scale: Float,
    dropout site: DropoutSite?, probabilities: Vector, dropped: Vector, into context: Matrix
  ) {
    requireAttention(layout, query, keys, values, context, probabilities, dropped)
    if let device {
      return device.attend(
        query: query, keys: keys, values: values, layout, scale: scale, dropout: site,
        probabilities: probabilities, dropped: dropped, into: context)
    }
    lending(query, keys, values, probabilities, dropped, context) {
      query, keys, values, probabilities, dropped, context in
      forEachHead(of: layout, query) { head in
        let scores = head.scores(in: probabilities)
        multiplySerially(head.queries(of: query), head.keys(of: keys).transposed, into: scores)
        softmaxSerially(scores, scale: scale)
        let weights = drop(scores, of: head, site, into: dropped)
        multiplySerially(weights, head.keys(of: values), into: head.queries(of: context))
      }
    }
  }

  /// Gradients of `attend` with respect to query, keys and values.
  ///
  /// - Shapes: `dContext`, `dQuery` (out): as `query`; `dKeys`, `dValues` (out): [rows, C];
  ///   `probabilities`: as `attend` left them; `dropped`, `dProbabilities` (out): room for the scores.
  /// - Precondition: the gradients share no memory with what is read.
  public func attendGradient(
    query: Matrix, keys: Matrix, values: Matrix, _ layout: AttentionLayout, scale: Float,
    dropout site: DropoutSite?, probabilities: Vector, dropped: Vector, dContext: Matrix,
    dProbabilities: Vector, dQuery: Matrix, dKeys: Matrix, dValues: Matrix
  ) {
    requireAttention(layout, query, keys, values, dContext, probabilities, dropped)
    requireAttention(layout, dQuery, dKeys, dValues, dContext, dProbabilities, dropped)
    if let device {
      return device.attendGradient(
        query: query, keys: keys, values: values, layout, scale: scale, dropout: site,
        probabilities: probabilities, dropped: dropped, dContext: dContext,
        dProbabilities: dProbabilities, dQuery: dQuery, dKeys: dKeys, dValues: dValues)
    }
    lending(
      query, keys, values, probabilities, dropped, dContext, dProbabilities, dQuery, dKeys, dValues
    ) {
      query, keys, values, probabilities, dropped, dContext, dProbabilities, dQuery, dKeys, dValues
      in
      forEachHead(of: layout, query) { head in
        let dOut = head.queries(of: dContext)
        let scores = head.scores(in: probabilities)
        let dScores = head.scores(in: dProbabilities)
        let weights = drop(scores, of: head, site, into: dropped)
        multiplySerially(weights.transposed, dOut, into: head.keys(of: dValues))
        multiplySerially(dOut, head.keys(of: values).transposed, into: dScores)
        _ = drop(dScores, of: head, site, into: dProbabilities)
        softmaxGradientSerially(scores, dScores, scale: scale)
        multiplySerially(dScores, head.keys(of: keys), into: head.queries(of: dQuery))
        multiplySerially(dScores.transposed, head.queries(of: query), into: head.keys(of: dKeys))
      }
    }
  }

  /// Runs `body` for each head of each sequence, in parallel, long sequences first.
  private func forEachHead(
    of layout: AttentionLayout, _ query: Matrix, _ body: (AttentionHead) -> Void
  ) {
    let headCount = layout.headCount
    let headSize = query.columns / headCount
    let queries = layout.queriesPerSequence(of: query.rows)
    parallelFor(blocks: layout.sequenceCount * headCount, phase: .attention) { block in
      let sequence = layout.byLength[block / headCount]
      let head = block % headCount
      let rows = layout.rows(sequence)
      let queryRows = queries.map { sequence * $0..<(sequence + 1) * $0 } ?? rows
      body(
        AttentionHead(
          sequence: sequence, index: head, rows: rows, queryRows: queryRows,
          columns: head * headSize..<(head + 1) * headSize,
          scores: layout.scores(sequence, head: head, queries: queryRows.count)))
    }
  }

  /// Dropout of the scores of a head, or of their gradient, into their place in `vector`; the same ones where
  /// there is none.
  private func drop(
    _ x: Matrix, of head: AttentionHead, _ site: DropoutSite?, into vector: Vector
  ) -> Matrix {
    guard let site else { return x }
    let dropped = head.scores(in: vector)
    let length = head.rows.count
    dropoutSerially(
      x, site: site, sequence: UInt32(head.sequence),
      firstElement: head.index * length * length, elementRowStride: length, into: dropped)
    return dropped
  }

  private func requireAttention(
    _ layout: AttentionLayout, _ query: Matrix, _ keys: Matrix, _ values: Matrix,
    _ context: Matrix, _ probabilities: Vector, _ dropped: Vector
  ) {
    query.requireRows("query")
    precondition(
      query.columns % layout.headCount == 0, "\(query.columns) columns, \(layout.headCount) heads")
    keys.require("keys", rows: layout.rowCount, columns: query.columns)
    values.require("values", rows: layout.rowCount, columns: query.columns)
    context.require("context", rows: query.rows, columns: query.columns)
    precondition(
      probabilities.count >= layout.scoreCount && dropped.count >= layout.scoreCount,
      "no room for \(layout.scoreCount) scores")
  }
}

/// One head of one sequence.
private struct AttentionHead {
  let sequence: Int
  let index: Int
  /// Packed rows of keys and values.
  let rows: Range<Int>
  let queryRows: Range<Int>
  /// The head's columns within C.
  let columns: Range<Int>
  /// Its place among the scores: [queries, T].
  let scores: Range<Int>

  func queries(of matrix: Matrix) -> Matrix { matrix.block(queryRows, columns) }

  func keys(of matrix: Matrix) -> Matrix { matrix.block(rows, columns) }

  func scores(in vector: Vector) -> Matrix {
    Matrix(vector[scores], rows: queryRows.count, columns: rows.count)
  }
}
