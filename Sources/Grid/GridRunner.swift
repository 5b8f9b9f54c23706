import Experiment
import Files
import Foundation
import Processes
import Trajectory

/// Runs the trials of an experiment that have no golden yet.
///
/// Finished trials are kept; a `.partial` file of a killed one is handed to the trial, which may
/// continue it. Each trial runs on one of `jobs` threads of this process. The result does not
/// depend on which trial runs where or when.
public struct GridRunner: Sendable {
  public let folder: ExperimentFolder
  /// Trials at a time, at least 1.
  public let jobs: Int
  /// The part of the plan that is to run; all of it without one.
  public let shard: Shard?
  /// What the ledger says of this process.
  public let machine: Machine

  public init(folder: ExperimentFolder, jobs: Int = 1, shard: Shard? = nil, machine: Machine) {
    precondition(jobs >= 1, "\(jobs) jobs")
    self.folder = folder
    self.jobs = jobs
    self.shard = shard
    self.machine = machine
  }

  /// Runs the missing trials in plan order, and returns when no more are running.
  ///
  /// A trial that throws is `failed`; the others go on, but after an `InputError`, which tells that
  /// no trial can run (a model that cannot be read, a full disk), no further trial begins and the
  /// error is thrown.
  ///
  /// - Parameters:
  ///   - interruption: once it is requested no trial begins; running ones end at their next look.
  ///   - progress: is told of every beginning, end and report; calls do not overlap.
  ///   - trial: runs one trial and leaves its golden at `request.path`, by atomic rename.
  /// - Throws: `InputError` from a trial or from writing the ledger, or if another process runs
  ///   trials of this folder.
  public func run(
    interruption: Interruption = Interruption(),
    progress: @escaping @Sendable (GridProgress) -> Void = { _ in },
    trial: @escaping @Sendable (TrialRequest) throws -> TrialOutcome
  ) throws -> GridSummary {
    let lock = try FolderLock(folder.path)
    defer { lock.release() }
    folder.removeStrays()
    let cells = folder.cells(of: shard)
    let missing = cells.filter { !folder.holdsGolden($0) }
    let before = try LedgerSummary(of: folder)
    try append(
      .planned,
      detail: "\(folder.plan.cells.count) planned, \(missing.count) missing"
        + (shard.map { " in shard \($0)" } ?? ""))
    let state = GridState(
      missing: missing, planned: cells.count, slots: jobs, progress: progress)
    TrialThreads.run(min(jobs, missing.count)) { slot in
      while !interruption.isRequested, let cell = state.begin(slot: slot) {
        let result = Result { try run(cell, slot: slot, state, interruption, trial) }
        state.end(cell, slot: slot, result)
      }
    }
    var summary = try state.summary(isInterrupted: interruption.isRequested)
    summary.unreadableLedgerLines = before.unreadable
    summary.earlierPlans = before.earlier
    return summary
  }

  /// Runs one trial with its lines in the ledger.
  private func run(
    _ cell: Cell, slot: Int, _ state: GridState, _ interruption: Interruption,
    _ trial: (TrialRequest) throws -> TrialOutcome
  ) throws -> TrialOutcome {
    let partialPath = folder.partialPath(cell)
    let request = TrialRequest(
      cell: cell, slot: slot, path: folder.goldenPath(cell), partialPath: partialPath,
      continues: FileManager.default.fileExists(atPath: partialPath),
      interruption: interruption, report: { state.report($0, slot: slot) })
    try append(.started, cell, detail: request.continues ? "continues an earlier attempt" : nil)
    let start = ContinuousClock.now
    let result = Result { () throws -> TrialOutcome in
      let outcome = try trial(request)
      guard folder.holdsGolden(cell) else { throw MissingGolden(path: request.path) }
      return outcome
    }
    let time = Int((ContinuousClock.now - start) / .milliseconds(1))
    switch result {
    case .success(let outcome): try append(LedgerEntry.Event(outcome), cell, milliseconds: time)
    case .failure(is Interrupted): try append(.interrupted, cell, milliseconds: time)
    case .failure(let error):
      try append(.failed, cell, milliseconds: time, detail: String(describing: error))
    }
    return try result.get()
  }

  private func append(
    _ event: LedgerEntry.Event, _ cell: Cell? = nil, milliseconds: Int? = nil,
    detail: String? = nil
  ) throws {
    try Ledger(folder.ledgerPath).append(
      LedgerEntry(
        event, cell: cell, plan: folder.plan.digest, machine: machine,
        milliseconds: milliseconds, detail: detail))
  }
}

/// What a trial needs to know of the grid.
public struct TrialRequest: Sendable {
  public let cell: Cell
  /// Which of the runner's threads runs it, from 0.
  public let slot: Int
  /// Where the golden is to be.
  public let path: String
  /// Where it grows; there from an earlier attempt if `continues`.
  public let partialPath: String
  /// Whether a file of an earlier attempt is there.
  public let continues: Bool
  public let interruption: Interruption
  /// Tells the grid which share of the trial is done, from 0 to 1.
  public let report: @Sendable (Double) -> Void
}

/// What a run of a grid did.
public struct GridSummary: Sendable, Equatable {
  /// How each trial of this run ended.
  public var outcomes: [Cell: TrialOutcome] = [:]
  /// Why each trial failed that failed in this run.
  public var failures: [Cell: String] = [:]
  /// Trials that had a golden before.
  public var keptCount = 0
  /// Trials that still have none.
  public var missingCount = 0
  public var isInterrupted = false
  /// Lines of the ledger that could not be read when the run began: a crash tore them.
  public var unreadableLedgerLines = Ledger.UnreadableLines()
  /// What was planned in the folder before; nil if no trial could be run.
  public var earlierPlans: EarlierPlans?
}

/// A trial returned without leaving its golden.
private struct MissingGolden: Error, CustomStringConvertible {
  let path: String
  var description: String { "the trial ended, but \(path) is not there" }
}

extension LedgerEntry.Event {
  fileprivate init(_ outcome: TrialOutcome) {
    switch outcome {
    case .completed: self = .completed
    case .stopped: self = .stopped
    case .nonfinite: self = .nonfinite
    }
  }
}
