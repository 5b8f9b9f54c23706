import Arithmetic
import Text
import Training

extension ExperimentPlan {
  /// What determines the trial of a cell, on inputs and arithmetic of this plan.
  public func specification(
    _ cell: Cell, _ inputs: TrialInputs, _ unit: ArithmeticUnit
  ) throws -> TrialSpecification {
    var specification = inputs.specification(
      `protocol`, numerics: try NumericsProfile.identity(of: unit), streams: streams.rawValue,
      wi: cell.wi, do: cell.do)
    specification.perturbation = perturbation?.perturbation(of: cell)
    let schedule = Schedule(`protocol`, exampleCount: inputs.data.train.count)
    // There is an anchor before the first update.
    try specification.schema().checkSize(
      steps: schedule.stepCount, evaluations: schedule.evaluationSteps.count,
      anchors: schedule.anchorSteps.count + 1)
    return specification
  }

  /// The trial of a cell, before its first update.
  public func trial(
    _ cell: Cell, _ inputs: TrialInputs, _ unit: ArithmeticUnit
  ) throws -> Trial { try Trial(specification(cell, inputs, unit), inputs, on: unit) }

  /// Refuses the golden at `file` whose header is `specification`, unless that is a trial of this plan.
  ///
  /// - Throws: `InputError` of kind malformed.
  package func check(_ specification: TrialSpecification, file: String) throws {
    guard cells.contains(Cell(specification)) else {
      throw InputError(
        .malformed, file: file, "is a golden that its plan, \(path), does not mention")
    }
    guard specification.perturbation == perturbation?.perturbation(of: Cell(specification)),
      task.name == specification.task, `protocol` == specification.protocol,
      streams.rawValue == specification.streams,
      numerics == NumericsProfile.profile(of: specification.numerics)
    else {
      throw InputError(
        .malformed, file: file, "holds another trial than its plan, \(path)",
        advice: "compare the plan with 'seedproof show'")
    }
  }
}

extension Cell {
  /// The cell of a trial.
  package init(_ specification: TrialSpecification) {
    self.init(
      wi: specification.wi, do: specification.do, ulps: specification.perturbation?.ulps ?? 0)
  }
}
