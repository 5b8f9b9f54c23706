import Arithmetic

/// A BERT encoder with pooler and classifier, and the buffers of its passes.
///
/// One instance belongs to one trial: its passes use `unit`'s workers and its own buffers.
public final class BertClassifier {
  public let configuration: BertConfiguration
  public let labelCount: Int
  public let parameters: BertTensors
  let unit: ArithmeticUnit
  let activations: Activations
  /// Packed weights by shape: each product packs its weight into the one that fits.
  private var packed: [[Int]: PackedMatrix] = [:]
  /// Is told of every operation of a backward pass, where one is to be looked into; nil in training.
  public var observer: OperationObserver?
  /// Present in training only.
  let gradientBuffers: ActivationGradients?

  /// - Parameters:
  ///   - capacity: bounds every batch that a pass will see.
  ///   - trains: whether `backward` will be called, so that activations of all layers are kept.
  public init(
    _ configuration: BertConfiguration, labelCount: Int, unit: ArithmeticUnit,
    capacity: BatchCapacity, trains: Bool
  ) {
    self.configuration = configuration
    self.labelCount = labelCount
    self.unit = unit
    parameters = BertTensors(
      configuration, layout: ParameterLayout(configuration, labelCount: labelCount), on: unit)
    activations = Activations(
      configuration, labelCount: labelCount, capacity: capacity, keepsLayers: trains, on: unit)
    gradientBuffers =
      trains
      ? ActivationGradients(configuration, labelCount: labelCount, capacity: capacity, on: unit)
      : nil
  }

  public var capacity: BatchCapacity { activations.capacity }
  var channels: Int { configuration.hiddenSize }
  var headSize: Int { configuration.headSize }
  /// Attention scores are multiplied by binary32(1 / sqrt(d)).
  var scoreScale: Float { Float(1 / Double(headSize).squareRoot()) }

  /// c = a b, or c continued by a b; `b` is packed once for all rows of `a`.
  func multiply(
    _ a: Matrix, packing b: Matrix, into c: Matrix, bias: Vector? = nil, accumulate: Bool = false
  ) {
    guard unit.packs, a.rows >= 32 else {
      return unit.multiply(a, b, into: c, bias: bias, accumulate: accumulate)
    }
    let shape = [b.rows, b.columns]
    let panel = packed[shape] ?? PackedMatrix(rows: b.rows, columns: b.columns)
    packed[shape] = panel
    unit.pack(b, into: panel)
    unit.multiply(a, panel, into: c, bias: bias, accumulate: accumulate)
  }

  /// y = x W^T + bias.
  func apply(_ linear: Linear, to x: Matrix, into y: Matrix) {
    multiply(x, packing: linear.weight.transposed, into: y, bias: linear.bias)
  }

  /// Gradients of a linear layer's weight and bias, and of its input: dW = dy^T x, db = column sums
  /// of dy, dx = dy W.
  func applyGradient(
    _ linear: Linear, x: Matrix, dy: Matrix, gradient: Linear, dx: Matrix?, accumulate: Bool = false
  ) {
    observe(outputGradient: dy, of: gradient)
    unit.multiply(dy.transposed, x, into: gradient.weight)
    unit.columnSums(dy, into: gradient.bias)
    if let dx { multiply(dy, packing: linear.weight, into: dx, accumulate: accumulate) }
    observe(gradient, inputGradient: dx)
  }
}
