import Experiment
import Grid
import Processes
import Training
import Trajectory

/// A trial of this trainer as a grid runs it: it tells how far it is and its scores, and ends with a checkpoint where
/// it is asked to.
struct GridTrial {
  let request: TrialRequest
  let keptCheckpointCount: Int

  func run(_ trial: Trial) throws -> TrialOutcome {
    let count = Double(trial.schedule.stepCount)
    var recorded = RecordedTrial(path: request.path, keptCheckpointCount: keptCheckpointCount)
    // The claim says whose the trial is; who stalled may have its files open still.
    recorded.isExclusive = false
    do {
      func tell(_ report: RecordedTrial.Report) throws {
        switch report {
        case .event(.step(let record)):
          request.report(Double(record.step + 1) / count)
          try request.checkClaim()
        case .event(.evaluation(let record)):
          if let score = TrialScore(record, trial.specification) { request.score(score) }
        case .event(.anchor), .resumed, .restarted: break
        }
      }
      let isToEnd = { request.interruption.isRequested }
      return try recorded.run(trial, isToEnd: isToEnd, report: tell).outcome
    } catch is RecordedTrial.Suspended {
      throw Interrupted()
    }
  }
}
