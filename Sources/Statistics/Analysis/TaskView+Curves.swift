extension TaskView {
  /// Most trials whose early stopping is computed.
  static let curveTrialLimit = 10_000

  /// Of each evaluation but the last, which would be that of a score with itself.
  func correlation() throws(Refusal) -> [EvaluationCorrelation] {
    if task.steps.count < 2 { throw Refusal("needs more than one evaluation a trial") }
    let last = scored.map { $0.scores[task.steps.count - 1] }
    // Ranks of both turn over together where less is better.
    return task.steps.dropLast().enumerated().map { index, step in
      EvaluationCorrelation(
        index: index, step: step,
        spearman: RankCorrelation.spearman(scored.map { $0.scores[index] }, last),
        trialCount: scored.count)
    }
  }

  func earlyStopping() throws(Refusal) -> EarlyStoppingAnalysis {
    let parts = EqualParts(steps: task.steps)
    let full = parts?.evaluationCounts.count ?? task.steps.count
    if options.score == .last {
      throw Refusal("is worth the best score over training, and here the last score counts")
    }
    if full < 2 { throw Refusal("needs more than one evaluation a trial") }
    if scored.count > Self.curveTrialLimit {
      throw Refusal("is computed for up to \(Self.curveTrialLimit) trials")
    }
    let budgets = 1...max(1, min(options.largestBudget, scored.count))
    let most = budgets.upperBound
    let all = StopSearch(
      curves(scored, parts), start: max(most, options.largestStart), kept: most)
    let ownLimit = min(options.largestStart, scored.count, all.tables.largestStart)
    let own = Self.searched(
      all, budgets.map { StopSetting.within(budget: $0, full: full, largestStart: ownLimit) })
    let paper = Self.searched(
      all,
      budgets.map {
        StopSetting.spendingExactly(budget: $0, full: full, largestStart: options.largestStart)
      }, replacement: true)
    let halves = halves(parts)
    let fits = halves.map { crossFits($0, budgets, full) }
    let finals = BestOfN(all.curves.final)
    let results = budgets.map { budget -> BudgetResult in
      let values = own[budget - 1]
      let top = Self.descending(paper[budget - 1])
      let best = Self.highest(values)
      let (baseline, drawn) = (
        finals.withoutReplacement(budget).mean, finals.withReplacement(budget).mean
      )
      return BudgetResult(
        budget: budget, settingCount: values.count, baseline: turned(baseline),
        best: turned(best), crossFit: fits?[budget - 1],
        paper: PaperSearch(
          baseline: turned(drawn), top: top.prefix(3).map(turned),
          settingCount: paper[budget - 1].count, gain: top.first.map { $0.value - drawn }),
        gain: best.value - baseline)
    }
    return EarlyStoppingAnalysis(
      evaluationCount: full, hasEqualParts: parts != nil, trialCount: scored.count,
      halfCounts: halves.map { $0.map(\.trialCount) }, budgets: results)
  }

  /// What a stop rule sees of `trials`.
  private func curves(_ trials: [Trial], _ parts: EqualParts?) -> StopCurves {
    StopCurves(
      trials.map { trial in
        let scores = trial.scores.map(options.direction.oriented)
        return parts?.best(of: scores) ?? scores
      })
  }

  /// In the table's units again.
  private func turned(_ value: Double) -> Double { options.direction.oriented(value) }
  private func turned(_ value: SettingValue) -> SettingValue {
    SettingValue(setting: value.setting, value: turned(value.value))
  }

  /// Curves of two sets of trials that share no seed: every other WI and DO seed in each.
  private func halves(_ parts: EqualParts?) -> [StopCurves]? {
    let halves = [0, 1].map { half in
      let own = PerFactor { factor in
        Set(seeds[factor].enumerated().filter { $0.offset % 2 == half }.map(\.element))
      }
      return scored.filter { own.wi.contains($0.cell.wi) && own.do.contains($0.cell.do) }
    }
    return halves.contains { $0.isEmpty } ? nil : halves.map { curves($0, parts) }
  }

  /// For each budget that both halves can pay for.
  private func crossFits(
    _ halves: [StopCurves], _ budgets: ClosedRange<Int>, _ full: Int
  ) -> [CrossFit?] {
    let limit = min(options.largestStart, halves.map(\.trialCount).min()!)
    let most = min(budgets.upperBound, limit)
    let searches = halves.map { StopSearch($0, start: limit, kept: most) }
    let start = searches.map(\.tables.largestStart).min()!
    let settings = (1...most).map {
      StopSetting.within(budget: $0, full: full, largestStart: start)
    }
    let values = searches.map { Self.searched($0, settings) }
    return budgets.map { budget in
      guard budget <= most else { return nil }
      var chosen: [StopSetting] = []
      var value = 0.0
      var baseline = 0.0
      for half in 0...1 {
        let best = Self.highest(values[half][budget - 1])
        chosen.append(best.setting)
        let other = values[1 - half][budget - 1]
        value += other.first { $0.setting == best.setting }!.value / 2
        baseline += BestOfN(halves[half].final).withoutReplacement(budget).mean / 2
      }
      return CrossFit(
        chosen: chosen, value: turned(value), baseline: turned(baseline), gain: value - baseline)
    }
  }

  /// Values of the settings of each budget; settings that several budgets share are computed once.
  private static func searched(
    _ search: StopSearch, _ settings: [[StopSetting]], replacement: Bool = false
  ) -> [[SettingValue]] {
    let unique = Array(Set(settings.joined()))
    let values = search.values(unique, replacement: replacement)
    let bySetting = Dictionary(uniqueKeysWithValues: zip(unique, values))
    return settings.map { $0.map { SettingValue(setting: $0, value: bySetting[$0]!) } }
  }

  /// Best first, equal ones in the order given.
  private static func descending(_ values: [SettingValue]) -> [SettingValue] {
    values.indices.sorted { (values[$1].value, $0) < (values[$0].value, $1) }.map { values[$0] }
  }

  /// The highest value; the first of several.
  private static func highest(_ values: [SettingValue]) -> SettingValue {
    values.dropFirst().reduce(values[0]) { $1.value > $0.value ? $1 : $0 }
  }
}
