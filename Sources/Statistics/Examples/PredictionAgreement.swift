/// How far trials agree on single examples.
public struct PredictionAgreement: Sendable, Equatable {
  public let trialCount: Int
  public let exampleCount: Int
  /// Share of examples on which two trials give different classes, mean over all pairs of trials.
  public let disagreement: Double
  /// Fleiss' kappa: agreement beyond what the classes' frequencies alone give; 1 is complete. Nil where all predictions are
  /// one class.
  ///
  /// - Source: Fleiss 1971.
  public let kappa: Double?
  /// Examples on which not all trials agree: a seed decides.
  public let flipCount: Int
  /// Examples that no trial gets right.
  public let neverRightCount: Int
  /// Examples that every trial gets right.
  public let alwaysRightCount: Int

  /// - Precondition: at least two trials.
  /// - Complexity: time O(trials x examples), memory O(labels x examples).
  public init(_ predictions: Predictions) {
    let (labels, gold) = (predictions.labelCount, predictions.gold)
    let (r, n) = (predictions.trials.count, gold.count)
    precondition(r > 1, "\(r) trials")
    // How many trials give each class, example by example.
    var votes = [Int](repeating: 0, count: n * labels)
    for trial in predictions.trials {
      for k in 0..<n { votes[k * labels + Int(trial[k])] += 1 }
    }
    var totals = [Int](repeating: 0, count: labels)
    var (pairs, flips, never, always) = (0, 0, 0, 0)
    for k in 0..<n {
      for label in 0..<labels {
        let count = votes[k * labels + label]
        totals[label] += count
        pairs += count * (count - 1)
      }
      let right = votes[k * labels + Int(gold[k])]
      if right == 0 { never += 1 }
      if right == r { always += 1 }
      if !votes[k * labels..<(k + 1) * labels].contains(r) { flips += 1 }
    }
    trialCount = r
    exampleCount = n
    flipCount = flips
    neverRightCount = never
    alwaysRightCount = always
    // Counts are exact: each share is one division.
    let all = Int128(n) * Int128(r) * Int128(r - 1)
    let differing = all - Int128(pairs)
    disagreement = Double(differing) / Double(all)
    // By chance two predictions differ with 1 - sum p^2.
    let cells = Int128(n * r)
    let chance = cells * cells - totals.reduce(0 as Int128) { $0 + Int128($1) * Int128($1) }
    kappa =
      chance == 0
      ? nil : Double(chance * all - differing * cells * cells) / Double(chance * all)
  }
}
