import Arithmetic
import Encoder
import Files
import Streams
import Tasks
import Text
import Trajectory

/// One trial: fine-tunes a classifier with one WI and one DO seed.
///
/// The state after `stepsDone` updates is a function of the specification and the inputs alone.
public final class Trial {
  public let specification: TrialSpecification
  public let schedule: Schedule
  /// Updates done so far.
  public private(set) var stepsDone = 0
  public var parameters: BertTensors { model.parameters }

  let inputs: TrialInputs
  let unit: ArithmeticUnit
  let model: BertClassifier
  let optimizer: OptimizerState
  let gradients: BertTensors
  let evaluation: EvaluationBatches
  let update: ParameterUpdate
  private var order: DataOrder
  /// Slots of an update's record that belong to no column of the specification.
  private let unrecorded: [Int]
  /// Rows of the word gradients that are not zero.
  private var wordRows: [Int32] = []
  /// Whether the next update's perturbation is done.
  private(set) var isPerturbed = false

  /// A trial before its first update.
  ///
  /// - Throws: `InputError` if the inputs are not those of the specification, the model lacks a tensor, the streams are
  ///   not known, or the perturbation does not fit the trial; `ArithmeticError` if the device has no room for it.
  public init(_ specification: TrialSpecification, _ inputs: TrialInputs, on unit: ArithmeticUnit)
    throws
  {
    precondition(
      specification.data == inputs.dataIdentity && specification.model == inputs.modelIdentity,
      "inputs of another trial")
    let saved = FloatingPointEnvironment.enter()
    defer { FloatingPointEnvironment.leave(saved) }
    self.specification = specification
    self.inputs = inputs
    self.unit = unit
    let settings = specification.protocol
    unrecorded = StepRecord.slots(outside: specification.columns)
    schedule = Schedule(settings, exampleCount: inputs.train.count)
    order = DataOrder(schedule, seed: specification.do, streams: try specification.knownStreams())
    let configuration = inputs.configuration
    let headCount = configuration.headCount
    var capacity = order.capacity(lengths: inputs.train.map(\.ids.count), headCount: headCount)
    capacity.formUnion(
      EvaluationBatches.capacity(
        lengths: inputs.development.map(\.ids.count), headCount: headCount))
    model = BertClassifier(
      configuration, labelCount: specification.labels.count, unit: unit, capacity: capacity,
      trains: true)
    gradients = BertTensors(configuration, layout: model.parameters.layout, on: unit)
    optimizer = OptimizerState(
      floatCount: model.parameters.layout.floatCount, wordCount: configuration.vocabularySize,
      on: unit)
    update = ParameterUpdate(unit: unit, settings: settings)
    update.reserve(gradients)
    do throws(ArithmeticError) { try unit.check() } catch {
      guard let memory = unit.deviceByteCount else { throw error }
      throw ArithmeticError.device("\(error). \(inputs.adviceOnRoom(settings, memory: memory))")
    }
    evaluation = EvaluationBatches(
      inputs.development, labels: inputs.data.development.map(\.label), headCount: headCount)
    if let perturbation = specification.perturbation,
      let (member, reason) = perturbation.fault(
        in: model.parameters.layout, stepCount: schedule.stepCount)
    {
      throw InputError(place: "perturbation.\(member)", reason)
    }
    try WeightInitialisation.fill(model.parameters, from: inputs.model, seed: specification.wi)
  }

  /// Trains until the end, or until `limit` updates are done.
  ///
  /// - Parameters:
  ///   - isToEnd: is asked between updates whether to end before.
  ///   - record: receives every event in order. What it throws ends the trial.
  /// - Throws: what `record` throws; `ArithmeticError` if a device fails, before a result that might be wrong is recorded.
  /// - Returns: the outcome, or nil if the limit, or the wish to end, came first.
  public func run(
    limit: Int = .max, isToEnd: () -> Bool = { false }, record: (TrajectoryEvent) throws -> Void
  ) throws -> TrialOutcome? {
    try FloatingPointEnvironment.standard {
      if stepsDone == 0 { try record(.anchor(anchor())) }
      while stepsDone < min(limit, schedule.stepCount), !isToEnd() {
        try perturb()
        let (step, norms) = computeGradients()
        try unit.check()
        try record(.step(step.without(slots: unrecorded)))
        guard Float(bitPattern: step.lossBits).isFinite, apply(norms) else { return .nonfinite }
        if schedule.evaluationSteps.contains(stepsDone) {
          let evaluation = evaluate()
          try unit.check()
          try record(.evaluation(evaluation))
        }
        if schedule.anchorSteps.contains(stepsDone) {
          let anchor = anchor()
          try unit.check()
          try record(.anchor(anchor))
        }
      }
      // The last update may have failed after its record was there.
      try unit.check()
      return stepsDone == schedule.stepCount ? .completed : nil
    }
  }

  /// Perturbs the state, once, if the next update is the one before which that is to happen. What was recorded after the
  /// update before is of the state as it was.
  ///
  /// - Throws: `PerturbedBeyond` if there is no such float.
  package func perturb() throws {
    guard let perturbation = specification.perturbation, perturbation.update == stepsDone,
      !isPerturbed
    else { return }
    let place = model.parameters.layout[perturbation.parameter].offset + perturbation.element
    let value = model.parameters.arena[place]
    guard let changed = perturbation.changed(value) else {
      throw PerturbedBeyond(perturbation: perturbation, value: value)
    }
    model.parameters.arena[place] = changed
    isPerturbed = true
  }

  /// Floating-point operations that the products of an update need.
  public func productOperations(at step: Int) -> Double {
    inputs.configuration.productOperations(
      lengths: order.examples(at: step).map { inputs.train[$0].ids.count },
      labelCount: specification.labels.count)
  }

  /// Updates the parameters by the gradients; false, and nothing, if their norm is not finite.
  func apply(_ norms: ParameterUpdate.Norms) -> Bool {
    guard norms.total.isFinite else { return false }
    update.apply(
      gradients, norms, to: model.parameters, optimizer,
      learningRate: schedule.learningRate(at: stepsDone))
    stepsDone += 1
    return true
  }

  /// - Parameter afterForward: looks at the model between the passes.
  func computeGradients(
    afterForward: (Batch, Dropout?) -> Void = { _, _ in }
  ) -> (StepRecord, ParameterUpdate.Norms) {
    let examples = order.examples(at: stepsDone)
    let batch = Batch(
      examples.map { inputs.train[$0] }, labels: examples.map { inputs.data.train[$0].label },
      headCount: inputs.configuration.headCount)
    let settings = specification.protocol
    let dropout = Dropout(
      purpose: Purpose.dropout.rawValue,
      seed: settings.dropoutSeed.seed(wi: specification.wi, do: specification.do),
      step: UInt32(stepsDone),
      probability: schedule.hasDropout(at: stepsDone) ? settings.dropout : 0)
    _ = model.forward(batch, dropout: dropout, keepsLayers: true)
    afterForward(batch, dropout)
    let loss = model.backward(batch, dropout: dropout, into: gradients, wordRows: &wordRows)
    for row in wordRows { optimizer.activeWords[Int(row)] = true }
    let norms = update.norms(gradients)
    let record = StepRecord(
      step: stepsDone, lossBits: loss.bitPattern, gradientNormBits: norms.total.bitPattern,
      batchDigest: Digest(of: batch.identity).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    return (record, norms)
  }

  private func evaluate() -> EvaluationRecord {
    let result = evaluation.evaluate(model)
    return EvaluationRecord(
      step: stepsDone, counts: result.counts.counts, predictions: result.predictions,
      logits: specification.protocol.keepLogits ? result.logits : nil)
  }

  /// Back to the beginning.
  func restart() throws {
    try FloatingPointEnvironment.standard {
      try WeightInitialisation.fill(
        model.parameters, from: inputs.model, seed: specification.wi)
    }
    forgetMoments()
    optimizer.activeWords = optimizer.activeWords.map { _ in false }
    optimizer.firstPower = 1
    optimizer.secondPower = 1
    stepsDone = 0
    isPerturbed = false
  }

  /// Continues as if `step` updates had been done, once the state has been read into place.
  ///
  /// - Parameter isPerturbed: whether that state has the perturbation of the next update, if there is one.
  func resume(at step: Int, isPerturbed: Bool = false) {
    stepsDone = step
    self.isPerturbed = isPerturbed
    for earlier in 0..<step {
      for example in order.examples(at: earlier) {
        for id in inputs.train[example].ids { optimizer.activeWords[Int(id)] = true }
      }
    }
  }

  /// Whether any moment is not zero.
  package var hasMoments: Bool {
    arenas.dropFirst().contains { moments in
      moments.withSpan { span in span.indices.contains { span[$0] != 0 } }
    }
  }

  /// Sets both moments to zero, as a resume would that forgets them. For negative controls only.
  package func forgetMoments() {
    optimizer.firstMoments.fill(0)
    optimizer.secondMoments.fill(0)
  }
}
