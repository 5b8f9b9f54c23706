import Arithmetic

/// How much a pass must hold at once.
public struct BatchCapacity: Sendable, Equatable {
  /// Packed rows: tokens of all sequences.
  public var rows = 0
  /// Attention scores of one layer: sum of H * T * T over the sequences.
  public var scores = 0
  public var sequences = 0

  public init() {}

  /// The capacity that sequences of these lengths need.
  public init(lengths: some Sequence<Int>, headCount: Int) {
    for length in lengths {
      rows += length
      scores += headCount * length * length
      sequences += 1
    }
  }

  public mutating func formUnion(_ other: BatchCapacity) {
    rows = max(rows, other.rows)
    scores = max(scores, other.scores)
    sequences = max(sequences, other.sequences)
  }
}

/// What one encoder layer computes and its backward pass reads again.
struct LayerActivations {
  /// Query, key and value of each row: [rows, 3C].
  let projections: Vector
  /// Attention probabilities before dropout, per sequence [H, T, T].
  let probabilities: Vector
  /// Attention's weighted values: [rows, C].
  let context: Vector
  /// Sum of projection and residual, before LayerNorm: [rows, C].
  let attentionSum: Vector
  let attentionOutput: Vector
  let attentionStatistics: NormStatistics
  /// Before and after GELU: [rows, I].
  let intermediate: Vector
  let activated: Vector
  let outputSum: Vector
  let output: Vector
  let outputStatistics: NormStatistics

  init(
    _ configuration: BertConfiguration, _ capacity: BatchCapacity, isLast: Bool,
    on unit: ArithmeticUnit
  ) {
    let channels = configuration.hiddenSize
    // Past attention the last layer has one row a sequence.
    let rows = isLast ? capacity.sequences : capacity.rows
    projections = unit.makeVector(count: capacity.rows * 3 * channels)
    probabilities = unit.makeVector(count: capacity.scores)
    context = unit.makeVector(count: rows * channels)
    attentionSum = unit.makeVector(count: rows * channels)
    attentionOutput = unit.makeVector(count: rows * channels)
    attentionStatistics = NormStatistics(rows: rows, on: unit)
    intermediate = unit.makeVector(count: rows * configuration.intermediateSize)
    activated = unit.makeVector(count: rows * configuration.intermediateSize)
    outputSum = unit.makeVector(count: rows * channels)
    output = unit.makeVector(count: rows * channels)
    outputStatistics = NormStatistics(rows: rows, on: unit)
  }
}

/// Mean and reciprocal standard deviation of each row of a LayerNorm.
struct NormStatistics {
  let mean: Vector
  let rstd: Vector

  init(rows: Int, on unit: ArithmeticUnit) {
    mean = unit.makeVector(count: rows)
    rstd = unit.makeVector(count: rows)
  }
}

/// The buffers of a classifier's passes; allocated once, so that nothing allocates inside a step.
final class Activations {
  let capacity: BatchCapacity
  let embeddingSum: Vector
  let embeddingOutput: Vector
  let embeddingStatistics: NormStatistics
  /// One a layer in training. Evaluation runs every layer through the first and ends in the last.
  let layers: [LayerActivations]
  /// Attention probabilities after dropout, of the layer at work.
  let dropped: Vector
  /// First rows of the sequences: input of the last layer, its query, the pooler, the classifier.
  let firstRows: Vector
  let query: Vector
  let pooled: Vector
  let droppedPooled: Vector
  let logits: Vector

  init(
    _ configuration: BertConfiguration, labelCount: Int, capacity: BatchCapacity, keepsLayers: Bool,
    on unit: ArithmeticUnit
  ) {
    let channels = configuration.hiddenSize
    self.capacity = capacity
    embeddingSum = unit.makeVector(count: capacity.rows * channels)
    embeddingOutput = unit.makeVector(count: capacity.rows * channels)
    embeddingStatistics = NormStatistics(rows: capacity.rows, on: unit)
    let last = configuration.layerCount - 1
    layers = (0...last).filter { keepsLayers || $0 == 0 || $0 == last }.map {
      LayerActivations(configuration, capacity, isLast: $0 == last, on: unit)
    }
    dropped = unit.makeVector(count: capacity.scores)
    firstRows = unit.makeVector(count: capacity.sequences * channels)
    query = unit.makeVector(count: capacity.sequences * channels)
    pooled = unit.makeVector(count: capacity.sequences * channels)
    droppedPooled = unit.makeVector(count: capacity.sequences * channels)
    logits = unit.makeVector(count: capacity.sequences * labelCount)
  }
}

/// Gradients with respect to activations; each layer reuses them.
final class ActivationGradients {
  let logits: Vector
  let pooled: Vector
  /// [rows, C], three of them: the layer's output on entry and its input on exit; sums; projections.
  let outer: Vector
  let sum: Vector
  let projected: Vector
  let intermediate: Vector
  let projections: Vector
  let probabilities: Vector
  let query: Vector

  init(
    _ configuration: BertConfiguration, labelCount: Int, capacity: BatchCapacity,
    on unit: ArithmeticUnit
  ) {
    let channels = configuration.hiddenSize
    logits = unit.makeVector(count: capacity.sequences * labelCount)
    pooled = unit.makeVector(count: capacity.sequences * channels)
    outer = unit.makeVector(count: capacity.rows * channels)
    sum = unit.makeVector(count: capacity.rows * channels)
    projected = unit.makeVector(count: capacity.rows * channels)
    intermediate = unit.makeVector(count: capacity.rows * configuration.intermediateSize)
    projections = unit.makeVector(count: capacity.rows * 3 * channels)
    probabilities = unit.makeVector(count: capacity.scores)
    query = unit.makeVector(count: capacity.sequences * channels)
  }
}

extension Vector {
  /// The leading rows of a buffer as a matrix.
  func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(self[0..<rows * columns], rows: rows, columns: columns)
  }
}
