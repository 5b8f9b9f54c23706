import Text
import Trajectory

/// After which updates the trials of an experiment have scores: all after the same, those that ended early after the
/// first of them.
struct EvaluationSchedule {
  /// Of the first trial that was completed; none before.
  private(set) var steps: [Int] = []
  /// The last completed trial.
  private(set) var last: Golden?
  private var longest: (steps: [Int], file: String)?

  /// - Parameter metric: of which scores are; nil for evaluations.
  /// - Throws: `InputError` of kind malformed where `golden` has other steps, or was completed without an evaluation; of a
  ///   metric of another trainer's own wrong use, as a trainer may print it when it likes.
  mutating func check(_ own: [Int], _ golden: Golden, metric: String?, file: String) throws {
    let isComplete = golden.outcome == .completed
    let kind: InputError.Kind = metric == nil ? .malformed : .usage
    let what = metric.map { "has scores of '\($0)'" } ?? "is evaluated"
    if isComplete, own.isEmpty {
      throw InputError(
        kind, file: file,
        "is completed without " + (metric.map { "a score of '\($0)'" } ?? "an evaluation"))
    }
    if let longest {
      let other = longest.steps
      let agrees = zip(own, other).allSatisfy { $0 == $1 }
      let tooShort = isComplete && own.count < other.count
      let tooLong = last != nil && own.count > other.count
      guard agrees, !tooShort, !tooLong else {
        throw InputError(
          kind, file: file, "\(what) after other updates than \(longest.file)",
          advice: "analyse them apart")
      }
    }
    if own.count > longest?.steps.count ?? -1 { longest = (own, file) }
    guard isComplete else { return }
    (steps, last) = (own, golden)
  }
}
