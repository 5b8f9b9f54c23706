import Testing

@testable import Arithmetic

/// Three updates in a row: parameters, and both moments.
@Suite struct OptimizerTests {
  private static let counts = Array(0...67) + [9001]

  @Test(arguments: Machine.all)
  func adamW(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 71)
    for count in Self.counts {
      var state = State(count, &random)
      let tensors = state.tensors
      for step in 1...3 {
        let k = (
          decay: Float(1 - 2e-5 * 0.01), b1: Float(1 - 0.9), beta2: Float(0.999),
          b2: Float(1 - 0.999), correction2: Float(step) * 0.03, rate: Float(2e-4),
          clip: Float(0.37)
        )
        let g = random.awkwardFloats(count)
        for i in 0..<count {
          let scaled = g[i] * k.clip
          state.p[i] = state.p[i] * k.decay
          state.m[i] = flush(state.m[i] + (scaled - state.m[i]) * k.b1)
          state.v[i] = state.v[i] * k.beta2 + (k.b2 * scaled) * scaled
          let denominator = state.v[i].squareRoot() / k.correction2 + 1e-8
          state.p[i] = state.p[i] + ((-k.rate) * state.m[i]) / denominator
        }
        unit.adamW(
          tensors.p, Vector(g), m: tensors.m, v: tensors.v,
          AdamWConstants(
            decay: k.decay, oneMinusBeta1: k.b1, beta2: k.beta2, oneMinusBeta2: k.b2,
            correction2: k.correction2, epsilon: 1e-8, stepSize: k.rate, gradientScale: k.clip))
        #expect(state.equals(tensors), "\(count) elements, step \(step)")
      }
    }
  }

  @Test(arguments: Machine.all, [Float(0), 0.01])
  func bertAdam(_ machine: Machine, _ decay: Float) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 72)
    let (b1, b2) = (Float(1 - 0.9), Float(1 - 0.999))
    for count in Self.counts {
      var state = State(count, &random)
      let tensors = state.tensors
      for step in 1...3 {
        let g = random.awkwardFloats(count)
        for i in 0..<count {
          let scaled: Float = g[i] * 0.7
          state.m[i] = flush(state.m[i] * 0.9 + b1 * scaled)
          state.v[i] = state.v[i] * 0.999 + (b2 * scaled) * scaled
          var update = state.m[i] / (state.v[i].squareRoot() + 1e-6)
          if decay != 0 { update = update + decay * state.p[i] }
          state.p[i] = state.p[i] - 2e-5 * update
        }
        unit.bertAdam(
          tensors.p, Vector(g), m: tensors.m, v: tensors.v,
          BertAdamConstants(
            beta1: 0.9, oneMinusBeta1: b1, beta2: 0.999, oneMinusBeta2: b2, epsilon: 1e-6,
            weightDecay: decay, learningRate: 2e-5, gradientScale: 0.7))
        #expect(state.equals(tensors), "\(count) elements, step \(step)")
      }
    }
  }

  /// Without a gradient the first moment dies out instead of sticking at a subnormal.
  @Test(arguments: Machine.single)
  func smallMomentsBecomeZero(_ machine: Machine) throws {
    let unit = try machine.unit()
    let m = Vector([0x1p-126, -0x1p-126, 0x1.8p-126, -0x1p-149, -0.0])
    let (p, v, zero) = (Vector(count: 5), Vector(count: 5), Vector(count: 5))
    unit.adamW(
      p, zero, m: m, v: v,
      AdamWConstants(
        decay: 1, oneMinusBeta1: Float(1 - 0.9), beta2: 0.999, oneMinusBeta2: Float(1 - 0.999),
        correction2: 1, epsilon: 1e-8, stepSize: 1, gradientScale: 1))
    #expect(m.bits == [Float(0), 0, 0x1.8p-126 + (0 - 0x1.8p-126) * Float(1 - 0.9), 0, 0].bits)
  }

  private func flush(_ m: Float) -> Float { abs(m) < 0x1p-126 ? 0 : m }

  private struct State {
    var p: [Float]
    var m: [Float]
    var v: [Float]

    init(_ count: Int, _ random: inout RandomValues) {
      p = random.floats(count)
      m = random.awkwardFloats(count)
      v = random.awkwardFloats(count).map { abs($0) }
    }

    var tensors: (p: Vector, m: Vector, v: Vector) { (Vector(p), Vector(m), Vector(v)) }

    func equals(_ tensors: (p: Vector, m: Vector, v: Vector)) -> Bool {
      p.bits == tensors.p.bits && m.bits == tensors.m.bits && v.bits == tensors.v.bits
    }
  }
}
