extension TaskTrials {
  /// The same task with other trials.
  ///
  /// - Parameter hasOneSeed: whether these have one kind of seed; nil for as it was.
  public func replacingTrials(_ trials: [Trial], hasOneSeed: Bool? = nil) -> TaskTrials {
    TaskTrials(
      name: name, steps: steps, trials: trials, resolution: resolution,
      majorityBaseline: majorityBaseline, support: support, metric: metric,
      lacksLabels: lacksLabels, hasOneSeed: hasOneSeed ?? self.hasOneSeed, scoreName: scoreName,
      exampleCount: exampleCount, gold: gold)
  }
}
