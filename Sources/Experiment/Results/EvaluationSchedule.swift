import Text
import Trajectory

/// After which updates the trials of an experiment were evaluated: all after the same, those that ended early after the
/// first of them.
struct EvaluationSchedule {
  /// Of the first trial that was completed; none before.
  private(set) var steps: [Int] = []
  /// The last evaluation of a completed trial.
  private(set) var last: EvaluationRecord?
  private var longest: (steps: [Int], file: String)?

  /// - Throws: `InputError` of kind malformed where `golden` has other steps, or was completed without an evaluation.
  mutating func check(_ golden: Golden, file: String) throws {
    let own = golden.evaluations.map(\.step)
    let isComplete = golden.outcome == .completed
    if isComplete, own.isEmpty {
      throw InputError(.malformed, file: file, "is completed without an evaluation")
    }
    if let longest {
      let other = longest.steps
      let agrees = zip(own, other).allSatisfy { $0 == $1 }
      let tooShort = isComplete && own.count < other.count
      let tooLong = last != nil && own.count > other.count
      guard agrees, !tooShort, !tooLong else {
        throw InputError(
          .malformed, file: file, "is evaluated after other updates than \(longest.file)",
          advice: "analyse them apart")
      }
    }
    if own.count > longest?.steps.count ?? -1 { longest = (own, file) }
    guard isComplete else { return }
    (steps, last) = (own, golden.evaluations.last)
  }
}
