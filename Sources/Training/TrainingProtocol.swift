/// How a trial trains: everything that two trials of one experiment have in common.
///
/// The names of the keys in an experiment file and in a trial specification are those of `keys`.
/// Numbers are binary64 and keep every bit: their text is the shortest that reads back exactly.
public struct TrainingProtocol: Sendable, Equatable {
  /// Passes over the training data.
  public var epochs = 3
  /// Examples an update; the last batch of an epoch may hold fewer.
  public var batchSize = 16
  /// The peak rate, reached when warm-up ends.
  public var learningRate = 2e-5
  /// How the rate changes from update to update.
  public var schedule = RateSchedule.linear
  /// The share of all updates over which the rate rises from 0, in 0...1.
  public var warmup = 0.1
  /// Tokens a sequence at most, special tokens included.
  public var maximumLength = 128
  /// The probability with which an element is dropped, in 0..<1.
  public var dropout = 0.1
  /// Which updates have dropout.
  public var dropoutUpdates = DropoutUpdates.all
  /// Which of the two seeds draws the dropout masks.
  public var dropoutSeed = DropoutSeed.dataOrder
  public var optimizer = Optimizer.adamW
  /// The decay of weights; biases and LayerNorm parameters have none.
  public var weightDecay = 0.01
  /// The greatest norm of a gradient that is left as it is.
  public var clipNorm = 1.0
  /// After which updates the development data are evaluated.
  public var evaluations = EvaluationPoints.even
  /// Evaluations on the development data an epoch.
  public var evaluationsPerEpoch = 10
  /// Digests of the whole state an epoch; a trial can be resumed from these only.
  public var anchorsPerEpoch = 3
  /// Whether evaluations record logits beside predictions.
  public var keepLogits = false
  /// Ends the trial after this many updates; the schedule of rates stays that of the whole trial.
  public var maximumSteps: Int?

  /// The defaults.
  public init() {}
}

/// The rule that turns a gradient into an update.
public enum Optimizer: String, Sendable, CaseIterable {
  /// `torch.optim.AdamW`: betas .9 and .999, epsilon 1e-8, decay before the update, global clipping.
  case adamW = "adamw"
  /// BERT's own Adam: no bias correction, epsilon 1e-6, clipping per tensor.
  case bertAdam = "bert-adam"
}

/// What draws the dropout masks.
public enum DropoutSeed: String, Sendable, CaseIterable {
  /// The seed of the data order, as in the code of Dodge et al. 2020.
  case dataOrder = "do"
  /// The seed of the weight initialization.
  case weightInitialisation = "wi"
  /// Seed 0 in every trial.
  case fixed

  /// The seed of the dropout stream in the trial (`wi`, `do`).
  public func seed(wi: UInt32, do dataOrder: UInt32) -> UInt32 {
    switch self {
    case .dataOrder: dataOrder
    case .weightInitialisation: wi
    case .fixed: 0
    }
  }
}
