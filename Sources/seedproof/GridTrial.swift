import Experiment
import Grid
import Processes
import Training
import Trajectory

/// A trial of this trainer as a grid runs it: it tells how far it is and its scores, and ends with a checkpoint where
/// it is asked to, or where the stop rule lets it wait.
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
        case .event(.anchor), .event(.series), .resumed, .restarted: break
        }
      }
      let isToEnd = { request.interruption.isRequested || isAtRung(trial.stepsDone) }
      return try recorded.run(trial, stoppingAt: stop, isToEnd: isToEnd, report: tell).outcome
    } catch let suspended as RecordedTrial.Suspended {
      if isAtRung(suspended.step) { throw AtRung() }
      throw Interrupted()
    }
  }

  /// Updates after which the stop rule ends it.
  private var stop: Int? { if case .stop(let step) = request.horizon { step } else { nil } }

  private func isAtRung(_ stepsDone: Int) -> Bool {
    if case .pause(let step) = request.horizon { stepsDone >= step } else { false }
  }
}
