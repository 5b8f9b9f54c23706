import Experiment
import Files
import Text

/// How far the grid of a folder is, whoever runs it: from the goldens in the folder, its claims, and its ledgers.
///
/// What is finished is counted by goldens alone. The rest are notes: anyone can edit a ledger or a claim.
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
  public let plannedCount: Int
  /// Trials with a golden that ends where the plan's stop rule says.
  public private(set) var finishedCount: Int
  /// In order of the cells.
  public private(set) var running: [Running] = []
  /// Trials that nobody runs, at a rung of the stop rule which others of their group have not reached.
  public private(set) var waitingCount = 0
  /// By the last line of each trial with a golden.
  public private(set) var stoppedCount = 0
  public private(set) var nonfiniteCount = 0
  public private(set) var degenerateCount = 0
  /// Trials with a golden whose score the ledgers do not tell.
  public private(set) var unscoredCount = 0
  /// Trials without a golden whose last attempt failed.
  public private(set) var failedCount = 0
  /// The best last score that the ledgers tell, and its trial.
  public private(set) var best: (score: Double, cell: Cell)?
  /// Trials an hour, by the newest lines; nil where these do not tell.
  public private(set) var hourlyCount: Double?

  /// Trials without a golden.
  public var missingCount: Int { plannedCount - finishedCount }

  /// Hours until the last trial is done at that pace, if anybody works at it.
  public var hoursLeft: Double? {
    guard running.contains(where: { !$0.isLeft }), missingCount > 0 else { return nil }
    return hourlyCount.map { Double(missingCount) / $0 }
  }

  /// As many of the newest ends of trials give the pace.
  static let paceCount = 100

  /// - Throws: `InputError` if a ledger cannot be read.
  public init(of folder: ExperimentFolder) throws {
    path = folder.path
    plannedCount = folder.plan.cells.count
    let finished = folder.goldenCells()
    finishedCount = finished.count
    running = folder.claims().compactMap { Running($0.name, $0.note, folder) }
      .sorted { $0.cell < $1.cell }
    let isOfOnePlan = try read(folder, finished)
    guard folder.plan.task != .external else { return }
    if !isOfOnePlan {
      finishedCount -= try folder.reopenedCells(folder.recordedSchedule(finished)).count
    }
    if folder.plan.stop != nil { try readWaiting(folder, finished) }
  }

  /// Counts the trials that wait, by their journals.
  private mutating func readWaiting(_ folder: ExperimentFolder, _ finished: Set<Cell>) throws {
    let begun = folder.unfinishedCells().subtracting(finished).subtracting(running.map(\.cell))
    guard let schedule = try folder.recordedSchedule(begun) else { return }
    let board = StopBoard(schedule, folder.plan.cells, FolderStandings(folder))
    waitingCount = try begun.count { try board.turn(of: $0) == .waits }
  }

  public static func == (left: GridStatus, right: GridStatus) -> Bool { left.json == right.json }

  // MARK: Ledgers

  /// - Returns: whether all lines are of this plan.
  private mutating func read(_ folder: ExperimentFolder, _ finished: Set<Cell>) throws -> Bool {
    var ends: [Cell: TrialEnding] = [:]
    var times: [Int] = []
    var isOfOnePlan = true
    for ledger in Ledger.all(in: folder.path) {
      var own: [Cell: TrialEnding] = [:]
      // A stopped trial is scored where it waits.
      var scores: [Cell: TrialScore] = [:]
      try ledger.visit { entry in
        if entry.plan != folder.plan.digest { isOfOnePlan = false }
        if entry.event == .waiting, let cell = entry.cell { scores[cell] = entry.score }
        guard let cell = entry.cell, entry.plan == folder.plan.digest,
          folder.plan.cells.contains(cell),
          let ending = TrialEnding(entry, scoredBefore: scores[cell])
        else { return }
        own[cell] = ending
        if ending.hasGolden { times.append(ending.seconds) }
      }
      // Within a ledger the last line counts, between two the later time.
      ends.merge(own) { $1.seconds > $0.seconds ? $1 : $0 }
    }
    for (cell, ending) in ends { count(cell, ending, isMissing: !finished.contains(cell)) }
    unscoredCount += finishedCount - ends.keys.count { finished.contains($0) }
    let newest = times.sorted().suffix(Self.paceCount)
    if let first = newest.first, let last = newest.last, last > first {
      hourlyCount = Double(newest.count - 1) * 3600 / Double(last - first)
    }
    return isOfOnePlan
  }

  private mutating func count(_ cell: Cell, _ ending: TrialEnding, isMissing: Bool) {
    guard !isMissing else {
      if ending.event == .failed { failedCount += 1 }
      return
    }
    if ending.event == .stopped { stoppedCount += 1 }
    guard ending.event != .nonfinite else {
      nonfiniteCount += 1
      return
    }
    guard let score = ending.score else {
      unscoredCount += 1
      return
    }
    if score.isDegenerate { degenerateCount += 1 }
    // Ties go to the first cell, whatever the order of a dictionary.
    let isBetter = best.map { (score.value, $0.cell) > ($0.score, cell) } ?? true
    if isBetter { best = (score.value, cell) }
  }
}

/// What the end of an attempt was.
private struct TrialEnding {
  let event: LedgerEntry.Event
  let score: TrialScore?
  /// 0 where the line does not tell.
  let seconds: Int

  var hasGolden: Bool { event != .failed && seconds > 0 }

  init?(_ entry: LedgerEntry, scoredBefore: TrialScore?) {
    guard [.completed, .nonfinite, .stopped, .failed].contains(entry.event) else { return nil }
    event = entry.event
    score = entry.score ?? (entry.event == .stopped ? scoredBefore : nil)
    seconds = entry.seconds ?? 0
  }
}

extension GridStatus.Running {
  fileprivate init?(_ name: String, _ note: ClaimNote?, _ folder: ExperimentFolder) {
    guard let cell = Cell(claimName: name), folder.plan.cells.contains(cell) else { return nil }
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
      "folder": .string(path), "planned": .integer(plannedCount),
      "finished": .integer(finishedCount), "missing": .integer(missingCount),
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
