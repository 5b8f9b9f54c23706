import Experiment
import Files
import Text
import Trajectory

/// How far the grid of a folder is, whoever runs it: from the goldens in the folder, its claims, and its ledgers.
///
/// What is finished is counted by goldens alone. How a trial ended is told by the last line of the ledgers, if that is of
/// the folder's plan, and else by its golden. The rest are notes: anyone can edit a ledger or a claim.
public struct GridStatus: Sendable, Equatable {
  /// A trial that a process has.
  public struct Running: Sendable, Equatable {
    public let cell: Cell
    /// The share that is done, by its last beat; nil where the claim does not say.
    public let done: Double?
    /// The process, as its lines of the ledger name it.
    public let owner: String?
    /// Whether the process ran on this machine and is gone.
    public let isLeft: Bool
  }

  /// The folder, as the user named it.
  public let path: String
  /// The lane that is looked at; nil in a folder without lanes.
  public let lane: LaneName?
  public let plannedCount: Int
  /// Trials with a golden that ends where the plan's stop rule says.
  public let finishedCount: Int
  /// Trials in whose golden's place is something else, such as a folder or a part of a golden; in order.
  public let malformed: [Cell]
  /// In order of the cells.
  public let running: [Running]
  /// Trials that nobody runs, at a rung of the stop rule which others of their group have not reached.
  public private(set) var waitingCount = 0
  /// Of the finished trials.
  public private(set) var stoppedCount = 0
  public private(set) var nonfiniteCount = 0
  public private(set) var degenerateCount = 0
  /// Finished trials whose score neither the ledgers nor their goldens tell.
  public private(set) var unscoredCount = 0
  /// Trials without a golden whose last attempt failed.
  public private(set) var failedCount = 0
  /// The best last score of the finished trials, and its trial.
  public private(set) var best: (score: Double, cell: Cell)?
  /// Trials an hour, by the newest lines of the ledgers; nil where these do not tell.
  public let hourlyCount: Double?

  /// Trials that are not finished.
  public var missingCount: Int { plannedCount - finishedCount }

  /// Hours until the last trial is done at that pace, if anybody works at it.
  public var hoursLeft: Double? {
    guard running.contains(where: { !$0.isLeft }), missingCount > 0 else { return nil }
    return hourlyCount.map { Double(missingCount) / $0 }
  }

  /// - Throws: `InputError` if a ledger cannot be read, or a golden on which a stop rule goes.
  public init(of folder: ExperimentFolder) throws {
    path = folder.path
    lane = folder.lane
    plannedCount = folder.plan.cells.count
    var finished = folder.goldenCells()
    malformed = finished.filter { GoldenOutline.statedContent(folder.goldenPath($0)) == nil }
      .sorted()
    finished.subtract(malformed)
    running = folder.claims().compactMap { Running($0.name, $0.note, folder) }
      .sorted { $0.cell < $1.cell }
    let ends = try LedgerEnds(of: folder)
    hourlyCount = ends.hourlyCount
    let standings = SoundStandings(source: FolderStandings(folder), malformed: Set(malformed))
    let isOwn = folder.plan.task != .external
    if isOwn, !ends.isOfOnePlan, try folder.holdsStopped() {
      let board = StopBoard(
        try folder.recordedSchedule(finished), folder.plan.cells, standings)
      finished.subtract(try board.reopened(finished))
    }
    finishedCount = finished.count
    count(finished, ends, folder)
    failedCount = ends.last.count { cell, end in
      end.event == .failed && end.isOfPlan && !finished.contains(cell)
    }
    if isOwn, folder.plan.stop != nil { try countWaiting(folder, finished, standings) }
  }

  /// Counts the trials that wait, by their journals.
  private mutating func countWaiting(
    _ folder: ExperimentFolder, _ finished: Set<Cell>, _ standings: SoundStandings
  ) throws {
    let begun = folder.unfinishedCells().subtracting(finished).subtracting(running.map(\.cell))
    guard let schedule = try folder.recordedSchedule(begun) else { return }
    let board = StopBoard(schedule, folder.plan.cells, standings)
    waitingCount = try begun.count { try board.turn(of: $0) == .waits }
  }

  public static func == (left: GridStatus, right: GridStatus) -> Bool { left.json == right.json }

  // MARK: Ends

  private mutating func count(
    _ finished: Set<Cell>, _ ends: LedgerEnds, _ folder: ExperimentFolder
  ) {
    let bounds = RecordBounds(task: folder.plan.task, dataFolder: folder.plan.data?.path)
    for cell in finished {
      // A line of an earlier plan may be of another golden, and so may one of a later failure.
      if let end = ends.last[cell], end.isOfPlan, end.event != .failed {
        count(cell, isStopped: end.event == .stopped, isFinite: end.event != .nonfinite, end.score)
      } else if let end = try? RecordedEnd(goldenOf: cell, in: folder, bounds) {
        count(
          cell, isStopped: end.outcome == .stopped, isFinite: end.outcome != .nonfinite, end.score)
      } else {
        unscoredCount += 1
      }
    }
  }

  private mutating func count(
    _ cell: Cell, isStopped: Bool, isFinite: Bool, _ score: TrialScore?
  ) {
    if isStopped { stoppedCount += 1 }
    guard isFinite else {
      nonfiniteCount += 1
      return
    }
    guard let score else {
      unscoredCount += 1
      return
    }
    if score.isDegenerate { degenerateCount += 1 }
    // Ties go to the first cell, whatever the order of a set.
    let isBetter = best.map { (score.value, $0.cell) > ($0.score, cell) } ?? true
    if isBetter { best = (score.value, cell) }
  }
}

/// Standings without those of files that are no goldens.
private struct SoundStandings: StandingSource {
  let source: FolderStandings
  let malformed: Set<Cell>

  func standing(of cell: Cell) throws -> TrialStanding? {
    malformed.contains(cell) ? nil : try source.standing(of: cell)
  }

  func outcome(of cell: Cell) throws -> TrialOutcome? {
    malformed.contains(cell) ? nil : try source.outcome(of: cell)
  }
}

extension GridStatus.Running {
  fileprivate init?(_ name: String, _ note: ClaimNote?, _ folder: ExperimentFolder) {
    guard let cell = folder.cell(ofClaim: name), folder.plan.cells.contains(cell) else {
      return nil
    }
    self.cell = cell
    done = note.map { Double($0.done) / Double(ClaimNote.whole) }
    owner = note?.owner
    isLeft =
      note?.machine == WriterIdentity.ofMachine
      && StrayFiles.isLetGo(folder.claimsPath + "/" + name)
  }
}

extension GridStatus {
  /// For programs.
  public var json: JSONValue {
    let trials = running.map { running -> JSONValue in
      .object(present: [
        "cell": .string(running.cell.description), "done": running.done.map { .number($0) },
        "writer": running.owner.map { .string($0) }, "left": .bool(running.isLeft),
      ])
    }
    return .object(present: [
      "folder": .string(path), "lane": lane.map { .string($0.description) },
      "planned": .integer(plannedCount),
      "finished": .integer(finishedCount), "missing": .integer(missingCount),
      "malformed": .array(malformed.map { .string($0.description) }),
      "running": .array(trials), "waiting": .integer(waitingCount),
      "stopped": .integer(stoppedCount), "nonfinite": .integer(nonfiniteCount),
      "degenerate": .integer(degenerateCount), "failed": .integer(failedCount),
      "unscored": .integer(unscoredCount), "bestScore": best.map { .number($0.score) },
      "bestTrial": best.map { .string($0.cell.description) },
      "trialsPerHour": hourlyCount.map { .number($0) },
      "hoursLeft": hoursLeft.map { .number($0) },
    ])
  }
}
