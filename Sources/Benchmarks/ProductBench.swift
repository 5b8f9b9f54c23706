import Arithmetic
import Foundation

/// One product of a training step: the exact kernels against OpenBLAS's sgemm, in GFLOP/s.
struct ProductBench: Encodable {
  let model: String
  let product: String
  let m: Int
  let n: Int
  let k: Int
  let threads: Int
  /// Packing included.
  let exact: Double
  /// With the right-hand operand packed before, as the trainer does with weights; nil without weights.
  let packed: Double?
  let openblas: Double
  /// exact / openblas.
  let ratio: Double
  let packedRatio: Double?

  /// c = a b of one kind.
  struct Shape {
    enum Kind: String {
      /// y = x W^T
      case forward = "x W^T"
      /// dx = dy W
      case backward = "dy W"
      /// dW = dy^T x
      case weightGradient = "dy^T x"
      /// Scores of a head.
      case scores = "Q K^T"
      /// Context of a head.
      case context = "P V"
    }
    let model: BenchShape
    let kind: Kind
    let m: Int
    let n: Int
    let k: Int

    var hasWeights: Bool { kind == .forward || kind == .backward }
    /// Heads are computed side by side, each on one thread.
    var isOfHead: Bool { kind == .scores || kind == .context }

    /// Every product of a step with `rows` tokens in a batch, and heads of some lengths.
    static func all(of model: BenchShape, rows: Int) -> [Shape] {
      let configuration = model.configuration
      let (c, inner) = (configuration.hiddenSize, configuration.intermediateSize)
      let linear = [(c, 3 * c), (c, c), (c, inner), (inner, c)].flatMap { from, to in
        [
          Shape(model: model, kind: .forward, m: rows, n: to, k: from),
          Shape(model: model, kind: .backward, m: rows, n: from, k: to),
          Shape(model: model, kind: .weightGradient, m: to, n: from, k: rows),
        ]
      }
      let size = configuration.headSize
      let heads = [12, 64, 128, 512].flatMap { length in
        [
          Shape(model: model, kind: .scores, m: length, n: length, k: size),
          Shape(model: model, kind: .context, m: length, n: size, k: length),
        ]
      }
      return linear + heads
    }
  }

  /// Times `shape`. With several threads a side rests before its turn, because OpenBLAS's stay busy for a
  /// while after a call, and then computes for a moment, so that its threads are awake on cores of their own.
  static func run(_ shape: Shape, _ unit: ArithmeticUnit, rounds: Int) throws -> ProductBench {
    let (a, b) = operands(shape)
    let c = Matrix(Arena(count: shape.m * shape.n).all, rows: shape.m, columns: shape.n)
    let packedB = PackedMatrix(rows: shape.k, columns: shape.n)
    if shape.hasWeights { unit.pack(b, into: packedB) }
    let threads = unit.threads
    let calls = BenchTimer.repetitions { unit.multiply(a, b, into: c) }
    let warmUp = threads > 1 ? 2 * calls : 1
    func rest() { if threads > 1 { usleep(60_000) } }
    var (exact, packed, openBLAS): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<rounds {
      rest()
      for _ in 0..<warmUp { unit.multiply(a, b, into: c) }
      exact.append(
        BenchTimer.seconds { for _ in 0..<calls { unit.multiply(a, b, into: c) } })
      if shape.hasWeights {
        packed.append(
          BenchTimer.seconds { for _ in 0..<calls { unit.multiply(a, packedB, into: c) } })
      }
      rest()
      try OpenBLAS.multiply(a, b, into: c, threads: threads, calls: warmUp)
      openBLAS.append(
        try BenchTimer.seconds {
          try OpenBLAS.multiply(a, b, into: c, threads: threads, calls: calls)
        })
    }
    let operations = 2 * Double(shape.m * shape.n * shape.k) * Double(calls)
    func rate(_ times: [Double]) -> Double { operations / BenchTimer.median(times) / 1e9 }
    let packedRate = packed.isEmpty ? nil : rate(packed)
    return ProductBench(
      model: shape.model.rawValue, product: shape.kind.rawValue, m: shape.m, n: shape.n,
      k: shape.k, threads: threads, exact: rate(exact).rounded(decimals: 1),
      packed: packedRate?.rounded(decimals: 1), openblas: rate(openBLAS).rounded(decimals: 1),
      ratio: (rate(exact) / rate(openBLAS)).rounded(decimals: 3),
      packedRatio: packedRate.map { ($0 / rate(openBLAS)).rounded(decimals: 3) })
  }

  private static func operands(_ shape: Shape) -> (a: Matrix, b: Matrix) {
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
      let values = Arena(count: rows * columns).all
      for i in 0..<values.count { values[i] = Float((i * 7919) % 2039 - 1019) / 1019 }
      return Matrix(values, rows: rows, columns: columns)
    }
    let a =
      shape.kind == .weightGradient
      ? matrix(shape.k, shape.m).transposed : matrix(shape.m, shape.k)
    let b =
      shape.kind == .forward || shape.kind == .scores
      ? matrix(shape.n, shape.k).transposed : matrix(shape.k, shape.n)
    return (a, b)
  }

  /// The rate of OpenBLAS at a large product, GFLOP/s. Its threads have come to rest when it returns.
  static func bestOpenBLAS(threads: Int) throws -> Double {
    let (m, n, k) = (1536, 1536, 1536)
    let (a, b) = operands(Shape(model: .miniLM, kind: .context, m: m, n: n, k: k))
    let c = Matrix(Arena(count: m * n).all, rows: m, columns: n)
    let times = try (0..<3).map { _ in
      try BenchTimer.seconds { try OpenBLAS.multiply(a, b, into: c, threads: threads, calls: 1) }
    }
    if threads > 1 { usleep(60_000) }
    return 2 * Double(m * n * k) / (times.min() ?? .infinity) / 1e9
  }
}
