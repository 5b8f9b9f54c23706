/// What the difference of two mean scores is uncertain by.
extension TrialComponents {
  /// Of one fresh trial, from values of trials whose seeds go together as `layout` says.
  ///
  /// Trials that are `mixed` are taken as one sample.
  ///
  /// - Shapes: `values`: [trials, examples], at least 2 x 2.
  init(values: [[Double]], _ layout: SeedLayout) {
    if case .grid(let wi, let order) = layout {
      self = CrossedExamples(values: values, wi: wi, do: order).trials
    } else {
      self.init(values: values)
    }
  }

  /// Of pairs of trials that share their seeds.
  ///
  /// - Shapes: `a`, `b`: [trials, examples], at least 2 x 2, trial by trial with the same seeds.
  static func difference(
    pairs a: [[Bool]], _ b: [[Bool]], _ layout: SeedLayout
  ) -> TrialComponents {
    TrialComponents(
      values: zip(a, b).map { zip($0, $1).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) } }, layout)
  }

  /// Of trials with seeds of their own, on the same examples: what seeds do adds up, and what examples do to both
  /// recipes alike does not count.
  ///
  /// - Shapes: `a`, `b`: [trials, examples], at least 2 x 2.
  static func difference(
    independent a: [[Bool]], _ layoutA: SeedLayout, _ b: [[Bool]], _ layoutB: SeedLayout
  ) -> TrialComponents {
    let first = TrialComponents(values: a.map { $0.map { $0 ? 1 : 0 } }, layoutA)
    let second = TrialComponents(values: b.map { $0.map { $0 ? 1 : 0 } }, layoutB)
    precondition(
      first.exampleCount == second.exampleCount,
      "\(first.exampleCount) and \(second.exampleCount) examples")
    let n = first.exampleCount
    func centered(_ trials: [[Bool]]) -> [Double] {
      let means = (0..<n).map { k in Double(trials.count { $0[k] }) / Double(trials.count) }
      let mean = Spread(means).mean
      return means.map { $0 - mean }
    }
    // Seeds of the two are independent, so that only examples make their means vary together.
    let common = zip(centered(a), centered(b)).reduce(0) { $0 + $1.0 * $1.1 } / Double(n - 1)
    return TrialComponents(
      exampleCount: n, trial: first.trial + second.trial,
      example: first.example + second.example - 2 * common,
      trialExample: first.trialExample + second.trialExample)
  }
}
