extension TaskTrials {
  /// Trials that have no score, since a number was not finite.
  public var hasNonfinite: Bool { trials.contains { $0.status == .nonfinite } }

  /// The same trials, with `score` at each evaluation of those that were not finite.
  ///
  /// What they reached before does not count: who keeps the best score over training would keep that of a trial that was
  /// lost.
  public func replacingNonfinite(with score: Double) -> TaskTrials {
    let steps = steps.isEmpty && hasNonfinite ? [0] : steps
    return TaskTrials(
      name: name, steps: steps,
      trials: trials.map { trial in
        guard trial.status == .nonfinite else { return trial }
        return Trial(
          cell: trial.cell, scores: steps.map { _ in score }, run: trial.run, isReplaced: true)
      },
      resolution: resolution, majorityBaseline: majorityBaseline, support: support, metric: metric,
      lacksLabels: lacksLabels, hasOneSeed: hasOneSeed, scoreName: scoreName,
      exampleCount: exampleCount, gold: gold, labelNames: labelNames)
  }
}
