import Statistics
import Text

/// `convergence`: the check of MLPerf that a submission does not converge faster than the reference.
enum ConvergenceRule {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let place = evidence.claim.convergence, let reference = evidence.reference else {
      return []
    }
    let drop = ConvergenceReference.dropped(reference.benchmark)
    guard place.values.count == place.runs, place.runs > 2 * drop + 1 else {
      return [
        evidence.finding(
          .convergence, .undetermined,
          "The rule is for \(place.runs.counted("run")), at least \(2 * drop + 2), and "
            + "\(place.values.count) are told.")
      ]
    }
    guard let point = reference.point(batchSize: place.batchSize, runs: place.runs) else {
      return [
        evidence.finding(
          .convergence, .undetermined,
          "The reference has no point from the batch size \(place.batchSize.grouped) on.")
      ]
    }
    let kept = place.values.sorted().dropFirst(drop).dropLast(drop)
    let mean = kept.reduce(0, +) / Double(kept.count)
    let least = point.least(runs: place.runs)
    let holds = mean >= least
    let facts: KeyValuePairs<String, JSONValue> = [
      "mean": .number(mean), "referenceMean": .number(point.mean), "leastMean": .number(least),
      "referenceBatchSize": .integer(point.batchSize), "interpolated": .bool(point.isBetween),
    ]
    return [
      evidence.finding(
        .convergence, holds ? .holds : .refuted,
        "Without the least and the greatest run the mean is \(mean.decimals(3)); the reference "
          + "\(point.isBetween ? "between two points " : "")has \(point.mean.decimals(3)), and from "
          + "\(least.decimals(3)) on it is no faster at .05 one-sided.", facts)
    ]
  }
}
