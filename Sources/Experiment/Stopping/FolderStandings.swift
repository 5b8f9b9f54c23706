import Foundation
import Statistics
import Trajectory

/// The standings of the trials of a folder: of its goldens, and of the journals of trials that are not finished.
public struct FolderStandings: StandingSource {
  private let folder: ExperimentFolder
  private let bounds: RecordBounds

  public init(_ folder: ExperimentFolder) {
    self.folder = folder
    bounds = RecordBounds(task: folder.plan.task, dataFolder: folder.plan.data?.path)
  }

  public func outcome(of cell: Cell) throws -> TrialOutcome? {
    guard folder.holdsGolden(cell) else { return nil }
    return try GoldenOutline(folder.goldenPath(cell)).outcome
  }

  /// Of golden and journal the one that has more; the golden if they have the same.
  ///
  /// - Throws: `InputError` if there is a golden that cannot be read.
  public func standing(of cell: Cell) throws -> TrialStanding? {
    guard let rule = folder.plan.stop else {
      guard folder.holdsGolden(cell) else { return nil }
      let path = folder.goldenPath(cell)
      let outline = try GoldenOutline(path)
      return TrialStanding(
        path: path, schedule: nil, outcome: outline.outcome, stepCount: outline.stepCount)
    }
    let golden = try TrialStanding(goldenOf: cell, in: folder, rule, bounds)
    if let golden, golden.outcome != .stopped { return golden }
    guard let journal = TrialStanding(journalOf: cell, in: folder, rule) else {
      // A golden has its name before the journal goes: what was seen neither as the one nor as the other has one now.
      return try golden ?? TrialStanding(goldenOf: cell, in: folder, rule, bounds)
    }
    return journal.stepCount > golden?.stepCount ?? -1 ? journal : golden
  }
}

extension StopBoard {
  /// Those of `cells` whose golden was stopped where the rule does not stop it: they are not done.
  ///
  /// - Parameter cells: trials that have a golden.
  public func reopened(_ cells: some Sequence<Cell>) throws -> Set<Cell> {
    Set(try cells.filter { try isStopped($0) && turn(of: $0) != .done })
  }
}

extension ExperimentFolder {
  /// Whether there may be goldens of stopped trials: by the plan, or by what a ledger says of an earlier rule.
  ///
  /// - Throws: `InputError` if a ledger cannot be read.
  public func holdsStopped() throws -> Bool {
    guard plan.task != .external else { return false }
    return try plan.stop != nil || LedgerSummary(of: self).namesStopped
  }

  /// Planned cells whose golden an earlier rule stopped where this plan's does not: they are not done.
  ///
  /// - Parameter schedule: the plan's rule on its data.
  /// - Throws: `InputError` if a golden or a ledger cannot be read.
  public func reopenedCells(_ schedule: StopSchedule?) throws -> Set<Cell> {
    guard try holdsStopped() else { return [] }
    let board = StopBoard(schedule, plan.cells, FolderStandings(self))
    return try board.reopened(goldenCells())
  }

  /// The plan's stop rule on the data with which trials were recorded, by the first of `cells` of which something is;
  /// nil without a rule or a trial.
  ///
  /// - Throws: `InputError` if a golden cannot be read.
  public func recordedSchedule(_ cells: Set<Cell>) throws -> StopSchedule? {
    guard plan.stop != nil else { return nil }
    let standings = FolderStandings(self)
    for cell in cells.sorted() {
      if let schedule = try standings.standing(of: cell)?.schedule { return schedule }
    }
    return nil
  }

  /// The planned cells that have a journal of a trial that is not finished.
  public func unfinishedCells() -> Set<Cell> {
    let ending = ".partial"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: trialsPath)) ?? []
    let cells = names.lazy.filter { $0.hasSuffix(ending) }
      .compactMap { Cell(fileName: String($0.dropLast(ending.count))) }
    return Set(cells.filter(plan.cells.contains))
  }
}
