import Experiment
import Files
import Foundation
import Processes
import Synchronization
import Text
import Trajectory

/// One thread of a grid: claims a trial, runs it, notes it in the ledger, and gives the claim up.
struct GridWorker: Sendable {
  let runner: GridRunner
  let book: ClaimBook
  let ledger: GridLedger
  let state: GridState
  /// What the plan's stop rule says; nil without one.
  let board: StopBoard?
  /// Trials that an earlier rule stopped, and how many updates their goldens held when this run began.
  let reopened: [Cell: Int]
  let interruption: Interruption
  let trial: @Sendable (TrialRequest) throws -> TrialOutcome

  private var folder: ExperimentFolder { runner.folder }

  /// Works until no trial is left.
  func work(slot: Int) {
    while !interruption.isRequested {
      switch state.turn() {
      case .look(let cell):
        do { try look(at: cell, slot: slot) } catch {
          return state.fail(error as? InputError ?? InputError("\(error)"))
        }
      case .wait(let time): runner.clock.sleep(time)
      case .end: return
      }
    }
  }

  /// Runs the trial of `cell`, unless it is done, waits, or another process has it.
  private func look(at cell: Cell, slot: Int) throws {
    let epoch = state.epoch(of: cell)
    let turn = try turn(of: cell)
    // Who goes on beyond a rung, or ends at one, does so since its group is decided.
    if case .runs(let horizon) = turn, horizon.isOfDecision(board?.schedule) { state.wake(cell) }
    guard case .runs = turn else { return try leave(cell, turn, seenAt: epoch) }
    guard try book.take(folder.claimName(cell)) else { return state.postpone(cell) }
    // Who had it may have finished it since, or brought it further.
    let next = Result { try self.turn(of: cell) }
    var isAtRung = false
    if case .success(.runs(let horizon)) = next {
      isAtRung = run(cell, to: horizon, slot: slot)
    }
    book.release(folder.claimName(cell))
    guard !isAtRung else { return try settle(cell) }
    if case let turn = try next.get(), turn == .done || turn == .waits {
      try leave(cell, turn, seenAt: epoch)
    }
  }

  /// What is to be done with the trial now.
  private func turn(of cell: Cell) throws -> TrialTurn {
    guard let board else { return holdsGolden(cell) ? .done : .runs(.end) }
    return try board.turn(of: cell)
  }

  /// Nothing is to be done with the trial.
  private func leave(_ cell: Cell, _ turn: TrialTurn, seenAt epoch: Int) throws {
    guard turn == .done else { return state.await(cell, seenAt: epoch) }
    // A golden of before that is of the same length is the same: the rule stops the trial where the earlier one did.
    if let length = reopened[cell], try board?.goldenLength(of: cell) == length {
      return state.keep(cell)
    }
    state.finishElsewhere(cell)
  }

  /// A trial that has reached a rung waits, or decides on its group.
  private func settle(_ cell: Cell) throws {
    let epoch = state.epoch(of: cell)
    state.await(cell, seenAt: epoch)
    if try turn(of: cell) != .waits { state.wake(cell) }
  }

  /// Runs the trial as often as may be.
  ///
  /// - Returns: whether it has reached the rung to which it was to run.
  private func run(_ cell: Cell, to horizon: TrialHorizon, slot: Int) -> Bool {
    state.begin(cell, slot: slot)
    for attempt in 0... {
      let told = ToldFacts()
      let result = Result { try run(cell, to: horizon, slot: slot, told) }
      if case .failure(let error) = result, isFailure(error), attempt < runner.retryCount,
        !interruption.isRequested
      {
        continue
      }
      if case .failure(is AtRung) = result {
        state.reach(cell, slot: slot)
        return true
      }
      state.end(cell, slot: slot, result, score: told.score)
      if case .failure(is LostClaim) = result { state.postpone(cell) }
      return false
    }
    return false
  }

  private func holdsGolden(_ cell: Cell) -> Bool { runner.files.exists(folder.goldenPath(cell)) }

  /// Whether trying again may help: not after a wish to end.
  private func isFailure(_ error: any Error) -> Bool {
    !(error is Interrupted || error is LostClaim || error is AtRung)
  }

  /// Runs one trial with its lines in the ledger.
  private func run(
    _ cell: Cell, to horizon: TrialHorizon, slot: Int, _ told: ToldFacts
  ) throws -> TrialOutcome {
    let request = request(cell, to: horizon, slot: slot, told)
    try note(.started, cell, detail: request.continues ? "continues an earlier attempt" : nil)
    let start = runner.clock.now()
    let result = Result { () throws -> TrialOutcome in
      do {
        let outcome = try trial(request)
        guard holdsGolden(cell) else { throw MissingRecord(path: request.path) }
        return outcome
      } catch let pause as AtRung {
        let turn = try turn(of: cell)
        // Who stalled on its way may have written a checkpoint after its successor's golden.
        if turn == .done { folder.removeFinished(cell) }
        guard turn == .runs(horizon) else { throw pause }
        if book.isLostNow(folder.claimName(cell)) { throw LostClaim() }
        throw MissingRecord(path: request.partialPath)
      } catch is InputError where book.isLostNow(folder.claimName(cell)) {
        // Its successor may have removed what it was writing.
        throw LostClaim()
      }
    }
    let time = Int((runner.clock.now() - start) / .milliseconds(1))
    switch result {
    case .success(let outcome):
      try note(
        LedgerEntry.Event(outcome), cell, milliseconds: time, score: told.score,
        environment: told.environment)
    case .failure(is AtRung):
      try note(.waiting, cell, milliseconds: time, detail: horizon.words, score: told.score)
    case .failure(let error) where !isFailure(error):
      try note(
        .interrupted, cell, milliseconds: time,
        detail: error is LostClaim ? String(describing: error) : nil)
    case .failure(let error):
      let reason = (error as? any LedgerReason)?.ledgerReason ?? String(describing: error)
      try note(.failed, cell, milliseconds: time, detail: reason)
    }
    return try result.get()
  }

  /// Appends a line to the ledger. Where that cannot be, the grid ends, whatever it goes on after: nothing may
  /// happen without a line.
  private func note(
    _ event: LedgerEntry.Event, _ cell: Cell, milliseconds: Int? = nil, detail: String? = nil,
    score: TrialScore? = nil, environment: TrainerEnvironment? = nil
  ) throws {
    do {
      try ledger.append(
        event, cell, milliseconds: milliseconds, detail: detail, score: score,
        environment: environment)
    } catch {
      state.fail(error as? InputError ?? InputError("\(error)"))
      throw error
    }
  }

  private func request(
    _ cell: Cell, to horizon: TrialHorizon, slot: Int, _ told: ToldFacts
  ) -> TrialRequest {
    let partialPath = folder.partialPath(cell)
    let (state, book, name) = (state, book, folder.claimName(cell))
    return TrialRequest(
      cell: cell, slot: slot, path: folder.goldenPath(cell), partialPath: partialPath,
      // What another trainer's failed attempt recorded is kept, and not continued.
      continues: folder.plan.task != .external && runner.files.exists(partialPath),
      horizon: horizon, interruption: interruption,
      report: { fraction in
        state.report(fraction, slot: slot)
        book.report(name, done: fraction)
      },
      score: { told.score = $0 }, environment: { told.environment = $0 },
      isLost: { book.isLost(name) })
  }
}

/// The last score that a trial told, and what was seen of its trainer.
private final class ToldFacts: Sendable {
  private let facts = Mutex<(score: TrialScore?, environment: TrainerEnvironment?)>((nil, nil))

  var score: TrialScore? {
    get { facts.withLock { $0.score } }
    set { facts.withLock { $0.score = newValue } }
  }
  var environment: TrainerEnvironment? {
    get { facts.withLock { $0.environment } }
    set { facts.withLock { $0.environment = newValue } }
  }
}

/// A trial returned without leaving its golden, or came to a rung without leaving its journal.
private struct MissingRecord: Error, CustomStringConvertible {
  let path: String
  var description: String { "the trial ended, but \(path) is not there" }
}

extension MissingRecord: LedgerReason {
  var ledgerReason: String { MissingRecord(path: FilePlace.name(of: path)).description }
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

extension TrialHorizon {
  /// Whether a trial runs so far only once its group has been decided at a rung.
  fileprivate func isOfDecision(_ schedule: StopSchedule?) -> Bool {
    guard let first = schedule?.steps.first else { return false }
    return self != .pause(at: first)
  }

  /// Where a trial waits.
  fileprivate var words: String? {
    if case .pause(let step) = self { "at the rung after \(step) updates" } else { nil }
  }
}
