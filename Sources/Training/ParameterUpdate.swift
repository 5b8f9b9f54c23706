import Arithmetic
import Encoder

/// One optimizer update of all parameters.
///
/// Scalars are formed in binary64 and rounded to binary32 once; powers of beta run as binary64 products.
struct ParameterUpdate {
  let unit: ArithmeticUnit
  let settings: TrainingProtocol

  /// Norms of a gradient.
  struct Norms {
    /// Sum of squares of each tensor, in canonical order.
    let squares: [Double]
    /// Square root of the sum over tensors, rounded to binary32.
    let total: Float
  }

  /// Makes the room that norms of `gradients` need.
  func reserve(_ gradients: BertTensors) { unit.reserveSums(of: Self.runs(gradients)) }

  private static func runs(_ gradients: BertTensors) -> [Vector] {
    gradients.layout.tensors.map { gradients.arena[$0.range] }
  }

  /// The norm of `gradients`: tensors' sums of squares folded in canonical order.
  func norms(_ gradients: BertTensors) -> Norms {
    let squares = unit.sumsOfSquares(Self.runs(gradients))
    return Norms(squares: squares, total: Float(squares.reduce(0, +).squareRoot()))
  }

  /// Updates parameters and moments by clipped gradients.
  func apply(
    _ gradients: BertTensors, _ norms: Norms, to parameters: BertTensors, _ state: OptimizerState,
    learningRate: Double
  ) {
    state.firstPower *= OptimizerState.firstBeta
    state.secondPower *= OptimizerState.secondBeta
    let globalScale = clipCoefficient(norm: Double(norms.total))
    let words = parameters.layout[BertTensors.wordsName]
    for (index, tensor) in parameters.layout.tensors.enumerated() {
      let decay = tensor.decays ? settings.weightDecay : 0
      let p = parameters.arena[tensor.range]
      let g = gradients.arena[tensor.range]
      let m = state.firstMoments[tensor.range]
      let v = state.secondMoments[tensor.range]
      switch settings.optimizer {
      case .adamW:
        let constants = AdamWConstants(
          learningRate: learningRate, decay: decay, firstPower: state.firstPower,
          secondPower: state.secondPower, gradientScale: globalScale)
        if tensor == words {
          func table(_ values: Vector) -> Matrix {
            Matrix(values, rows: tensor.shape[0], columns: tensor.shape[1])
          }
          unit.adamW(
            table(p), table(g), m: table(m), v: table(v), active: state.activeWords, constants)
        } else {
          unit.adamW(p, g, m: m, v: v, constants)
        }
      case .bertAdam:
        let norm = Float(norms.squares[index].squareRoot())
        unit.bertAdam(
          p, g, m: m, v: v,
          BertAdamConstants(
            learningRate: learningRate, decay: decay,
            gradientScale: clipCoefficient(norm: Double(norm))))
      }
    }
  }

  /// min(1, clip / (norm + 1e-6)) in binary64, rounded once.
  ///
  /// - Source: `torch.nn.utils.clip_grad_norm_`.
  private func clipCoefficient(norm: Double) -> Float {
    let coefficient = settings.clipNorm / (norm + 1e-6)
    return coefficient < 1 ? Float(coefficient) : 1
  }
}

extension AdamWConstants {
  /// - Source: `torch.optim.AdamW`, betas .9 and .999, epsilon 1e-8.
  init(
    learningRate: Double, decay: Double, firstPower: Double, secondPower: Double,
    gradientScale: Float
  ) {
    self.init(
      decay: Float(1 - learningRate * decay),
      oneMinusBeta1: Float(1 - OptimizerState.firstBeta),
      beta2: Float(OptimizerState.secondBeta),
      oneMinusBeta2: Float(1 - OptimizerState.secondBeta),
      correction2: Float((1 - secondPower).squareRoot()),
      epsilon: 1e-8,
      stepSize: Float(learningRate / (1 - firstPower)),
      gradientScale: gradientScale)
  }
}

extension BertAdamConstants {
  /// - Source: BertAdam of pytorch-pretrained-bert: no bias correction, epsilon 1e-6.
  init(learningRate: Double, decay: Double, gradientScale: Float) {
    self.init(
      beta1: Float(OptimizerState.firstBeta),
      oneMinusBeta1: Float(1 - OptimizerState.firstBeta),
      beta2: Float(OptimizerState.secondBeta),
      oneMinusBeta2: Float(1 - OptimizerState.secondBeta),
      epsilon: 1e-6, weightDecay: Float(decay), learningRate: Float(learningRate),
      gradientScale: gradientScale)
  }
}
