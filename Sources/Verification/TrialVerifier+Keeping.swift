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
      let unit = try setting.unit(plan.numerics.backend)
      let inputs = try loader.load(plan)
      let trial = try plan.trial(cell, inputs, unit)
      let stepCount = trial.schedule.stepCount
      let recording = try kept.record(golden, trial.specification.header())
      let outcome = try golden.run(trial) { event in
        try recording.append(event)
        if case .step(let record) = event {
          progress(Double(record.step + 1) / Double(stepCount))
        }
      }
      try inputs.model.verifyUnchanged()
      return try recording.finish(outcome)
    }
  }
}

extension ChosenGolden {
  /// Trains a planned trial as far as the plan's stop rule lets it, by the goldens of its group.
  ///
  /// - Throws: `InputError` of kind unverifiable if that cannot be told; what `record` throws.
  fileprivate func run(
    _ trial: Trial, record: (TrajectoryEvent) throws -> Void
  ) throws -> TrialOutcome {
    guard let stops = sharedPlan?.stops, let cell else {
      guard let outcome = try trial.run(record: record) else {
        preconditionFailure("a trial without limit stopped early")
      }
      return outcome
    }
    var own = try TrialStanding(unfinished: trial.specification, stops.rule, path: path)
    while true {
      let ruling = stops.ruling(of: own, cell)
      if case .stops = ruling.decision { return .stopped }
      // A trial that waits has no end that could be told.
      let limit = try ruling.nextLimit()
      let outcome = try trial.run(limit: limit ?? .max) { event in
        try record(event)
        own.append(event)
      }
      if let outcome { return outcome }
    }
  }
}
