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
  static func golden(_ cell: Cell, _ outcome: TrialOutcome = .completed) -> [UInt8] {
    Array(String(repeating: "\(cell) \(outcome) ", count: 4).utf8)
  }

  /// What a trial at its rung leaves.
  static func journal(_ cell: Cell) -> [UInt8] {
    Array(String(repeating: "\(cell) waits ", count: 4).utf8)
  }

  /// The score of a trial at its rung; two are equal.
  static func score(_ cell: Cell) -> Double { cell.wi == 1 ? 0.5 : cell.do == 1 ? 0.4 : 0.6 }

  /// How each trial must end.
  private func outcome(_ cell: Cell) -> TrialOutcome {
    guard let schedule, let place = folder.plan.cells.position(of: cell) else { return .completed }
    let group = folder.plan.cells.map { StopStanding(scores: [Self.score($0)]) }
    return schedule.rule.decisions(group)[place] == .completes ? .completed : .stopped
  }

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
        try request.checkClaim()
      }
      if case .pause = request.horizon {
        try files.writeJournal(Self.journal(request.cell), at: request.partialPath)
        throw AtRung()
      }
      let outcome = request.horizon == .end ? TrialOutcome.completed : .stopped
      try files.writeGolden(
        Self.golden(request.cell, outcome), at: request.path, isCareless: isCareless)
      files.remove(request.partialPath)
      return outcome
    }
    let summary = try runner.run(book, end, { _ in }, trial)
    reported.withLock { $0.formUnion(summary.outcomes.keys) }
    return summary
  }

  /// How often each trial was run.
  var runCounts: [Cell: Int] { runs.withLock { $0 } }

  private func check(_ last: GridSummary) -> [String] {
    var faults = disk.faults
    let content = disk.content
    for cell in folder.plan.cells {
      let found = content[Self.trials + "/" + cell.fileName]
      if found == nil { faults.append("\(cell) has no golden") }
      if let found, found != Self.golden(cell, outcome(cell)) {
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
    func standing(_ outcome: TrialOutcome?, _ stepCount: Int) -> TrialStanding {
      TrialStanding(
        path: folder.goldenPath(cell), schedule: schedule, scores: [SimulatedGrid.score(cell)],
        outcome: outcome, stepCount: stepCount)
    }
    switch try outcome(of: cell) {
    case .completed: return standing(.completed, schedule.stepCount)
    case .stopped: return standing(.stopped, schedule.steps[0])
    case .nonfinite, nil: break
    }
    let journal = try files.read(folder.partialPath(cell))
    if journal == SimulatedGrid.journal(cell) { return standing(nil, schedule.steps[0]) }
    // It may have become a golden since.
    return try outcome(of: cell).map {
      standing($0, $0 == .completed ? schedule.stepCount : schedule.steps[0])
    }
  }

  func outcome(of cell: Cell) throws -> TrialOutcome? {
    let golden = try files.read(folder.goldenPath(cell))
    return TrialOutcome.allCases.first { golden == SimulatedGrid.golden(cell, $0) }
  }
}
