import Arithmetic
import Experiment
import Text
import Training

/// A plan's inputs and an arithmetic unit, for running its trials.
struct TrialSession {
  let plan: ExperimentPlan
  let inputs: TrialInputs
  let unit: ArithmeticUnit

  init(_ plan: ExperimentPlan, _ options: ArithmeticOptions, threads: Int) throws {
    self.plan = plan
    unit = try options.unit(plan.numerics, threads: threads)
    inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    inputs.printRemarks()
  }

  /// The trial of a cell, before its first update.
  func trial(_ cell: Cell) throws -> Trial {
    try Trial(plan.specification(cell, inputs, unit), inputs, on: unit)
  }
}

extension ArithmeticOptions {
  /// A unit for one trial.
  func unit(_ numerics: NumericsProfile, threads: Int) throws -> ArithmeticUnit {
    try ArithmeticUnit(
      instructionSet: instructionSet(), threads: threads,
      backend: numerics.backend)
  }
}

extension TrialInputs {
  /// Tells what the user should know of model and data though they can be used.
  func printRemarks() {
    for remark in remarks { StandardError.print("seedproof: note: \(remark.printable)") }
  }
}
