import Experiment
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

  /// Runs the trial of `cell`, unless it is done or another process has it.
  private func look(at cell: Cell, slot: Int) throws {
    if holdsGolden(cell) { return state.finishElsewhere(cell) }
    guard try book.take(cell.claimName) else { return state.postpone(cell) }
    defer { book.release(cell.claimName) }
    // Who had it may have finished it since.
    if holdsGolden(cell) { return state.finishElsewhere(cell) }
    state.begin(slot: slot)
    for attempt in 0... {
      let score = NotedScore()
      let result = Result { try run(cell, slot: slot, score) }
      if case .failure(let error) = result, isFailure(error), attempt < runner.retryCount,
        !interruption.isRequested
      {
        continue
      }
      state.end(cell, slot: slot, result, score: score.value)
      if case .failure(is LostClaim) = result { state.postpone(cell) }
      return
    }
  }

  private func holdsGolden(_ cell: Cell) -> Bool { runner.files.exists(folder.goldenPath(cell)) }

  /// Whether trying again may help: not after a wish to end.
  private func isFailure(_ error: any Error) -> Bool {
    !(error is Interrupted || error is LostClaim)
  }

  /// Runs one trial with its lines in the ledger.
  private func run(_ cell: Cell, slot: Int, _ score: NotedScore) throws -> TrialOutcome {
    let request = request(cell, slot: slot, score)
    try note(.started, cell, detail: request.continues ? "continues an earlier attempt" : nil)
    let start = runner.clock.now()
    let result = Result { () throws -> TrialOutcome in
      do {
        let outcome = try trial(request)
        guard holdsGolden(cell) else { throw MissingGolden(path: request.path) }
        return outcome
      } catch is InputError where book.isLostNow(cell.claimName) {
        // Its successor may have removed what it was writing.
        throw LostClaim()
      }
    }
    let time = Int((runner.clock.now() - start) / .milliseconds(1))
    switch result {
    case .success(let outcome):
      try note(LedgerEntry.Event(outcome), cell, milliseconds: time, score: score.value)
    case .failure(let error) where !isFailure(error):
      try note(
        .interrupted, cell, milliseconds: time,
        detail: error is LostClaim ? String(describing: error) : nil)
    case .failure(let error):
      try note(.failed, cell, milliseconds: time, detail: String(describing: error))
    }
    return try result.get()
  }

  /// Appends a line to the ledger. Where that cannot be, the grid ends, whatever it goes on after: nothing may
  /// happen without a line.
  private func note(
    _ event: LedgerEntry.Event, _ cell: Cell, milliseconds: Int? = nil, detail: String? = nil,
    score: TrialScore? = nil
  ) throws {
    do {
      try ledger.append(event, cell, milliseconds: milliseconds, detail: detail, score: score)
    } catch {
      state.fail(error as? InputError ?? InputError("\(error)"))
      throw error
    }
  }

  private func request(_ cell: Cell, slot: Int, _ score: NotedScore) -> TrialRequest {
    let partialPath = folder.partialPath(cell)
    let (state, book, name) = (state, book, cell.claimName)
    return TrialRequest(
      cell: cell, slot: slot, path: folder.goldenPath(cell), partialPath: partialPath,
      continues: runner.files.exists(partialPath), interruption: interruption,
      report: { fraction in
        state.report(fraction, slot: slot)
        book.report(name, done: fraction)
      },
      score: { score.value = $0 }, isLost: { book.isLost(name) })
  }
}

/// The last score that a trial told.
private final class NotedScore: Sendable {
  private let score = Mutex<TrialScore?>(nil)

  var value: TrialScore? {
    get { score.withLock { $0 } }
    set { score.withLock { $0 = newValue } }
  }
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
