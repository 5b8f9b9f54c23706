import Arithmetic
import Experiment
import Judgement
import Text
import Training
import Trajectory

extension TrialVerifier {
  /// Trains the planned trial whose golden is missing or cannot be used, where that was asked for.
  func keepNewResult(
    _ golden: ChosenGolden, _ evidence: inout TrialEvidence, _ progress: (Double) -> Void
  ) {
    guard let kept, let plan = golden.plan, let cell = golden.cell, golden.isPlanned,
      kept.kinds.contains(golden.isThere ? .differing : .missing)
    else { return }
    evidence.keep {
      let unit = try ArithmeticUnit(
        instructionSet: instructionSet, threads: threads,
        backend: plan.numerics.backend)
      let inputs = try loader.load(plan)
      let trial = try plan.trial(cell, inputs, unit)
      let stepCount = trial.schedule.stepCount
      let recording = try kept.record(golden, trial.specification.header())
      let outcome = try trial.run { event in
        try recording.append(event)
        if case .step(let record) = event {
          progress(Double(record.step + 1) / Double(stepCount))
        }
      }
      guard let outcome else { preconditionFailure("a trial without limit stopped early") }
      try inputs.model.verifyUnchanged()
      return try recording.finish(outcome)
    }
  }
}
