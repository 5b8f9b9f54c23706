import Statistics

/// An audit that may stop or go on after each rerun: its p-value holds at every moment.
///
/// The ALPHA supermartingale for "more than a share p of N trials is bad", drawn without replacement:
///
///     T *= x / mu (eta - mu) / (1 - mu) + (1 - eta) / (1 - mu)      mu: null mean of the trials left
///
/// - Edge cases: eta = 1 gives the hypergeometric chance until the first failure, and dies there.
/// - Source: Stark 2023, ALPHA (Annals of Applied Statistics 17).
public struct SequentialAudit: Sendable {
  /// Most reproducible trials under the null.
  private let good: Int
  private let total: Int
  /// Guess of the share of reproducible trials.
  public let eta: Double
  private var seen = 0
  private var reproduced = 0
  private var product = 1.0
  private var largest = 1.0
  private var isCertain = false

  /// Fix `p` and `eta` before the first rerun.
  public init(total: Int, p: Ratio, eta: Double) {
    precondition(total > 0 && eta > 0 && eta <= 1, "total \(total), eta \(eta)")
    self.total = total
    self.eta = eta
    good = total - AuditSampling.violation(of: p, total: total)
  }

  /// p-value after the reruns so far.
  public var p: Double { isCertain ? 0 : 1 / largest }

  /// Takes the outcome of the next rerun.
  public mutating func append(reproduced isGood: Bool) {
    precondition(seen < total, "\(seen) of \(total) trials seen")
    let mean = Double(good - reproduced) / Double(total - seen)
    if good < reproduced || (good == reproduced && isGood) {
      // More reproduced than the null allows.
      isCertain = true
    } else if good - reproduced >= total - seen {
      product = 0
    } else {
      let guess = max(eta, mean)
      product *= (isGood ? (guess - mean) / mean : 0) / (1 - mean) + (1 - guess) / (1 - mean)
      largest = max(largest, product)
    }
    seen += 1
    if isGood { reproduced += 1 }
  }
}
