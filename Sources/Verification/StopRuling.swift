import Experiment
import Text
import Trajectory

import enum Statistics.StopDecision

/// What a stop rule says of one trial.
struct StopRuling: Sendable {
  let decision: StopDecision
  let own: TrialStanding
  /// Trials of its group whose scores are needed and not there.
  let missing: [Cell]
  /// Those of them that have a golden all the same: a corrupt one, one of another experiment, or one that ends too soon.
  let unusable: [Cell]

  /// Updates after which the rule ends the trial; nil where it goes to its end.
  ///
  /// A trial that has not come to the rung of its group goes on: only its golden says that it ends.
  ///
  /// - Throws: `InputError` of kind unverifiable where that is not decided, and matters.
  func limit() throws -> Int? {
    switch decision {
    case .stops(let rung): return own.schedule?.steps[rung]
    case .completes, .runs: return nil
    case .waits:
      guard own.outcome == nil || own.isEnded(by: decision) == nil else { return nil }
      throw undecided
    }
  }

  /// Updates up to which a trial without golden is known to go; nil for its end.
  ///
  /// - Throws: as `limit`.
  func nextLimit() throws -> Int? {
    if case .runs(let rung) = decision { return own.schedule?.steps[rung] }
    return try limit()
  }

  private var undecided: InputError {
    let first = missing.prefix(3).map(\.description).joined(separator: "; ")
    let count = missing.count == 1 ? "one trial" : "\(missing.count) trials"
    return InputError(
      .unverifiable, file: own.path,
      "whether the plan's stop rule keeps it cannot be told: the scores of \(count) of its group are not "
        + "there (\(first)\(missing.count > 3 ? "; ..." : ""))", advice: advice)
  }

  /// A grid trains what has no golden, and ends with an error at one that cannot be used.
  private var advice: String {
    guard let first = unusable.first else { return "run 'seedproof grid' to the end" }
    let rest = unusable.count > 1 ? " and \(unusable.count - 1) more" : ""
    return "mend the golden of \(first)\(rest) first: 'seedproof verify' says what is wrong there"
  }

  /// Why the golden cannot be the one of this rule: of kind malformed; nil where it can.
  var contradiction: InputError? {
    guard own.isEnded(by: decision) == false else { return nil }
    func updates(_ rung: Int) -> String { "\(own.schedule?.steps[rung] ?? 0) updates" }
    let training = "'seedproof grid' trains it as far as the rule lets it"
    let (ruled, lacking, advice) =
      switch decision {
      case .stops(let rung):
        (
          "ends this trial after \(updates(rung)), by the goldens of its group", "",
          "see whether the rule was changed, or a golden of the group exchanged"
        )
      case .runs(let rung):
        ("lets this trial go on to an evaluation after \(updates(rung))", ", without it", training)
      case .completes, .waits: ("keeps this trial, by the goldens of its group", "", training)
      }
    let outcome = own.outcome?.rawValue ?? "unfinished"
    return InputError(
      .malformed, file: own.path,
      "the plan's stop rule \(ruled), and its golden is \(outcome) after \(own.stepCount) updates\(lacking)",
      advice: advice)
  }

  /// That a golden is stopped in a plan that stops no trial: of kind malformed.
  static func stoppedWithoutRule(after stepCount: Int, file: String) -> InputError {
    InputError(
      .malformed, file: file,
      "the plan has no stop rule, and its golden is stopped after \(stepCount) updates",
      advice: "give the plan its rule back, or move the golden away and run 'seedproof grid'")
  }
}
