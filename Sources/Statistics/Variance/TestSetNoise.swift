extension TestSetNoise {
  /// Splits the variance of accuracy over trials by which examples each trial gets right.
  ///
  ///     total = var_r(accuracy)      noise = sum_k var_r(x[r, k]) / n^2      rest = n / (n - 1) (total - noise)
  ///
  /// The rest is the mean sample covariance of two distinct examples.
  ///
  /// - Shapes: `correct`: [trials, examples], at least 2 x 2.
  /// - Source: the idea is Jordan's 2023 (arXiv:2304.01910).
  public init(correct: [[Bool]]) {
    let examples = correct.first?.count ?? 0
    precondition(
      correct.count > 1 && examples > 1 && correct.allSatisfy { $0.count == examples },
      "\(correct.count) trials of \(examples) examples")
    let trials = Double(correct.count)
    let n = Double(examples)
    var noise = 0.0
    for k in 0..<examples {
      let right = Double(correct.reduce(0) { $0 + ($1[k] ? 1 : 0) })
      noise += right * (trials - right) / (trials * (trials - 1))
    }
    noise /= n * n
    let accuracies = correct.map { row in Double(row.reduce(0) { $0 + ($1 ? 1 : 0) }) / n }
    let total = Spread(accuracies).squares / (trials - 1)
    self.init(
      exampleCount: examples, total: total, noise: noise,
      distribution: n / (n - 1) * (total - noise))
  }
}
