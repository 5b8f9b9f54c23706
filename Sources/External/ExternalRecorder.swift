import Experiment
import Files
import Judgement
import Trajectory

extension Runner {
  /// Runs the trial of `cell` and writes its golden, by atomic rename.
  ///
  /// - Parameter report: as for `record(_:report:)`.
  /// - Throws: what that throws, or `InputError` if the file cannot be written; no golden is left then. Of a trainer that
  ///   failed after its first update the file `PATH.partial` has what it recorded.
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
    let record = RunnerRecord(cell)
    do {
      let golden = try observe(record, cell, report: report).golden
      try golden.write(to: path)
      RunnerRecord.removeUnfinished(besideGolden: path)
      return golden.outcome
    } catch let failure as RunnerFailure {
      guard let kept = record.keepUnfinished(besideGolden: path) else { throw failure }
      throw failure.keeping(record.stepCount, at: kept)
    }
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
    try observe(RunnerRecord(cell), cell, report: report)
  }

  private func observe(
    _ record: RunnerRecord, _ cell: Cell,
    report: (_ done: Int, _ planned: Int?, _ process: Int32) throws -> Void
  ) throws -> (golden: Golden, peakByteCount: Int) {
    var process: Int32 = 0
    func start(_ started: Int32) { process = started }
    let trace = try run(cell, started: start) { line in
      for step in try record.take(line) {
        try report(step.step + 1, record.plannedCount, process)
      }
      return record.isEnded ? .isLast : .goesOn
    }
    guard record.isEnded else { throw RunnerFailure(.unfinished, trace) }
    guard record.stepCount > 0 else {
      throw RunnerFailure(.misplaced("the trial ends without an update"), trace)
    }
    return (try record.golden(), trace.peakByteCount)
  }
}
