import Arithmetic
import Training

extension ExperimentPlan {
  /// What determines the trial of a cell, on inputs and arithmetic of this plan.
  public func specification(
    _ cell: Cell, _ inputs: TrialInputs, _ unit: ArithmeticUnit
  ) throws -> TrialSpecification {
    inputs.specification(
      `protocol`, numerics: try NumericsProfile.identity(of: unit), streams: streams.rawValue,
      wi: cell.wi, do: cell.do)
  }
}
