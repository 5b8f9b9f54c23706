import Arithmetic

extension BertClassifier {
  /// Tells the observer what the forward pass over `batch`, with `keepsLayers`, gave.
  ///
  /// What the pass keeps for the backward pass is told; what it overwrites (scores before softmax,
  /// probabilities after dropout) shows in what is computed from it.
  public func observeForward(_ batch: Batch, dropout: Dropout?) {
    guard let observer else { return }
    func tell(_ name: String, _ values: Matrix) {
      observer(OperationOutput(name + " forward", values))
    }
    let (rows, count) = (batch.rowCount, batch.sequenceCount)
    observer(OperationOutput("batch/token ids forward", Vector(batch.ids.map(Float.init))))
    tell("embeddings/sum", activations.embeddingSum.matrix(rows, channels))
    tell("embeddings/output", activations.embeddingOutput.matrix(rows, channels))
    for layer in 0..<configuration.layerCount { observeForward(layer, batch, observer) }
    tell("pooler/output", activations.pooled.matrix(count, channels))
    if dropout != nil {
      tell("classifier/dropout", activations.droppedPooled.matrix(count, channels))
    }
    tell("classifier/logits", activations.logits.matrix(count, labelCount))
  }

  private func observeForward(_ layer: Int, _ batch: Batch, _ observer: OperationObserver) {
    let kept = activations.layers[layer]
    let isLast = layer == configuration.layerCount - 1
    let rows = isLast ? batch.sequenceCount : batch.rowCount
    let inner = configuration.intermediateSize
    func tell(_ name: String, _ values: Matrix) {
      observer(OperationOutput("layer \(layer)/\(name) forward", values))
    }
    let projections = kept.projections.matrix(batch.rowCount, 3 * channels)
    if isLast {
      // Its queries are the first rows'; the columns for queries of other rows hold nothing.
      tell("attention/query", activations.query.matrix(rows, channels))
      tell("attention/key and value", projections.columns(channels..<3 * channels))
    } else {
      tell("attention/projections", projections)
    }
    observer(
      OperationOutput(
        "layer \(layer)/attention/probabilities forward",
        scores(kept.probabilities, batch, isLast: isLast)))
    tell("attention/context", kept.context.matrix(rows, channels))
    tell("attention/sum", kept.attentionSum.matrix(rows, channels))
    tell("attention/output", kept.attentionOutput.matrix(rows, channels))
    tell("feed-forward/intermediate", kept.intermediate.matrix(rows, inner))
    tell("feed-forward/activation", kept.activated.matrix(rows, inner))
    tell("feed-forward/sum", kept.outputSum.matrix(rows, channels))
    tell("feed-forward/output", kept.output.matrix(rows, channels))
  }

  /// The scores of all heads one after another, without the room that the last layer leaves.
  private func scores(_ vector: Vector, _ batch: Batch, isLast: Bool) -> Vector {
    var values: [Float] = []
    for sequence in 0..<batch.sequenceCount {
      let queries = isLast ? 1 : batch.attention.rows(sequence).count
      for head in 0..<configuration.headCount {
        values += vector[batch.attention.scores(sequence, head: head, queries: queries)].array
      }
    }
    return Vector(values)
  }

  // MARK: Backward

  /// Tells of the gradient that a linear layer's output has.
  func observe(outputGradient dy: Matrix, of gradient: Linear) {
    guard let observer else { return }
    observer(OperationOutput(name(gradient.weight.arenaOffset) + "/output gradient backward", dy))
  }

  /// Tells of the gradients of a linear layer's parameters and input.
  func observe(_ gradient: Linear, inputGradient dx: Matrix?) {
    guard let observer else { return }
    let name = name(gradient.weight.arenaOffset)
    observer(OperationOutput(name + "/weight gradient backward", gradient.weight))
    observer(OperationOutput(name + "/bias gradient backward", gradient.bias))
    if let dx { observer(OperationOutput(name + "/input gradient backward", dx)) }
  }

  /// Tells of the gradients of a LayerNorm's parameters and input.
  func observe(_ gradient: Norm, inputGradient dx: Matrix) {
    guard let observer else { return }
    let name = name(gradient.gain.arenaOffset)
    observer(OperationOutput(name + "/input gradient backward", dx))
    observer(OperationOutput(name + "/gain gradient backward", gradient.gain))
    observer(OperationOutput(name + "/bias gradient backward", gradient.bias))
  }

  /// The place in the network of the parameter that lies there in an arena.
  private func name(_ offset: Int) -> String {
    let tensor = parameters.layout.tensors.first { $0.range.contains(offset) }
    return Self.place(of: tensor?.name ?? "parameter at \(offset)")
  }

  /// `encoder.layer.3.output.dense.weight` is `layer 3/feed-forward/output`.
  static func place(of tensor: String) -> String {
    let parts = tensor.split(separator: ".")
    guard parts.count > 3, parts[0] == "encoder" else { return String(parts[0]) }
    let place =
      switch parts[3...].dropLast().joined(separator: ".") {
      case "attention.self.query": "attention/projections"
      case "attention.self.key": "attention/key and value"
      case "attention.output.dense": "attention/output projection"
      case "attention.output.LayerNorm": "attention/LayerNorm"
      case "intermediate.dense": "feed-forward/intermediate"
      case "output.dense": "feed-forward/output projection"
      case "output.LayerNorm": "feed-forward/LayerNorm"
      case let other: other
      }
    return "layer \(parts[2])/" + place
  }
}
