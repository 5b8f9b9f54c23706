import Experiment
import Files
import Processes
import Text
import Trajectory

/// Runs the trials of an experiment that have no golden yet.
///
/// Finished trials are kept; a `.partial` file of a killed one is handed to the trial, which may
/// continue it. Each trial runs on one of `jobs` threads of this process. Any number of processes may
/// run one folder at a time, also from several machines: each claims a trial before it begins. The result does not
/// depend on which trial runs where or when.
public struct GridRunner: Sendable {
  public let folder: ExperimentFolder
  /// Trials at a time, at least 1.
  public let jobs: Int
  /// What the ledger says of this process.
  public let machine: Machine
  /// How often a trial that failed is tried again.
  public var retryCount = 0
  /// Whether other trials begin after one that ended with an `InputError`.
  public var keepsGoing = false
  /// Whether no other trial begins after one that failed so; what ran is summed up as ever.
  public var isLast: @Sendable (any Error) -> Bool = { _ in false }
  /// The trials to run, if these are not all of the plan.
  public var cells: [Cell]?
  /// The plan's stop rule on its data; of a plan with a rule it must be there. `cells` are then whole groups.
  public var stopSchedule: StopSchedule?
  public var times = ClaimTimes()
  /// How long it is waited for a process that changes goldens or the plan.
  var patience = Duration.seconds(2)
  /// Whether claims beat by themselves; else who runs the trials lets them.
  var beats = true
  var files: any GridFiles = SystemFiles()
  /// Where the standings of trials come from, if not from the folder.
  var standings: (any StandingSource)?
  var clock = GridClock.system
  /// A name of this machine, which all that share its locks have.
  var machineName = WriterIdentity.ofMachine

  public init(folder: ExperimentFolder, jobs: Int = 1, machine: Machine) {
    precondition(jobs >= 1, "\(jobs) jobs")
    self.folder = folder
    self.jobs = jobs
    self.machine = machine
  }

  /// Runs the missing trials in plan order, and returns when no more are running, here or in other processes.
  ///
  /// With a stop rule a trial runs to its rung, throws `AtRung`, and goes on or is stopped once its group has come so far.
  /// Trials may wait in the end for others of their group that failed.
  ///
  /// A trial that throws is `failed`; the others go on, but after an `InputError`, which tells that
  /// no trial can run (a model that cannot be read, a full disk), no further trial begins and the
  /// error is thrown, unless the grid keeps going.
  ///
  /// - Parameters:
  ///   - interruption: once it is requested no trial begins; running ones end at their next look.
  ///   - progress: is told of every beginning, end and report; calls do not overlap.
  ///   - trial: runs one trial and leaves its golden at `request.path`, by atomic rename.
  /// - Throws: `InputError` from a trial or from writing the ledger, or if another process changes the
  ///   goldens of this folder, or has replaced its plan.
  public func run(
    interruption: Interruption = Interruption(),
    progress: @escaping @Sendable (GridProgress) -> Void = { _ in },
    trial: @escaping @Sendable (TrialRequest) throws -> TrialOutcome
  ) throws -> GridSummary {
    let lock = try FolderLock(folder.path, for: .running, patience: patience)
    defer { lock.release() }
    try folder.confirmPlan()
    try OutputPlace.checkFolder(folder.claimsPath)
    let book = ClaimBook(
      folder.claimsPath, owner: machine.writer ?? WriterIdentity.random(), machine: machineName,
      files: files, clock: clock, times: times)
    let heartbeat = beats ? Heartbeat(book, every: times.beat) : nil
    defer { heartbeat?.stop() }
    return try run(book, interruption, progress, trial)
  }

  /// The same, with the claims of `book`.
  func run(
    _ book: ClaimBook, _ interruption: Interruption,
    _ progress: @escaping @Sendable (GridProgress) -> Void,
    _ trial: @escaping @Sendable (TrialRequest) throws -> TrialOutcome
  ) throws -> GridSummary {
    removeStrays(book)
    defer { sweep(book) }
    let board = try stopBoard()
    precondition(hasWholeGroups(board), "a group of the stop rule is cut")
    let missing = try missingCells(board)
    let before = try LedgerSummary(of: folder)
    _ = try book.take(GridLedger.claim)
    defer { book.release(GridLedger.claim) }
    let ledger = GridLedger(folder: folder, machine: machine, book: book, files: files)
    let planned = folder.plan.cells.count
    try ledger.append(.planned, detail: "\(planned) planned, \(missing.all) missing")
    let state = GridState(
      missing: missing.own, planned: planned, finished: planned - missing.all, slots: jobs,
      look: times.look, keepsGoing: keepsGoing, clock: clock, isLast: isLast,
      group: { cell in board.flatMap { $0.group(of: cell) } }, progress: progress)
    let worker = GridWorker(
      runner: self, book: book, ledger: ledger, state: state, board: board,
      reopened: missing.reopened, interruption: interruption, trial: trial)
    TrialThreads.run(min(jobs, missing.own.count)) { worker.work(slot: $0) }
    var summary = try state.summary(isInterrupted: interruption.isRequested)
    summary.unreadableLedgerLines = before.unreadable
    summary.earlierPlans = before.earlier
    return summary
  }

  /// What the plan's rule says of its trials; nil where none was ever stopped here.
  private func stopBoard() throws -> StopBoard? {
    let plan = folder.plan
    precondition((plan.stop == nil) == (stopSchedule == nil), "a rule without its schedule")
    if let standings { return StopBoard(stopSchedule, plan.cells, standings) }
    guard try plan.stop != nil || folder.holdsStopped() else { return nil }
    return StopBoard(stopSchedule, plan.cells, FolderStandings(folder))
  }

  /// Whether the trials to run are whole groups: one that waits for a trial that is not among them might wait for ever.
  private func hasWholeGroups(_ board: StopBoard?) -> Bool {
    guard let cells, let rule = board?.schedule?.rule else { return true }
    let own = Set(cells)
    let plan = folder.plan.cells
    return cells.allSatisfy { cell in
      plan.position(of: cell).map { position in
        rule.group(of: position, in: plan.count).allSatisfy { own.contains(plan[$0]) }
      } ?? false
    }
  }

  /// Trials that are to run.
  private struct Missing {
    /// Those that are to run here.
    let own: [Cell]
    /// How many there are of the whole plan.
    let all: Int
    /// Those that an earlier rule stopped, and how many updates their goldens hold.
    let reopened: [Cell: Int]
  }

  /// The trials without a golden, and those that an earlier rule stopped.
  private func missingCells(_ board: StopBoard?) throws -> Missing {
    // Few names are read rather than many written: a plan may have a million cells and hardly any goldens.
    let present = Set(try files.names(in: folder.trialsPath).compactMap(Cell.init(fileName:)))
    let reopened = try board?.reopened(present.filter(folder.plan.cells.contains)) ?? []
    // A link that leads nowhere has a name and is no golden.
    func isMissing(_ cell: Cell) -> Bool {
      !present.contains(cell) || reopened.contains(cell) || !files.exists(folder.goldenPath(cell))
    }
    let all = present.isEmpty ? Array(folder.plan.cells) : folder.plan.cells.filter(isMissing)
    return Missing(
      own: cells.map { $0.filter(isMissing) } ?? all, all: all.count,
      reopened: try board?.goldenLengths(of: reopened) ?? [:])
  }

  private func removeStrays(_ book: ClaimBook) {
    folder.removeStrays { !book.isClaimed(folder.claimName($0)) }
  }

  /// Removes what is of no more use. Claims on trials are of none once every golden is there.
  private func sweep(_ book: ClaimBook) {
    if book.hasTakenOver { removeStrays(book) }
    book.sweep { name in
      guard let cell = folder.cell(ofClaim: name) else { return true }
      return !files.exists(folder.goldenPath(cell))
    }
  }
}
