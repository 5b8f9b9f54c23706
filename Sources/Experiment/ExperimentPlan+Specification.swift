import Arithmetic
import Training

extension ExperimentPlan {
  /// What determines the trial of a cell, on inputs and arithmetic of this plan.
  public func specification(
    _ cell: Cell, _ inputs: TrialInputs, _ unit: ArithmeticUnit
  ) throws -> TrialSpecification {
    let specification = inputs.specification(
      `protocol`, numerics: try NumericsProfile.identity(of: unit), streams: streams.rawValue,
      wi: cell.wi, do: cell.do)
    let schedule = Schedule(`protocol`, exampleCount: inputs.data.train.count)
    // There is an anchor before the first update.
    try specification.schema().checkSize(
      steps: schedule.stepCount, evaluations: schedule.evaluationSteps.count,
      anchors: schedule.anchorSteps.count + 1)
    return specification
  }
}
