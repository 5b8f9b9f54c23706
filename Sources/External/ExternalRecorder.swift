import Experiment
import Files
import Judgement
import Trajectory

extension Runner {
  /// Runs the trial of `cell` and writes its golden, by atomic rename.
  ///
  /// - Parameter report: as for `record(_:report:)`.
  /// - Throws: what that throws, or `InputError` if the file cannot be written; no golden is left then.
  public func record(
    _ cell: Cell, to path: String, report: (_ done: Int, _ planned: Int?) throws -> Void
  ) throws -> TrialOutcome {
    try observe(cell, to: path) { done, planned, _ in try report(done, planned) }
  }

  /// The same; `report` is told of the process too.
  package func observe(
    _ cell: Cell, to path: String,
    report: (_ done: Int, _ planned: Int?, _ process: Int32) throws -> Void
  ) throws -> TrialOutcome {
    try OutputPlace.check(path)
    let golden = try observe(cell, report: report).golden
    try golden.write(to: path)
    return golden.outcome
  }

  /// Runs the trial of `cell` and makes its golden.
  ///
  /// The records are held in memory until the end, because the columns are learned from them; `limits` bounds them.
  ///
  /// - Parameter report: is told of each update and of how many the trainer plans, if it said so.
  /// - Throws: `RunnerFailure`, `Interrupted`, `InputError` if the program cannot be started.
  public func record(
    _ cell: Cell, report: (_ done: Int, _ planned: Int?) throws -> Void
  ) throws -> Golden {
    try observe(cell) { done, planned, _ in try report(done, planned) }.golden
  }

  /// The same, and the most memory that the trainer had.
  ///
  /// - Parameter report: is told of the process too.
  package func observe(
    _ cell: Cell, report: (_ done: Int, _ planned: Int?, _ process: Int32) throws -> Void
  ) throws -> (golden: Golden, peakByteCount: Int) {
    var process: Int32 = 0
    var transcript = Transcript(cell)
    var golden = Golden(header: .null)
    func start(_ started: Int32) { process = started }
    let trace = try run(cell, started: start) { line in
      for part in try transcript.take(line) {
        switch part {
        case .record(let event):
          golden.append(event)
          if case .step(let record) = event {
            try report(record.step + 1, transcript.declaration.stepCount, process)
          }
        case .end(.ended(let outcome)): golden.outcome = outcome
        case .takenUp, .misshapen, .end:
          preconditionFailure("a shape that is learnt cannot be missed, and nothing is taken up")
        }
      }
      return transcript.isEnded ? .isLast : .goesOn
    }
    guard transcript.isEnded else { throw RunnerFailure(.unfinished, trace) }
    guard !golden.steps.isEmpty else {
      throw RunnerFailure(.misplaced("the trial ends without an update"), trace)
    }
    golden.series = try golden.series.map { try transcript.inSchema($0) }
    golden.header =
      ExternalSpecification(
        cell, trial: transcript.declaration.trial, schema: try transcript.schema()
      ).header
    return (golden, trace.peakByteCount)
  }
}
