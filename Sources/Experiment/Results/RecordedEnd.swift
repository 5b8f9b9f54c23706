import Training
import Trajectory

/// How a trial ended, by its golden.
public struct RecordedEnd: Sendable, Equatable {
  public let outcome: TrialOutcome
  /// The score of its last evaluation; nil if there is none.
  public let score: TrialScore?

  /// Reads the golden of `cell` in `folder` as a whole.
  ///
  /// - Throws: `InputError` if it is not there, corrupt, or not that of this trial.
  public init(goldenOf cell: Cell, in folder: ExperimentFolder, _ bounds: RecordBounds) throws {
    let path = folder.goldenPath(cell)
    var found: TrialSpecification?
    let reader = try GoldenReader(path) { outline in
      found = try folder.admit(outline, of: cell, at: path, bounds)
    }
    guard let found else { preconditionFailure("a golden was read without a look at it") }
    var last: EvaluationRecord?
    var events = reader.events()
    while let event = try events.next() {
      if case .evaluation(let record) = event { last = record }
    }
    outcome = reader.outcome
    score = last.flatMap { TrialScore($0, found) }
  }
}
