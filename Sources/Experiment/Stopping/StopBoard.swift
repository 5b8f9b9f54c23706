import Statistics
import Synchronization
import Text
import Trajectory

/// Where the standings of trials come from.
public protocol StandingSource: Sendable {
  /// What is recorded of a trial; nil where nothing is.
  func standing(of cell: Cell) throws -> TrialStanding?

  /// How the trial ended, by its golden; nil where there is none.
  func outcome(of cell: Cell) throws -> TrialOutcome?
}

/// How far a trial is to be trained now.
public enum TrialHorizon: Sendable, Equatable {
  /// To its end.
  case end
  /// So many updates, at a rung where it waits for the decision of its group.
  case pause(at: Int)
  /// So many updates, after which the stop rule ends it.
  case stop(at: Int)
}

/// What is to be done with a trial.
public enum TrialTurn: Sendable, Equatable {
  case runs(TrialHorizon)
  /// Others of its group have not reached its rung.
  case waits
  /// Its golden is there, and ends where it must.
  case done
}

/// What the stop rule of a plan says of its trials, by what is recorded of them. Safe to use from several threads.
///
/// Nothing is kept but what was read: whoever asks decides anew, and all decide the same. Standings only grow, so that
/// of a trial that was seen at a rung nothing more is read until the next.
public final class StopBoard: Sendable {
  /// nil where no trial is stopped.
  public let schedule: StopSchedule?
  private let cells: CellGrid
  private let source: any StandingSource
  private let known = Mutex<[Cell: TrialStanding]>([:])

  public init(_ schedule: StopSchedule?, _ cells: CellGrid, _ source: any StandingSource) {
    self.schedule = schedule
    self.cells = cells
    self.source = source
  }

  /// The number of the group that the trial is compared in; nil where it is in none.
  ///
  /// - Precondition: `cell` is planned.
  public func group(of cell: Cell) -> Int? { schedule.map { position(of: cell) / $0.rule.started } }

  private func position(of cell: Cell) -> Int {
    guard let position = cells.position(of: cell) else { preconditionFailure("\(cell) of no plan") }
    return position
  }

  func isStopped(_ cell: Cell) throws -> Bool { try source.outcome(of: cell) == .stopped }

  /// How many updates the goldens of these trials hold; those that have none, or more in a journal, are left out.
  public func goldenLengths(of cells: Set<Cell>) throws -> [Cell: Int] {
    var lengths: [Cell: Int] = [:]
    for cell in cells { lengths[cell] = try goldenLength(of: cell) }
    return lengths
  }

  /// How many updates the golden of the trial holds; nil if it has none, or more in a journal.
  public func goldenLength(of cell: Cell) throws -> Int? {
    let standing = try source.standing(of: cell)
    return standing?.outcome == nil ? nil : standing?.stepCount
  }

  /// What is to be done with the trial now.
  ///
  /// - Throws: `InputError` if a golden of its group cannot be read, is of other data, or goes on where the rule ends its
  ///   trial.
  public func turn(of cell: Cell) throws -> TrialTurn {
    let own = try source.standing(of: cell)
    guard let schedule else {
      // A golden that an earlier rule stopped is of a trial that is not done.
      return own.map { $0.outcome != nil && $0.outcome != .stopped } == true ? .done : .runs(.end)
    }
    if let own { try learn(own, of: cell) }
    let decision = try decision(of: cell, schedule)
    if own?.outcome != nil, own?.isEnded(by: decision) == true { return .done }
    switch decision {
    case .completes: return .runs(.end)
    case .runs(let rung): return .runs(.pause(at: schedule.steps[rung]))
    case .stops(let rung): return .runs(.stop(at: schedule.steps[rung]))
    case .waits:
      // It has its golden; the others will tell whether that is right.
      return own?.outcome == .completed || own?.outcome == .nonfinite ? .done : .waits
    }
  }

  /// What the rule says of the trial, by all that is known of its group; what is not is read.
  private func decision(of cell: Cell, _ schedule: StopSchedule) throws -> StopDecision {
    let place = position(of: cell)
    let range = schedule.rule.group(of: place, in: cells.count)
    let group = range.map { cells[$0] }
    var standings = known.withLock { known in group.map { known[$0] } }
    var read = Set<Int>()
    while true {
      let decisions = schedule.rule.decisions(standings.map { $0?.standing ?? StopStanding() })
      let unknown = decisions.indices.filter { index in
        guard case .runs = decisions[index] else { return false }
        return read.insert(index).inserted
      }
      guard !unknown.isEmpty else {
        try check(standings, decisions, schedule.rule)
        return decisions[place - range.lowerBound]
      }
      for index in unknown {
        guard let found = try source.standing(of: group[index]) else { continue }
        standings[index] = try learn(found, of: group[index])
      }
    }
  }

  /// Takes down what was read, unless more is known.
  @discardableResult
  private func learn(_ found: TrialStanding, of cell: Cell) throws -> TrialStanding {
    guard found.schedule == schedule else {
      throw InputError(
        .malformed, file: found.path, "was recorded with other data than the grid's",
        advice: "choose another --out")
    }
    return known.withLock { known in
      if let old = known[cell], old.scores.count > found.scores.count { return old }
      known[cell] = found
      return found
    }
  }

  /// Refuses goldens that go on where the rule ends their trials: nothing is thrown away.
  private func check(
    _ standings: [TrialStanding?], _ decisions: [StopDecision], _ rule: StopRule
  ) throws {
    func failure(_ standing: TrialStanding, _ reason: String) -> InputError {
      InputError(
        file: standing.path, "holds \(standing.stepCount) updates, and \(reason)",
        advice: "--stop none takes the rule back; or take another one, or move the golden away")
    }
    for case (let standing?, let decision) in zip(standings, decisions)
    where standing.isLonger(than: decision) {
      guard case .stops(let rung) = decision else { continue }
      throw failure(
        standing, "the plan's stop rule ends its trial after \(standing.steps[rung])")
    }
    // What is not decided yet cannot come right either, where more goldens go on than may.
    for rung in rule.rungs.indices {
      let longer = standings.compactMap { $0 }.filter { $0.isLonger(than: .stops(at: rung)) }
      let kept = rule.keptCount(at: rung, of: standings.count)
      guard longer.count > kept, let last = longer.last else { continue }
      throw failure(
        last,
        "\(longer.count) goldens of its group go on after \(last.steps[rung]), where the plan's "
          + "stop rule lets \(kept) go on")
    }
  }
}
