import Arithmetic

/// Cycles an element of the correctly rounded functions, in bulk on one thread.
struct FunctionBench: Encodable {
  let function: String
  let cyclesPerElement: Double
  let nanosecondsPerElement: Double

  /// Elements of a call: input and result stay in the first two caches.
  private static let count = 16384

  static func run(_ setting: ArithmeticSetting, rounds: Int) throws -> [FunctionBench] {
    let unit = try setting.unit(threads: 1)
    let functions: [(String, Double, (Vector, Vector) -> Void)] = [
      ("exp", -10, { unit.exp($0, into: $1) }), ("expm1", -4, { unit.expm1($0, into: $1) }),
      ("tanh", -4, { unit.tanh($0, into: $1) }), ("erf", -4, { unit.erf($0, into: $1) }),
      ("log", 0, { unit.log($0, into: $1) }), ("gelu", -4, { unit.gelu($0, into: $1) }),
    ]
    return functions.map { name, lowest, function in
      let x = Arena(count: count).all
      let y = Arena(count: count).all
      for i in 0..<count { x[i] = Float(lowest + (Double(i) + 0.5) * 8 / Double(count)) }
      let calls = BenchTimer.repetitions { function(x, y) }
      var cycles: [Double] = []
      var nanoseconds: [Double] = []
      for _ in 0..<rounds {
        let before = CoreClock.frequency()
        let time =
          BenchTimer.seconds { for _ in 0..<calls { function(x, y) } } / Double(calls * count)
        let frequency = (before + CoreClock.frequency()) / 2
        cycles.append(time * frequency)
        nanoseconds.append(time * 1e9)
      }
      return FunctionBench(
        function: name, cyclesPerElement: BenchTimer.median(cycles).rounded(decimals: 3),
        nanosecondsPerElement: BenchTimer.median(nanoseconds).rounded(decimals: 3))
    }
  }
}
