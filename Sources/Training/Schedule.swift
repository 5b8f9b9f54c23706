/// When a trial does what: rates, batches, evaluations and anchors as functions of the update.
///
/// Updates count from 0. With `n` examples, an epoch has S = ceil(n / batch size) updates and the
/// whole protocol T = epochs x S; the last batch of an epoch may be smaller. Everything is integer
/// arithmetic but the rate, and what `Schedule+Dodge2020.swift` says is binary64.
public struct Schedule: Sendable, Equatable {
  /// n: training examples.
  public let exampleCount: Int
  /// Examples in a full batch.
  public let batchSize: Int
  /// S: updates an epoch.
  public let stepsPerEpoch: Int
  /// T: updates of the whole protocol, the basis of the rates.
  public let totalSteps: Int
  /// W: updates of warm-up, ceil(warmup x T), the product rounded to binary64.
  public let warmupSteps: Int
  /// Updates that are run: T, or `max_steps` if that is less.
  public let stepCount: Int
  /// Numbers of updates done after which the development data are evaluated, ascending.
  public let evaluationSteps: [Int]
  /// Numbers of updates done after which the state's digest is recorded, ascending.
  public let anchorSteps: [Int]

  let peakRate: Double
  /// The share of the updates that are warm-up, as the protocol has it.
  let warmup: Double
  /// T' of `rateAppliedTwice`.
  let countedSteps: Int
  private let rates: RateSchedule
  private let dropoutUpdates: DropoutUpdates

  /// The schedule of `settings` on `exampleCount` training examples.
  ///
  /// - Precondition: `settings` are valid; 1 <= `exampleCount` < 2^31.
  public init(_ settings: TrainingProtocol, exampleCount: Int) {
    precondition(
      exampleCount >= 1 && exampleCount < 1 << 31, "\(exampleCount) training examples")
    let stepsPerEpoch = (exampleCount + settings.batchSize - 1) / settings.batchSize
    let totalSteps = settings.epochs * stepsPerEpoch
    let stepCount = min(totalSteps, settings.maximumSteps ?? totalSteps)
    // The updates ceil(k S / count), k = 1...count, of each epoch, up to and including `stepCount`, which is always the
    // last point. Where `count` exceeds S, each update is a point once.
    func points(_ count: Int) -> [Int] {
      var points: [Int] = []
      for epoch in 0..<settings.epochs {
        for k in 1...count {
          let point = epoch * stepsPerEpoch + (k * stepsPerEpoch + count - 1) / count
          guard point < stepCount else { return points + [stepCount] }
          if point != points.last { points.append(point) }
        }
      }
      preconditionFailure("the last point, \(totalSteps), lies before \(stepCount)")
    }
    self.exampleCount = exampleCount
    self.stepsPerEpoch = stepsPerEpoch
    self.totalSteps = totalSteps
    self.stepCount = stepCount
    batchSize = settings.batchSize
    warmupSteps = Int((settings.warmup * Double(totalSteps)).rounded(.up))
    peakRate = settings.learningRate
    warmup = settings.warmup
    countedSteps = Self.countedSteps(settings, exampleCount: exampleCount)
    (rates, dropoutUpdates) = (settings.schedule, settings.dropoutUpdates)
    evaluationSteps =
      switch settings.evaluations {
      case .even: points(settings.evaluationsPerEpoch)
      case .dodge2020:
        Self.denseThenEven(
          settings.evaluationsPerEpoch, epochs: settings.epochs, stepsPerEpoch: stepsPerEpoch,
          stepCount: stepCount)
      }
    anchorSteps = points(settings.anchorsPerEpoch)
  }

  /// The learning rate of update `step`:
  ///
  ///     rate(t) = peak * min(t / W, (T - t) / (T - W))
  ///
  /// and with `linear-twice` `rateAppliedTwice`.
  ///
  /// - Rounding: one division, then one product.
  /// - Edge cases: without warm-up (W = 0) update 0 has the peak rate; with W > 0 its rate is 0.
  /// - Precondition: 0 <= `step` < `totalSteps`.
  /// - Source: `get_linear_schedule_with_warmup` of transformers.
  public func learningRate(at step: Int) -> Double {
    precondition(step >= 0 && step < totalSteps, "update \(step) of \(totalSteps)")
    if rates == .linearTwice { return rateAppliedTwice(at: step) }
    let factor =
      step < warmupSteps
      ? Double(step) / Double(warmupSteps)
      : Double(totalSteps - step) / Double(totalSteps - warmupSteps)
    return peakRate * factor
  }

  /// Whether update `step` drops elements, if the protocol has dropout.
  public func hasDropout(at step: Int) -> Bool {
    switch dropoutUpdates {
    case .all: true
    case .firstOfEpoch: step % stepsPerEpoch == 0
    }
  }

  /// The epoch of update `step`, from 0.
  public func epoch(of step: Int) -> Int { step / stepsPerEpoch }

  /// Which positions of its epoch's permutation update `step` trains on.
  public func batch(at step: Int) -> Range<Int> {
    let start = step % stepsPerEpoch * batchSize
    return start..<min(start + batchSize, exampleCount)
  }
}
