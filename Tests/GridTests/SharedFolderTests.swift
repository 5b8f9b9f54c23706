import Experiment
import Files
import Foundation
import Processes
import Synchronization
import TestSupport
import Testing
import Text
import Trajectory

@testable import Grid

/// Several runners on one folder, each as a process of its own: they share nothing but files.
@Suite struct SharedFolderTests {
  static func finish(_ request: TrialRequest) throws {
    try AtomicFile.write(Array(request.cell.description.utf8), to: request.path)
  }

  struct Place {
    let folder = try! TemporaryFolder()
    let grid: ExperimentFolder

    init() throws { grid = try .create(folder.path + "/out", for: .embedded(in: folder)) }

    func runner(_ number: Int, machine: String = WriterIdentity.ofMachine) -> GridRunner {
      var runner = GridRunner(
        folder: grid,
        machine: Machine(
          host: nil, writer: number.digits(16), process: Int32(number), threads: 1,
          instructionSet: "none"))
      runner.machineName = machine
      runner.times = ClaimTimes(
        beat: .milliseconds(20), stale: .milliseconds(400), look: .milliseconds(20))
      return runner
    }
  }

  @Test(arguments: [2, 3])
  func everyTrialRunsOnce(runnerCount: Int) throws {
    let place = try Place()
    let seen = Mutex<[Cell]>([])
    let summaries = Mutex<[GridSummary]>([])
    DispatchQueue.concurrentPerform(iterations: runnerCount) { number in
      let summary = try? place.runner(number).run { request in
        seen.withLock { $0.append(request.cell) }
        pause(.milliseconds(30))
        try Self.finish(request)
        return .completed
      }
      if let summary { summaries.withLock { $0.append(summary) } }
    }
    #expect(seen.withLock { $0.sorted() } == Array(place.grid.plan.cells))
    let all = summaries.withLock { $0 }
    #expect(all.count == runnerCount)
    for summary in all {
      // Each returns when everything is done, whoever did it.
      #expect(summary.missingCount == 0)
      #expect(summary.outcomes.count + summary.elsewhereCount + summary.keptCount == 6)
    }
    #expect(!FileEntry.exists(place.grid.claimsPath))
    let ledgers = Ledger.all(in: place.grid.path).map(\.path)
    #expect(ledgers.count <= runnerCount)
    #expect(FileEntry.exists(place.grid.ledgerPath))
    let summary = try LedgerSummary(of: place.grid)
    #expect(summary.attemptCount == 6 && summary.unreadable.count == 0)
    #expect(summary.hosts.isEmpty && summary.writers.count == all.count)
    #expect(summary.earlier.isEmpty)
  }

  /// The owner of a trial stalls; the other runs it, and the ledgers show both.
  @Test func aStalledOwnersTrialIsTakenOver() throws {
    let place = try Place()
    let isTaken = DispatchSemaphore(value: 0)
    let isDone = DispatchSemaphore(value: 0)
    let stalled = Mutex<Cell?>(nil)
    let first = Mutex<GridSummary?>(nil)
    var runner = place.runner(1, machine: "00000000000000aa")
    runner.beats = false
    let group = DispatchGroup()
    group.enter()
    let stalling = runner
    Thread.detachNewThread {
      let summary = try? stalling.run { request in
        stalled.withLock { $0 = $0 ?? request.cell }
        isTaken.signal()
        isDone.wait()
        isDone.signal()
        // Whoever wakes up finishes a whole file, too.
        try Self.finish(request)
        return .completed
      }
      first.withLock { $0 = summary }
      group.leave()
    }
    isTaken.wait()
    let second = try place.runner(2, machine: "00000000000000bb").run { request in
      try Self.finish(request)
      return .completed
    }
    isDone.signal()
    group.wait()
    let cell = try #require(stalled.withLock { $0 })
    #expect(second.outcomes.count == 6 && second.missingCount == 0)
    #expect(first.withLock { $0?.missingCount } == 0)
    var attempts = 0
    for ledger in Ledger.all(in: place.grid.path) {
      attempts += try ledger.read().entries.count { $0.event == .started && $0.cell == cell }
    }
    #expect(attempts == 2)
    #expect(try place.folder.read("out/trials/" + cell.fileName) == cell.description)
  }

  /// An error of a trial that somebody else has by now is none.
  @Test func aLostTrialIsNoFailure() throws {
    let place = try Place()
    let cell = try #require(place.grid.plan.cells.first)
    let claim = place.grid.claimsPath + "/" + place.grid.claimName(cell)
    let attempts = Mutex(0)
    let summary = try place.runner(1).run { request in
      if request.cell == cell,
        attempts.withLock({
          $0 += 1
          return $0
        }) == 1
      {
        let other = ClaimNote(owner: "00000000000000ff", machine: "00000000000000ff")
        try AtomicFile.write(other.bytes, to: claim)
        throw InputError(file: request.path, "is gone")
      }
      try Self.finish(request)
      return .completed
    }
    // The other never beat again.
    #expect(summary.failures.isEmpty && summary.outcomes.count == 6)
    let entries = try Ledger(place.grid.ledgerPath).read().entries
    #expect(
      entries.filter { $0.event == .interrupted }.map(\.detail)
        == ["another process has taken the trial over"])
  }

  /// What a killed run left is removed, but not what another machine's worker is writing.
  @Test func whatOthersWriteStays() throws {
    let place = try Place()
    let cells = Array(place.grid.plan.cells)
    func stray(_ cell: Cell) throws -> String {
      try place.folder.write("x", to: "out/trials/\(cell.fileName).partial-0123456789xyz")
    }
    let (dead, living) = (try stray(cells[0]), try stray(cells[1]))
    try OutputPlace.makeFolder(place.grid.claimsPath)
    let note = ClaimNote(owner: "00000000000000ff", machine: "00000000000000ff")
    let claim = place.grid.claimsPath + "/" + place.grid.claimName(cells[1])
    try AtomicFile.write(note.bytes, to: claim)
    var runner = place.runner(1)
    runner.cells = [cells[2]]
    _ = try runner.run { request in
      try Self.finish(request)
      return .completed
    }
    #expect(!FileEntry.exists(dead) && FileEntry.exists(living) && FileEntry.exists(claim))
  }

  /// Of two plans that begin in one folder at a time, one is refused.
  @Test func twoPlansAtOnce() throws {
    for _ in 0..<20 {
      let folder = try TemporaryFolder()
      let plans = [
        try ExperimentPlan.embedded(in: folder, name: "a.yaml"),
        try ExperimentPlan.embedded(in: folder, do: "1...4", name: "b.yaml"),
      ]
      let made = Mutex<[Int]>([])
      let reasons = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 2) { number in
        do {
          _ = try ExperimentFolder.create(folder.path + "/out", for: plans[number])
          made.withLock { $0.append(number) }
        } catch { reasons.withLock { $0.append("\(error)") } }
      }
      let winner = try #require(made.withLock { $0.count == 1 ? $0[0] : nil })
      #expect(reasons.withLock { $0.first?.contains("is another plan than") == true })
      #expect(try folder.bytes(of: "out/experiment.yaml") == Array(plans[winner].bytes))
    }
  }
}
