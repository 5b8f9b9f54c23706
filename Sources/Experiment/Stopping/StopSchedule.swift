import Statistics
import Text
import Training

/// A stop rule on the schedule of a trial: after which updates its rungs are.
public struct StopSchedule: Sendable, Equatable {
  public let rule: StopRule
  /// Updates done at each rung, ascending; each is an evaluation before the last.
  public let steps: [Int]
  /// Updates of a whole trial.
  public let stepCount: Int

  /// - Parameter steps: updates done at each rung.
  init(_ rule: StopRule, steps: [Int], stepCount: Int) {
    precondition(
      steps.count == rule.rungs.count, "\(steps.count) steps of \(rule.rungs.count) rungs")
    (self.rule, self.steps, self.stepCount) = (rule, steps, stepCount)
  }

  /// A rung is at the first evaluation that has its share of the trial's updates behind it.
  ///
  /// - Throws: `InputError` if a rung has no evaluation before the last one, or shares its own with the rung before.
  public init(_ rule: StopRule, _ schedule: Schedule) throws {
    self.rule = rule
    stepCount = schedule.stepCount
    // Which lies before the end where evaluations are those of Dodge et al. 2020.
    let last = schedule.evaluationSteps.last ?? 0
    var steps: [Int] = []
    for rung in rule.rungs {
      let step = schedule.evaluationSteps.first {
        rung.share.isReached(by: $0, of: schedule.stepCount)
      }
      guard let step, step < last else {
        throw InputError(
          "the rung at \(rung.share) has no evaluation before the last one, after "
            + "\(schedule.stepCount) updates",
          advice: "choose an earlier rung, or raise evaluations_per_epoch")
      }
      guard step != steps.last else {
        throw InputError(
          "two rungs share the evaluation after \(step) updates",
          advice: "choose other rungs, or raise evaluations_per_epoch")
      }
      steps.append(step)
    }
    self.steps = steps
  }

  /// The schedule of the stop rule of `plan`, whose data have so many training examples; nil if it has no rule.
  ///
  /// - Throws: as the other initializer, naming the plan.
  public init?(_ plan: ExperimentPlan, exampleCount: Int) throws {
    guard let rule = plan.stop else { return nil }
    do {
      try self.init(rule, Schedule(plan.protocol, exampleCount: exampleCount))
    } catch let error as InputError {
      throw InputError(
        error.kind, file: plan.path, "the stop rule cannot be followed: \(error.reason)",
        advice: error.advice)
    }
  }

  /// The updates of `count` trials with the rule, if none ends before.
  public func updateCount(of count: Int) -> Int {
    rule.updateCount(of: count, at: steps, stepCount: stepCount)
  }
}
