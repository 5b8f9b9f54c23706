/// Cohen's kappa of two trials: agreement on classes beyond what the two trials' own frequencies of classes give.
///
///     kappa = (p - e) / (1 - e)      p: share of examples with one class      e: sum over classes of f1 f2
///
/// - Source: Cohen 1960, A Coefficient of Agreement for Nominal Scales.
struct CohenKappa {
  /// For each trial and class, a bit for each example.
  private let bits: [[UInt64]]
  private let frequencies: [[Int]]
  private let labelCount: Int
  private let exampleCount: Int

  init(_ predictions: Predictions) {
    labelCount = predictions.labelCount
    exampleCount = predictions.gold.count
    let (labels, words) = (predictions.labelCount, (predictions.gold.count + 63) / 64)
    bits = predictions.trials.map { row in
      var bits = [UInt64](repeating: 0, count: labels * words)
      for (k, label) in row.enumerated() { bits[Int(label) * words + k / 64] |= 1 << (k % 64) }
      return bits
    }
    frequencies = predictions.trials.map { row in
      var counts = [Int](repeating: 0, count: labels)
      for label in row { counts[Int(label)] += 1 }
      return counts
    }
  }

  /// Of trials `a` and `b`; nil where both give one class throughout, so that chance alone makes them agree.
  func pair(_ a: Int, _ b: Int) -> Double? {
    let agreed = zip(bits[a], bits[b]).reduce(0) { $0 + ($1.0 & $1.1).nonzeroBitCount }
    let chance = zip(frequencies[a], frequencies[b]).reduce(0) { $0 + $1.0 * $1.1 }
    // Times the square of the number of examples, so that counts are exact.
    let (all, same) = (exampleCount * exampleCount, agreed * exampleCount)
    return all == chance ? nil : Double(same - chance) / Double(all - chance)
  }

  /// Mean over all pairs of trials that have one; nil where none has.
  ///
  /// - Complexity: time O(trials^2 x examples x labels / 64).
  var mean: Double? {
    var (sum, count) = (0.0, 0)
    for a in bits.indices {
      for b in bits.indices where b > a {
        guard let kappa = pair(a, b) else { continue }
        sum += kappa
        count += 1
      }
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
