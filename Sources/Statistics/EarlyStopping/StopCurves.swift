/// The running best of recorded validation curves: what a stop rule sees.
public struct StopCurves: Sendable {
  /// T, evaluations of a full trial.
  public let evaluationCount: Int
  /// Element [t - 1][i]: best of the first t evaluations of trial i.
  private let best: [[Double]]

  /// - Precondition: at least one trial; all of the same length, at least 1.
  public init(_ curves: [[Double]]) {
    let count = curves.first?.count ?? 0
    precondition(count > 0 && curves.allSatisfy { $0.count == count }, "ragged or no curves")
    evaluationCount = count
    var best = [curves.map { $0[0] }]
    for t in 1..<max(count, 1) {
      best.append(zip(best[t - 1], curves).map { max($0, $1[t]) })
    }
    self.best = best
  }

  public var trialCount: Int { best[0].count }

  /// Best of the first `evaluations`, in the order of the curves.
  public func best(after evaluations: Int) -> [Double] { best[evaluations - 1] }

  /// Best over training.
  public var final: [Double] { best[evaluationCount - 1] }
}

/// What happens to trials with the same score at the stop.
public enum StopTies: Sendable {
  /// The one that comes first in the table is kept.
  case byIndex
  /// Every order is as likely: what sampling tends to, as drawn trials come in any order.
  case atRandom
}

/// Mean and standard deviation of an outcome.
public struct OutcomeMoments: Sendable, Equatable {
  public let mean: Double
  public let sd: Double
}

extension OutcomeMoments {
  /// From the first two moments about `center`.
  init(mean: Double, square: Double, about center: Double) {
    // Exact zero where the outcome cannot vary.
    let variance = square - mean * mean
    self.init(
      mean: center + mean,
      sd: variance > 1e-13 * (abs(square) + 1e-300) ? variance.squareRoot() : 0)
  }
}
