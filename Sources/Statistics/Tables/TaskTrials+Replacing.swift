extension TaskTrials {
  /// The same task with other trials.
  ///
  /// - Parameter hasOneSeed: whether these have one kind of seed; nil for as it was.
  public func replacingTrials(_ trials: [Trial], hasOneSeed: Bool? = nil) -> TaskTrials {
    replaced(name, trials, hasOneSeed ?? self.hasOneSeed)
  }

  /// The same task under another name.
  public func renamed(_ name: String) -> TaskTrials { replaced(name, trials, hasOneSeed) }

  private func replaced(_ name: String, _ trials: [Trial], _ hasOneSeed: Bool) -> TaskTrials {
    TaskTrials(
      name: name, steps: steps, trials: trials, resolution: resolution,
      majorityBaseline: majorityBaseline, support: support, metric: metric,
      lacksLabels: lacksLabels, hasOneSeed: hasOneSeed, scoreName: scoreName,
      exampleCount: exampleCount, gold: gold, labelNames: labelNames)
  }
}
