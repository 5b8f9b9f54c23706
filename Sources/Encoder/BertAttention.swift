import Arithmetic

extension BertClassifier {
  /// Attention of each sequence and head on its own.
  ///
  /// `query` has the rows of the batch, or one row a sequence (the last layer).
  ///
  /// - Shapes: `query` [rows or sequences, C]; `projections` [rows, 3C]; `context` as `query`.
  func attend(
    query: Matrix, _ projections: Matrix, _ batch: Batch, _ kept: LayerActivations,
    _ site: DropoutSite?, into context: Matrix
  ) {
    unit.attend(
      query: query, keys: keys(projections), values: values(projections), batch.attention,
      scale: scoreScale, dropout: site, probabilities: kept.probabilities,
      dropped: activations.dropped, into: context)
  }

  /// Gradients of attention with respect to query, key and value.
  ///
  /// - Shapes: `dContext`, `dQuery` as `query`; `dProjections` [rows, 3C], whose last 2C columns are written.
  func attendGradient(
    query: Matrix, _ projections: Matrix, _ batch: Batch, _ kept: LayerActivations,
    _ site: DropoutSite?, dContext: Matrix, dQuery: Matrix, dProjections: Matrix
  ) {
    unit.attendGradient(
      query: query, keys: keys(projections), values: values(projections), batch.attention,
      scale: scoreScale, dropout: site, probabilities: kept.probabilities,
      dropped: activations.dropped, dContext: dContext, dProbabilities: buffers.probabilities,
      dQuery: dQuery, dKeys: keys(dProjections), dValues: values(dProjections))
  }

  private func keys(_ projections: Matrix) -> Matrix {
    projections.columns(channels..<2 * channels)
  }

  private func values(_ projections: Matrix) -> Matrix {
    projections.columns(2 * channels..<3 * channels)
  }
}
