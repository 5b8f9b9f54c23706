import Arithmetic

extension BertClassifier {
  /// Gradients of the mean loss over the batch that `forward` saw last (with `keepsLayers`).
  ///
  /// The table of word gradients is sparse: only `wordRows` are not zero. On entry they name the rows
  /// of the batch before, which are cleared; on return the rows of this batch, ascending.
  ///
  /// - Returns: the mean cross entropy.
  public func backward(
    _ batch: Batch, dropout: Dropout?, into gradients: BertTensors, wordRows: inout [Int32]
  ) -> Float {
    let logits = activations.logits.matrix(batch.sequenceCount, labelCount)
    let dLogits = buffers.logits.matrix(batch.sequenceCount, labelCount)
    let loss = unit.crossEntropy(logits, labels: batch.labels, gradient: dLogits)
    backwardClassifier(batch, dropout, dLogits, into: gradients)
    backwardLast(batch, dropout, into: gradients)
    for layer in (0..<configuration.layerCount - 1).reversed() {
      backward(layer, batch, dropout, into: gradients)
    }
    unit.clearRows(wordRows, of: gradients.words)
    wordRows = backwardEmbeddings(batch, dropout, into: gradients)
    return loss
  }

  /// The input of a layer: the output of the one before.
  private func input(of layer: Int, rows: Int) -> Matrix {
    layer == 0
      ? activations.embeddingOutput.matrix(rows, channels)
      : activations.layers[layer - 1].output.matrix(rows, channels)
  }

  /// Those of a classifier that trains.
  var buffers: ActivationGradients {
    guard let gradientBuffers else { preconditionFailure("a classifier that does not train") }
    return gradientBuffers
  }

  private func backwardClassifier(
    _ batch: Batch, _ dropout: Dropout?, _ dLogits: Matrix, into gradients: BertTensors
  ) {
    let count = batch.sequenceCount
    let pooled = activations.pooled.matrix(count, channels)
    let features = dropout == nil ? pooled : activations.droppedPooled.matrix(count, channels)
    let dPooled = buffers.pooled.matrix(count, channels)
    applyGradient(
      parameters.classifier, x: features, dy: dLogits, gradient: gradients.classifier, dx: dPooled)
    if let dropout {
      unit.dropout(
        dPooled, site: dropout.classifier(layerCount: configuration.layerCount),
        rows: batch.firstRows, into: dPooled)
    }
    unit.tanhGradient(pooled.vector, dPooled.vector, into: dPooled.vector)
    applyGradient(
      parameters.pooler, x: activations.layers.last!.output.matrix(count, channels), dy: dPooled,
      gradient: gradients.pooler, dx: buffers.outer.matrix(count, channels))
  }

  /// dx of LayerNorm into `buffers.sum`; then through dropout into `buffers.projected`.
  private func backwardNorm(
    _ sum: Matrix, _ dy: Matrix, _ norm: Norm, _ statistics: NormStatistics, gradient: Norm,
    _ site: DropoutSite?, _ rows: RowPositions
  ) -> (residual: Matrix, projected: Matrix) {
    let dSum = buffers.sum.matrix(sum.rows, channels)
    unit.layerNormGradient(
      sum, dy, gain: norm.gain, mean: statistics.mean.prefix(sum.rows),
      rstd: statistics.rstd.prefix(sum.rows), dx: dSum, dgain: gradient.gain, dbias: gradient.bias)
    observe(gradient, inputGradient: dSum)
    guard let site else { return (dSum, dSum) }
    let dProjected = buffers.projected.matrix(sum.rows, channels)
    unit.dropout(dSum, site: site, rows: rows, into: dProjected)
    return (dSum, dProjected)
  }

  /// From the gradient of the layer's output in `buffers.outer` to that of attention's context there;
  /// returns the gradient that the residual connection carries to the layer's input.
  private func backwardPastAttention(
    _ layer: Int, _ kept: LayerActivations, rowCount: Int, _ rows: RowPositions,
    _ dropout: Dropout?, into gradients: BertTensors
  ) -> Matrix {
    let tensors = parameters.layers[layer]
    let gradient = gradients.layers[layer]
    let inner = configuration.intermediateSize
    let outer = buffers.outer.matrix(rowCount, channels)
    let attentionOutput = kept.attentionOutput.matrix(rowCount, channels)

    var (residual, projected) = backwardNorm(
      kept.outputSum.matrix(rowCount, channels), outer, tensors.outputNorm, kept.outputStatistics,
      gradient: gradient.outputNorm, dropout?.output(layer), rows)
    let dIntermediate = buffers.intermediate.matrix(rowCount, inner)
    applyGradient(
      tensors.output, x: kept.activated.matrix(rowCount, inner), dy: projected,
      gradient: gradient.output, dx: dIntermediate)
    unit.geluGradient(
      kept.intermediate.prefix(rowCount * inner), dIntermediate.vector, into: dIntermediate.vector)
    applyGradient(
      tensors.intermediate, x: attentionOutput, dy: dIntermediate, gradient: gradient.intermediate,
      dx: outer)
    unit.add(residual.vector, to: outer.vector)

    (residual, projected) = backwardNorm(
      kept.attentionSum.matrix(rowCount, channels), outer, tensors.attentionNorm,
      kept.attentionStatistics, gradient: gradient.attentionNorm, dropout?.attentionOutput(layer),
      rows)
    applyGradient(
      tensors.attentionOutput, x: kept.context.matrix(rowCount, channels), dy: projected,
      gradient: gradient.attentionOutput, dx: outer)
    return residual
  }

  private func backward(
    _ layer: Int, _ batch: Batch, _ dropout: Dropout?, into gradients: BertTensors
  ) {
    let kept = activations.layers[layer]
    let rowCount = batch.rowCount
    let residual = backwardPastAttention(
      layer, kept, rowCount: rowCount, batch.rows, dropout, into: gradients)
    let outer = buffers.outer.matrix(rowCount, channels)
    let projections = kept.projections.matrix(rowCount, 3 * channels)
    let dProjections = buffers.projections.matrix(rowCount, 3 * channels)
    attendGradient(
      query: projections.columns(0..<channels), projections, batch, kept,
      dropout?.probabilities(layer), dContext: outer,
      dQuery: dProjections.columns(0..<channels), dProjections: dProjections)
    applyGradient(
      parameters.layers[layer].attention, x: input(of: layer, rows: rowCount), dy: dProjections,
      gradient: gradients.layers[layer].attention, dx: outer)
    unit.add(residual.vector, to: outer.vector)
  }

  /// The last layer, whose queries are the [CLS] rows.
  ///
  /// The input's gradient is one chain over query, key and value channels, as in the other layers; the
  /// query's part of it exists for the [CLS] rows only.
  private func backwardLast(_ batch: Batch, _ dropout: Dropout?, into gradients: BertTensors) {
    let layer = configuration.layerCount - 1
    let kept = activations.layers.last!
    let (count, rowCount) = (batch.sequenceCount, batch.rowCount)
    let residual = backwardPastAttention(
      layer, kept, rowCount: count, batch.firstRows, dropout, into: gradients)
    let dQuery = buffers.query.matrix(count, channels)
    let dProjections = buffers.projections.matrix(rowCount, 3 * channels)
    attendGradient(
      query: activations.query.matrix(count, channels),
      kept.projections.matrix(rowCount, 3 * channels), batch, kept, dropout?.probabilities(layer),
      dContext: buffers.outer.matrix(count, channels), dQuery: dQuery, dProjections: dProjections)

    let attention = parameters.layers[layer].attention
    let gradient = gradients.layers[layer].attention
    let dFirst = buffers.pooled.matrix(count, channels)
    applyGradient(
      attention.outputs(0..<channels), x: activations.firstRows.matrix(count, channels),
      dy: dQuery, gradient: gradient.outputs(0..<channels), dx: dFirst)
    let outer = buffers.outer.matrix(rowCount, channels)
    unit.fill(outer.vector, 0)
    unit.scatterRows(dFirst, to: batch.starts, of: outer)
    let others = channels..<3 * channels
    applyGradient(
      attention.outputs(others), x: input(of: layer, rows: rowCount),
      dy: dProjections.columns(others), gradient: gradient.outputs(others), dx: outer,
      accumulate: true)
    unit.addRows(residual, to: batch.starts, of: outer)
  }

  private func backwardEmbeddings(
    _ batch: Batch, _ dropout: Dropout?, into gradients: BertTensors
  ) -> [Int32] {
    let outer = buffers.outer.matrix(batch.rowCount, channels)
    if let dropout { unit.dropout(outer, site: dropout.embeddings, rows: batch.rows, into: outer) }
    let statistics = activations.embeddingStatistics
    unit.layerNormGradient(
      activations.embeddingSum.matrix(batch.rowCount, channels), outer,
      gain: parameters.embeddingNorm.gain, mean: statistics.mean.prefix(batch.rowCount),
      rstd: statistics.rstd.prefix(batch.rowCount), dx: outer,
      dgain: gradients.embeddingNorm.gain, dbias: gradients.embeddingNorm.bias)
    unit.fill(gradients.positions.vector, 0)
    unit.fill(gradients.types.vector, 0)
    _ = unit.embeddingGradient(ids: batch.positions, outer, into: gradients.positions)
    _ = unit.embeddingGradient(ids: batch.types, outer, into: gradients.types)
    return unit.embeddingGradient(ids: batch.ids, outer, into: gradients.words)
  }
}
