import Foundation

/// Wall times of two sides that take turns, so that both see the same machine.
enum BenchTimer {
  /// Seconds that one call of `body` takes.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// How often `body` is to be called for a group that can be timed: some 10 milliseconds.
  static func repetitions(_ body: () throws -> Void) rethrows -> Int {
    try body()
    let once = try seconds(body)
    return max(1, min(100_000, Int(0.01 / max(once, 1e-7))))
  }

  static func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "a median of nothing")
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  static func geometricMean(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    return Foundation.exp(values.map { Foundation.log($0) }.reduce(0, +) / Double(values.count))
  }
}

extension Double {
  /// Rounded to that many decimals, so that JSON shows no noise.
  func rounded(decimals: Int) -> Double {
    let scale = Foundation.pow(10, Double(decimals))
    return (self * scale).rounded() / scale
  }
}
