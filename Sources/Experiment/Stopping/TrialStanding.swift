import Statistics
import Training
import Trajectory

/// What is recorded of a trial, as far as the stop rule of its plan asks: in its golden, or in the journal of one that
/// is not finished.
public struct TrialStanding: Sendable, Equatable {
  /// Where it is recorded.
  public let path: String
  /// The rungs, by the trial's own header; nil without a rule.
  public let schedule: StopSchedule?
  /// The best score so far at each rung that it has reached.
  public internal(set) var scores: [Double]
  /// How it ended; nil for a journal.
  public let outcome: TrialOutcome?
  /// Updates recorded.
  public internal(set) var stepCount: Int
  /// The trial's specification, with seeds of 0.
  let setting: TrialSpecification?
  /// Whether an evaluation had no score.
  var lacksScore = false
  /// The best score so far.
  var best = -Double.infinity

  init(
    path: String, schedule: StopSchedule?, scores: [Double] = [], outcome: TrialOutcome? = nil,
    stepCount: Int = 0, setting: TrialSpecification? = nil
  ) {
    (self.path, self.schedule, self.scores) = (path, schedule, scores)
    (self.outcome, self.stepCount, self.setting) = (outcome, stepCount, setting)
  }

  /// Updates done at each rung.
  var steps: [Int] { schedule?.steps ?? [] }

  /// What a rule is told.
  public var standing: StopStanding {
    StopStanding(scores: scores, isEnded: outcome == .nonfinite)
  }

  /// Whether the two are trials of one experiment: the same but for their seeds.
  public func isBeside(_ other: TrialStanding) -> Bool { setting == other.setting }

  /// Whether its golden goes on where `decision` ends its trial.
  func isLonger(than decision: StopDecision) -> Bool {
    guard outcome != nil, case .stops(let rung) = decision else { return false }
    return stepCount > steps[rung]
  }

  /// Whether its golden ends where `decision` ends its trial; nil where that is not decided.
  public func isEnded(by decision: StopDecision) -> Bool? {
    guard let outcome else { return false }
    switch decision {
    case .completes: return outcome != .stopped
    case .stops(let rung):
      if outcome == .nonfinite, scores.count <= rung { return stepCount <= steps[rung] }
      return outcome == .stopped && stepCount == steps[rung]
    case .runs: return false
    case .waits(let rung): return outcome == .nonfinite && scores.count <= rung ? true : nil
    }
  }
}
