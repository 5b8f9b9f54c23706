import OpenCL

// MARK: - Products and attention

extension DeviceUnit {
  func multiply(_ a: Matrix, _ b: Matrix, into c: Matrix, bias: Vector?, accumulate: Bool) {
    run(
      .product, groups: tiles(rows: c.rows, columns: c.columns), write(c), [.size(c.rowStride)],
      read(a), [.size(a.rowStride), .size(a.columnStride)], read(b),
      [.size(b.rowStride), .size(b.columnStride)], bias.map(read) ?? read(a),
      [
        .int(bias == nil ? 0 : 1), .int(accumulate ? 1 : 0), .size(c.rows), .size(c.columns),
        .size(a.columns),
      ])
  }

  private func tiles(rows: Int, columns: Int, heads: Int = 1) -> (Int, Int, Int) {
    let (tileRows, tileColumns) = code.shape.tile
    return (
      (columns + tileColumns - 1) / tileColumns, (rows + tileRows - 1) / tileRows, heads
    )
  }

  // MARK: Attention

  /// The heads of all sequences, as kernels take them; one call serves a whole pass of attention.
  struct Heads {
    let arguments: [DeviceArgument]
    let count: Int
    /// Rows of keys, and of queries, of the longest sequence.
    let keys: Int
    let queries: Int
  }

  /// - Parameter queries: query rows of each sequence; nil where each packed row has its query.
  func heads(_ layout: AttentionLayout, queries: Int?) -> Heads {
    let table = (0..<layout.sequenceCount).flatMap { sequence -> [Int32] in
      let rows = layout.rows(sequence)
      return [rows.lowerBound, rows.count, layout.scoreStarts[sequence]].map(Int32.init)
    }
    let longest = layout.byLength.first.map { layout.rows($0).count } ?? 0
    return Heads(
      arguments: list(table) + [.int(Int32(queries ?? 0)), .size(layout.headCount)],
      count: layout.sequenceCount * layout.headCount, keys: longest,
      queries: queries ?? longest)
  }

  /// The heads of scores that are one matrix.
  private func single(_ scores: Matrix) -> Heads {
    Heads(
      arguments: list([0, Int32(scores.columns), 0]) + [.int(Int32(scores.rows)), .size(1)],
      count: 1, keys: scores.columns, queries: scores.rows)
  }

  func attend(
    query: Matrix, keys: Matrix, values: Matrix, _ layout: AttentionLayout, scale: Float,
    dropout site: DropoutSite?, probabilities: Vector, dropped: Vector, into context: Matrix
  ) {
    let heads = heads(layout, queries: layout.queriesPerSequence(of: query.rows))
    let size = query.columns / layout.headCount
    multiply(
      .headScores, heads, (heads.queries, heads.keys), size, into: .scores(probabilities),
      .rows(query), .rows(keys))
    softmax(heads, probabilities, scale)
    let weights = drop(heads, probabilities, site, into: dropped)
    multiply(
      .headContext, heads, (heads.queries, size), size, into: .rows(context), .scores(weights),
      .rows(values))
  }

  func attendGradient(
    query: Matrix, keys: Matrix, values: Matrix, _ layout: AttentionLayout, scale: Float,
    dropout site: DropoutSite?, probabilities: Vector, dropped: Vector, dContext: Matrix,
    dProbabilities: Vector, dQuery: Matrix, dKeys: Matrix, dValues: Matrix
  ) {
    let heads = heads(layout, queries: layout.queriesPerSequence(of: query.rows))
    let size = query.columns / layout.headCount
    let weights = drop(heads, probabilities, site, into: dropped)
    multiply(
      .headValueGradient, heads, (heads.keys, size), size, into: .rows(dValues),
      .scores(weights), .rows(dContext))
    multiply(
      .headScoreGradient, heads, (heads.queries, heads.keys), size,
      into: .scores(dProbabilities), .rows(dContext), .rows(values))
    _ = drop(heads, dProbabilities, site, into: dProbabilities)
    softmaxGradient(heads, probabilities, dProbabilities, scale)
    multiply(
      .headQueryGradient, heads, (heads.queries, size), size, into: .rows(dQuery),
      .scores(dProbabilities), .rows(keys))
    multiply(
      .headKeyGradient, heads, (heads.keys, size), size, into: .rows(dKeys),
      .scores(dProbabilities), .rows(query))
  }

  /// Softmax of one matrix, in place.
  func softmax(_ scores: Matrix, scale: Float) {
    softmax(single(scores), scores.vector, scale)
  }

  /// The gradient of softmax of one matrix, in place of `dp`.
  func softmaxGradient(_ p: Matrix, _ dp: Matrix, scale: Float) {
    softmaxGradient(single(p), p.vector, dp.vector, scale)
  }

  // MARK: Kernels of heads

  /// An operand: columns of a matrix, a head's share of them; or scores.
  private enum Operand {
    case rows(Matrix)
    case scores(Vector)
  }

  private func multiply(
    _ name: DeviceKernelName, _ heads: Heads, _ shape: (rows: Int, columns: Int), _ headSize: Int,
    into c: Operand, _ a: Operand, _ b: Operand
  ) {
    run(
      name, groups: tiles(rows: shape.rows, columns: shape.columns, heads: heads.count),
      argument(c, isWritten: true), argument(a), argument(b), heads.arguments, [.size(headSize)])
  }

  private func argument(_ operand: Operand, isWritten: Bool = false) -> [DeviceArgument] {
    switch operand {
    case .rows(let matrix):
      (isWritten ? write(matrix) : read(matrix)) + [.size(matrix.rowStride)]
    case .scores(let scores):
      (isWritten ? write(scores) : read(scores)) + [.size(0)]
    }
  }

  private func softmax(_ heads: Heads, _ scores: Vector, _ scale: Float) {
    run(
      .softmax, groups: teamGroups(heads), write(scores), heads.arguments, [.float(scale)])
  }

  private func softmaxGradient(_ heads: Heads, _ p: Vector, _ dp: Vector, _ scale: Float) {
    run(
      .softmaxGradient, groups: teamGroups(heads), read(p), write(dp), heads.arguments,
      [.float(scale)])
  }

  private func teamGroups(_ heads: Heads) -> (Int, Int, Int) {
    (1, (heads.queries + code.shape.teamsPerGroup - 1) / code.shape.teamsPerGroup, heads.count)
  }

  private func drop(
    _ heads: Heads, _ x: Vector, _ site: DropoutSite?, into y: Vector
  ) -> Vector {
    guard let site else { return x }
    run(
      .scoreDropout, groups: (groups(of: blocksOfFour(heads.queries * heads.keys)), 1, heads.count),
      write(y), read(x), heads.arguments, dropout(site))
    return y
  }
}
