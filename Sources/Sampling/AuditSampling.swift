import Foundation
import Statistics

/// How many of N recorded trials to rerun, and what that certifies.
///
/// Exact, without replacement; decisions at the level itself are made in whole numbers.
public enum AuditSampling {
  /// Fewest bad trials that violate "at most a share `p` of `total` is bad".
  public static func violation(of p: Ratio, total: Int) -> Int {
    p.numerator * total / p.denominator + 1
  }

  /// Least number of reruns such that at most `failures` failures certify "at most a share `p` is bad" with
  /// confidence 1 - alpha. Nil where even all reruns do not; 0 where nothing can violate it.
  public static func sampleSize(total: Int, p: Ratio, alpha: Ratio, failures: Int = 0) -> Int? {
    let bad = violation(of: p, total: total)
    if bad > total { return 0 }
    guard failures < total else { return nil }
    func certifies(_ drawn: Int) -> Bool {
      Hypergeometric(total: total, bad: bad, drawn: drawn).isAtMost(alpha, failures)
    }
    // The chance can only fall as more are drawn.
    var (low, high) = (failures + 1, total)
    while low < high {
      let middle = low + (high - low) / 2
      if certifies(middle) { high = middle } else { low = middle + 1 }
    }
    return certifies(low) ? low : nil
  }

  /// Upper confidence bound for the number of bad trials after `failures` in `drawn` reruns: the largest D with
  /// P(at most `failures` | D) > alpha.
  public static func upperBound(total: Int, drawn: Int, failures: Int, alpha: Ratio) -> Int {
    precondition(
      0 <= failures && failures <= drawn && drawn <= total,
      "\(failures) failures, \(drawn) drawn of \(total)")
    // The chance can only fall as more are bad.
    var (low, high) = (failures, total - (drawn - failures))
    while low < high {
      let middle = low + (high - low + 1) / 2
      if Hypergeometric(total: total, bad: middle, drawn: drawn).isAtMost(alpha, failures) {
        high = middle - 1
      } else {
        low = middle
      }
    }
    return low
  }

  /// Reruns needed where the prover can try 2^bits commitments before showing one, without failures.
  public static func sampleSizeAgainstGrinding(
    total: Int, bad: Int, alpha: Ratio, bits: Int
  ) -> Int {
    var drawn = 1
    while drawn < total,
      !Hypergeometric(total: total, bad: bad, drawn: drawn).isAtMost(alpha, 0, factor: bits)
    {
      drawn += 1
    }
    return drawn
  }

  /// Random segments that detect a share `p` of forged ones with confidence 1 - alpha, out of very many.
  public static func segmentCount(p: Ratio, alpha: Ratio) -> Int {
    precondition(p.numerator > 0 && p.numerator < p.denominator, "share \(p)")
    precondition(alpha.numerator > 0, "level \(alpha)")
    return Int((log(alpha.value) / log1p(-p.value) - 1e-12).rounded(.up))
  }

  /// Chance that `drawn` of `total` segments meet at least one of `forged`; for one it is drawn / total.
  public static func segmentDetection(total: Int, forged: Int, drawn: Int) -> Double {
    Hypergeometric(total: total, bad: forged, drawn: drawn).detection
  }
}
