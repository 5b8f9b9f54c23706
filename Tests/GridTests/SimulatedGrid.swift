import Files
import Foundation
import Processes
import Synchronization
import TestSupport
import Text
import Trajectory

import struct Statistics.StopStanding

@testable import Experiment
@testable import Grid

/// A grid of 2 x 2 trials on a simulated disk, by several workers that die and come again.
final class SimulatedGrid: Sendable {
  static let trials = "grid/trials"

  let disk: SimulatedDisk
  private let folder: ExperimentFolder
  private let isCareless: Bool
  private let schedule: StopSchedule?
  private let reported = Mutex<Set<Cell>>([])
  private let runs = Mutex<[Cell: Int]>([:])
  private let lost = Mutex<[Cell: Int]>([:])

  /// - Parameter schedule: the rule of `plan`.
  init(
    _ plan: ExperimentPlan, seed: UInt64, _ mishaps: SimulatedDisk.Mishaps,
    isCareless: Bool = false, schedule: StopSchedule? = nil
  ) {
    self.schedule = schedule
    folder = ExperimentFolder(path: "grid", plan: plan)
    disk = SimulatedDisk(seed: seed, mishaps)
    self.isCareless = isCareless
  }

  /// What a whole golden of `cell` holds.
  ///
  /// - Parameter rung: the one at which the trial is stopped; nil for one that is completed.
  static func golden(_ cell: Cell, stoppedAt rung: Int? = nil) -> [UInt8] {
    let end = rung.map { "stopped \($0)" } ?? "completed"
    return Array(String(repeating: "\(cell) \(end) ", count: 4).utf8)
  }

  /// What a trial at a rung leaves.
  static func journal(_ cell: Cell, at rung: Int) -> [UInt8] {
    Array(String(repeating: "\(cell) waits \(rung) ", count: 4).utf8)
  }

  /// The scores of a trial at the rungs; at each two are equal.
  static func scores(_ cell: Cell) -> [Double] {
    [cell.wi == 1 ? 0.5 : cell.do == 1 ? 0.4 : 0.6, cell.do == 1 ? 0.7 : 0.8]
  }

  /// The rung at which a trial must be stopped; nil for one that is completed. Groups are decided as whole.
  private func rung(_ cell: Cell) -> Int? {
    guard let schedule, let place = folder.plan.cells.position(of: cell) else { return nil }
    let cells = folder.plan.cells
    let range = schedule.rule.group(of: place, in: cells.count)
    let group = range.map { StopStanding(scores: Self.scores(cells[$0])) }
    let decision = schedule.rule.decisions(group)[place - range.lowerBound]
    if case .stops(let rung) = decision { return rung }
    return nil
  }

  /// How often a trial is begun or taken up where nothing goes wrong: once more at each rung that it reaches.
  func runCount(_ cell: Cell) -> Int { 2 + (rung(cell) ?? (schedule?.steps.count ?? 0) - 1) }

  /// Runs all workers until each has ended well, or has died so often that it gives up; then one more on a calm disk.
  ///
  /// - Returns: what went wrong that must not.
  func play(workers count: Int) throws -> [String] {
    let numbers = Array(1...count)
    disk.add(numbers.map { .init(number: $0, machine: 1 + $0 % 2) })
    let group = DispatchGroup()
    for number in numbers {
      group.enter()
      Thread.detachNewThread {
        self.live(number)
        group.leave()
      }
    }
    group.wait()
    disk.calm()
    disk.add([.init(number: 99, machine: 9)])
    let last = try run(99)
    disk.leave(99)
    return check(last)
  }

  /// The lives of a worker: each is another process.
  private func live(_ first: Int) {
    var number = first
    for life in 1...4 {
      // An error ends a grid in good order; what it leaves is looked at in the end.
      _ = try? run(number)
      if life == 4 || disk.isAlive(number) { return disk.leave(number) }
      let next = first + life * 10
      // The next life is there before the last one leaves, so that nobody waits for nobody.
      disk.add([.init(number: next, machine: 1 + first % 2)])
      disk.leave(number)
      number = next
    }
  }

  private func run(_ number: Int) throws -> GridSummary {
    let files = SimulatedFiles(disk: disk, worker: number)
    let name = UInt64(number).digits(16)
    // Each clock is wrong in its own way; the second one runs an hour behind.
    let error = Duration.seconds(number * 1000 - (number % 10 == 2 ? 3600 : 0))
    // A dead worker's time stands still: it would wait for ever.
    let end = Interruption()
    @Sendable func timed<R>(_ other: R, _ body: () -> R) -> R {
      do { return try disk.call(number, canFail: false, body) } catch {
        end.request()
        return other
      }
    }
    let clock = GridClock(
      now: { [disk] in timed(.zero) { disk.now } + error },
      sleep: { [disk] time in timed(()) { disk.pass(time) } })
    var runner = GridRunner(
      folder: folder,
      machine: Machine(
        host: nil, writer: name, process: Int32(number), threads: 1, instructionSet: "none"))
    runner.files = files
    runner.stopSchedule = schedule
    runner.clock = clock
    let book = ClaimBook(
      folder.claimsPath, owner: name, machine: UInt64(number == 99 ? 9 : 1 + number % 2).digits(16),
      files: files, clock: clock, times: runner.times)
    runner.standings = schedule.map {
      SimulatedStandings(files: files, folder: folder, schedule: $0, beat: { book.beat() })
    }
    @Sendable func trial(_ request: TrialRequest) throws -> TrialOutcome {
      runs.withLock { $0[request.cell, default: 0] += 1 }
      for _ in 0..<3 {
        if !disk.stalls(number) { book.beat() }
        do { try request.checkClaim() } catch {
          lost.withLock { $0[request.cell, default: 0] += 1 }
          throw error
        }
      }
      func rung(at step: Int) -> Int {
        guard let rung = schedule?.steps.firstIndex(of: step) else {
          preconditionFailure("no rung is after \(step) updates")
        }
        return rung
      }
      var end: Int?
      switch request.horizon {
      case .pause(let step):
        try files.writeJournal(
          Self.journal(request.cell, at: rung(at: step)), at: request.partialPath)
        throw AtRung()
      case .stop(let step): end = rung(at: step)
      case .end: break
      }
      try files.writeGolden(
        Self.golden(request.cell, stoppedAt: end), at: request.path, isCareless: isCareless)
      files.remove(request.partialPath)
      return end == nil ? .completed : .stopped
    }
    let summary = try runner.run(book, end, { _ in }, trial)
    reported.withLock { $0.formUnion(summary.outcomes.keys) }
    return summary
  }

  /// How often a run of the trial lost its claim.
  func lostCount(_ cell: Cell) -> Int { lost.withLock { $0[cell] ?? 0 } }

  /// How often each trial was run.
  var runCounts: [Cell: Int] { runs.withLock { $0 } }

  private func check(_ last: GridSummary) -> [String] {
    var faults = disk.faults
    let content = disk.content
    for cell in folder.plan.cells {
      let found = content[Self.trials + "/" + cell.fileName]
      if found == nil { faults.append("\(cell) has no golden") }
      if let found, found != Self.golden(cell, stoppedAt: rung(cell)) {
        faults.append("\(cell) is not whole, or not as the rule says")
      }
    }
    for cell in reported.withLock({ $0.sorted() })
    where content[Self.trials + "/" + cell.fileName] == nil {
      faults.append("\(cell) was reported done and is lost")
    }
    if last.missingCount != 0 { faults.append("\(last.missingCount) are said to be missing") }
    if last.waitingCount != 0 { faults.append("\(last.waitingCount) are said to wait") }
    if !last.failures.isEmpty { faults.append("failures on a calm disk: \(last.failures)") }
    let left = content.keys.filter { $0.hasPrefix("grid/claims/wi=") }
    if !left.isEmpty { faults.append("claims are left: \(left.sorted())") }
    return faults
  }
}

/// What is recorded of the trials on a simulated disk, as a worker sees it.
struct SimulatedStandings: StandingSource {
  let files: SimulatedFiles
  let folder: ExperimentFolder
  let schedule: StopSchedule
  /// A heart beats also while standings are read.
  let beat: @Sendable () -> Void

  func standing(of cell: Cell) throws -> TrialStanding? {
    beat()
    if let golden = try golden(cell) { return golden }
    let journal = try files.read(folder.partialPath(cell))
    let rung = schedule.steps.indices.first { journal == SimulatedGrid.journal(cell, at: $0) }
    if let rung { return standing(cell, nil, rung: rung) }
    // It may have become a golden since.
    return try golden(cell)
  }

  func outcome(of cell: Cell) throws -> TrialOutcome? { try golden(cell)?.outcome }

  private func golden(_ cell: Cell) throws -> TrialStanding? {
    let content = try files.read(folder.goldenPath(cell))
    if content == SimulatedGrid.golden(cell) { return standing(cell, .completed, rung: nil) }
    return schedule.steps.indices.first { content == SimulatedGrid.golden(cell, stoppedAt: $0) }
      .map { standing(cell, .stopped, rung: $0) }
  }

  /// - Parameter rung: the last that was reached, and no more; nil for a trial that went on to its end.
  private func standing(_ cell: Cell, _ outcome: TrialOutcome?, rung: Int?) -> TrialStanding {
    let reached = rung ?? schedule.steps.count - 1
    return TrialStanding(
      path: folder.goldenPath(cell), schedule: schedule,
      scores: Array(SimulatedGrid.scores(cell).prefix(reached + 1)), outcome: outcome,
      stepCount: rung.map { schedule.steps[$0] } ?? schedule.stepCount)
  }
}
