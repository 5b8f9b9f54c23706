import Arithmetic

extension BertClassifier {
  /// Logits of a batch: [sequences, labels], in the classifier's own buffer until the next pass.
  ///
  /// - Parameters:
  ///   - dropout: the masks of this update, or nil in evaluation.
  ///   - keepsLayers: whether `backward` follows.
  /// - Source: Devlin et al. 2019 (arXiv:1810.04805); layout of Hugging Face's BertForSequenceClassification.
  public func forward(_ batch: Batch, dropout: Dropout?, keepsLayers: Bool) -> Matrix {
    let rowCount = batch.rowCount
    precondition(
      rowCount <= capacity.rows && batch.attention.scoreCount <= capacity.scores
        && batch.sequenceCount <= capacity.sequences, "batch beyond capacity \(capacity)")
    precondition(!keepsLayers || gradientBuffers != nil, "a classifier that does not train")

    let sum = activations.embeddingSum.matrix(rowCount, channels)
    var x = activations.embeddingOutput.matrix(rowCount, channels)
    unit.embed(
      ids: batch.ids, types: batch.types, positions: batch.positions, words: parameters.words,
      typeTable: parameters.types, positionTable: parameters.positions, into: sum)
    let (norm, statistics) = (parameters.embeddingNorm, activations.embeddingStatistics)
    unit.layerNorm(
      sum, gain: norm.gain, bias: norm.bias, epsilon: configuration.layerNormEpsilon, into: x,
      mean: statistics.mean.prefix(rowCount), rstd: statistics.rstd.prefix(rowCount))
    if let dropout { unit.dropout(x, site: dropout.embeddings, rows: batch.rows, into: x) }

    let last = configuration.layerCount - 1
    for layer in 0..<last {
      x = forward(layer, x, batch, dropout, activations.layers[keepsLayers ? layer : 0])
    }
    let first = forwardLast(x, batch, dropout)
    return classify(first, batch, dropout)
  }

  /// sum = dropout(sum) + residual; y = LayerNorm(sum).
  private func addAndNormalise(
    _ sum: Matrix, _ residual: Matrix, _ site: DropoutSite?, _ rows: RowPositions, _ norm: Norm,
    into y: Matrix, _ statistics: NormStatistics
  ) {
    unit.residualLayerNorm(
      sum, residual: residual, dropout: site, rows: rows, gain: norm.gain, bias: norm.bias,
      epsilon: configuration.layerNormEpsilon, sum: sum, into: y,
      mean: statistics.mean.prefix(sum.rows), rstd: statistics.rstd.prefix(sum.rows))
  }

  private func forward(
    _ layer: Int, _ x: Matrix, _ batch: Batch, _ dropout: Dropout?, _ kept: LayerActivations
  ) -> Matrix {
    let tensors = parameters.layers[layer]
    let projections = kept.projections.matrix(x.rows, 3 * channels)
    let context = kept.context.matrix(x.rows, channels)
    apply(tensors.attention, to: x, into: projections)
    attend(
      query: projections.columns(0..<channels), projections, batch, kept,
      dropout?.probabilities(layer), into: context)
    return forwardPastAttention(layer, x, context, batch.rows, dropout, kept)
  }

  /// Attention's output projection, and the feed-forward half of the layer.
  private func forwardPastAttention(
    _ layer: Int, _ x: Matrix, _ context: Matrix, _ rows: RowPositions, _ dropout: Dropout?,
    _ kept: LayerActivations
  ) -> Matrix {
    let tensors = parameters.layers[layer]
    let inner = configuration.intermediateSize
    let attentionSum = kept.attentionSum.matrix(x.rows, channels)
    let attentionOutput = kept.attentionOutput.matrix(x.rows, channels)
    apply(tensors.attentionOutput, to: context, into: attentionSum)
    addAndNormalise(
      attentionSum, x, dropout?.attentionOutput(layer), rows, tensors.attentionNorm,
      into: attentionOutput, kept.attentionStatistics)

    let intermediate = kept.intermediate.matrix(x.rows, inner)
    let activated = kept.activated.matrix(x.rows, inner)
    let outputSum = kept.outputSum.matrix(x.rows, channels)
    let output = kept.output.matrix(x.rows, channels)
    apply(tensors.intermediate, to: attentionOutput, into: intermediate)
    unit.gelu(intermediate.vector, into: activated.vector)
    apply(tensors.output, to: activated, into: outputSum)
    addAndNormalise(
      outputSum, attentionOutput, dropout?.output(layer), rows, tensors.outputNorm,
      into: output, kept.outputStatistics)
    return output
  }

  /// The last layer: keys and values of all rows, everything else for the [CLS] rows only.
  private func forwardLast(_ x: Matrix, _ batch: Batch, _ dropout: Dropout?) -> Matrix {
    let layer = configuration.layerCount - 1
    let kept = activations.layers.last!
    let tensors = parameters.layers[layer]
    let count = batch.sequenceCount
    let first = activations.firstRows.matrix(count, channels)
    unit.gatherRows(batch.starts, of: x, into: first)
    let query = activations.query.matrix(count, channels)
    let projections = kept.projections.matrix(x.rows, 3 * channels)
    let context = kept.context.matrix(count, channels)
    apply(tensors.attention.outputs(0..<channels), to: first, into: query)
    apply(
      tensors.attention.outputs(channels..<3 * channels), to: x,
      into: projections.columns(channels..<3 * channels))
    attend(query: query, projections, batch, kept, dropout?.probabilities(layer), into: context)
    return forwardPastAttention(layer, first, context, batch.firstRows, dropout, kept)
  }

  private func classify(_ first: Matrix, _ batch: Batch, _ dropout: Dropout?) -> Matrix {
    let count = batch.sequenceCount
    let pooled = activations.pooled.matrix(count, channels)
    apply(parameters.pooler, to: first, into: pooled)
    unit.tanh(pooled.vector, into: pooled.vector)
    var features = pooled
    if let dropout {
      features = activations.droppedPooled.matrix(count, channels)
      unit.dropout(
        pooled, site: dropout.classifier(layerCount: configuration.layerCount),
        rows: batch.firstRows, into: features)
    }
    let logits = activations.logits.matrix(count, labelCount)
    apply(parameters.classifier, to: features, into: logits)
    return logits
  }
}

extension Linear {
  /// The part that makes some of the outputs.
  func outputs(_ range: Range<Int>) -> Linear {
    Linear(weight: weight.rows(range), bias: bias[range])
  }
}
