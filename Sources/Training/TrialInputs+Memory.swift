import Encoder

extension TrialInputs {
  /// About how much memory a trial of these inputs takes beside them.
  ///
  /// Parameters, gradients and two moments; and what a layer keeps of each token for the way back, counted as
  /// matrices of the hidden size. It decides how many trials run at a time, and no bit of a result.
  public func trialByteCount(_ settings: TrainingProtocol) -> Int {
    let layout = ParameterLayout(configuration, labelCount: data.labels.count)
    let tokens = settings.batchSize * settings.maximumLength
    let perToken =
      12 * configuration.hiddenSize + 3 * configuration.intermediateSize
      + 3 * configuration.headCount * settings.maximumLength
    let floats = 4 * layout.floatCount + (configuration.layerCount + 2) * tokens * perToken
    return 4 * floats + 32 << 20
  }

  /// The memory that all trials of these inputs share: the weights with which they begin.
  public var sharedByteCount: Int { model.weightByteCount }

  /// The size of the file in which an unfinished trial is kept, beside its records.
  public func checkpointByteCount() -> Int {
    12 * ParameterLayout(configuration, labelCount: data.labels.count).floatCount
  }
}
