import Arithmetic
import Experiment
import Files
import Training
import Trajectory

extension TrialVerifier {
  /// Trains the planned trial whose golden is missing or cannot be used, where that was asked for.
  func keepNewResult(
    _ golden: ChosenGolden, _ result: inout VerificationReport.TrialResult, _ reason: String,
    _ progress: (Double) -> Void
  ) {
    guard let kept, let plan = golden.plan, let cell = golden.cell, golden.isPlanned,
      kept.kinds.contains(golden.isThere ? .differing : .missing)
    else { return }
    do {
      let unit = try ArithmeticUnit(
        instructionSet: instructionSet, threads: threads,
        backend: plan.numerics == .exact ? .exact : .openBLAS)
      let inputs = try loader.load(
        InputSource(plan), maximumLength: plan.protocol.maximumLength)
      let trial = try Trial(plan.specification(cell, inputs, unit), inputs, on: unit)
      let stepCount = trial.schedule.stepCount
      let path = kept.path(for: golden)
      _ = try RecordedTrial(path: path, checkpointInterval: .seconds(1 << 40)).run(trial) {
        if case .event(.step(let record)) = $0 {
          progress(Double(record.step + 1) / Double(stepCount))
        }
      }
      result.keptPath = path
    } catch {
      result.reason = "\(reason); its new result cannot be kept: \(error)".printable
    }
  }
}
